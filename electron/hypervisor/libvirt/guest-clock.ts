import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';
import type { Finding } from '../../../shared/model/finding.ts';
import { say } from '../../../shared/sentences/say.ts';
import { ConnectionFailure } from '../../libvirt-rpc/connection-failure.ts';
import { LibvirtError } from '../../libvirt-rpc/errors.ts';
import { clockNotSet, type GuestClock, setToNow } from '../guest-clock.ts';
import type { OperationContext, SnapshotFacts } from '../hypervisor.ts';
import type { LibvirtMachine } from './libvirt-machine.ts';

/** How long the agent may take, in seconds. */
const AGENT_SECONDS = 5;

const timeSchema = z.object({ return: z.number() }).transform((answer) => answer.return / 1_000_000);

/**
 * Sets the clock of a guest that was just restored, through its agent. That it could not be set is a finding, for the
 * restore itself is done.
 */
export async function setGuestClock(
  machine: LibvirtMachine,
  snapshot: Pick<SnapshotFacts, 'createdAt'>,
  context: OperationContext,
): Promise<readonly Finding[]> {
  const { name } = machine;
  if (machine.reading.definition.agent === 'none') {
    return clockNotSet(name, snapshot, say('agent/no-channel'));
  }
  context.onStep(say('step/clock'));
  try {
    const clock = await clockOf(machine);
    await onceConnected(() => setToNow(clock));
    return [];
  } catch (error) {
    if (!(error instanceof LibvirtError) && !(error instanceof ConnectionFailure)) throw error;
    const said = error.message.replace(/\.$/, '');
    return clockNotSet(name, snapshot, say('clock/not-answered', { said }));
  }
}

/** How long after a restore libvirt may take to see that the agent's channel is open, and how often it is asked, in ms. */
const CONNECTED_MS = 2000;
const ASKING_MS = 100;

/** libvirt hears of the channel by an event that comes after the restore, and calls an agent that runs not connected before. */
async function onceConnected(work: () => Promise<void>): Promise<void> {
  const until = performance.now() + CONNECTED_MS;
  for (;;) {
    try {
      await work();
      return;
    } catch (error) {
      const isAway = error instanceof LibvirtError && error.code === 'agent-unresponsive';
      if (!isAway || performance.now() >= until) throw error;
    }
    await delay(ASKING_MS);
  }
}

async function clockOf(machine: LibvirtMachine): Promise<GuestClock> {
  const client = await machine.link.forJobs();
  const ask = async (command: string) =>
    (await client.domains.agentCommand(machine.domain, command, AGENT_SECONDS)) ?? '';
  return {
    set: async (timeMs) => {
      // It counts nanoseconds, more than a JavaScript number holds exactly.
      await ask(`{"execute":"guest-set-time","arguments":{"time":${timeMs}000000}}`);
    },
    read: async () => timeSchema.parse(JSON.parse(await ask('{"execute":"guest-get-time"}'))),
  };
}
