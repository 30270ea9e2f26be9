import type { Finding } from '../../../shared/model/finding.ts';
import { SaidError, saidBy } from '../../../shared/sentences/said-error.ts';
import { say } from '../../../shared/sentences/say.ts';
import { GuestAgent } from '../../qmp/guest-agent.ts';
import { clockNotSet, setToNow } from '../guest-clock.ts';
import type { OperationContext, SnapshotFacts } from '../hypervisor.ts';
import { readAgentChannel } from './agent-channel.ts';
import { noAgentReason } from './domain.ts';
import type { QemuMachine } from './qemu-machine.ts';

/**
 * Sets the clock of a guest that was just restored, through its agent. That it could not be set is a finding, for the
 * restore itself is done.
 */
export async function setGuestClock(
  machine: QemuMachine,
  snapshot: Pick<SnapshotFacts, 'createdAt'>,
  context: OperationContext,
): Promise<readonly Finding[]> {
  const { known, name } = machine;
  if (known.reading?.running !== true) return [];
  const reason = noAgentReason(known);
  if (reason !== null) return clockNotSet(name, snapshot, reason);
  context.onStep(say('step/clock'));
  try {
    // An agent that ran before the restore need not run in the snapshot.
    const agent = await readAgentChannel(machine.session);
    if (agent.status !== 'free' || !agent.isOpenInGuest) {
      return clockNotSet(name, snapshot, say('agent/silent'));
    }
    await using connected = await GuestAgent.connect(agent.socketPath);
    await setToNow({ set: (timeMs) => connected.setTime(timeMs), read: () => connected.time() });
    return [];
  } catch (error) {
    if (!(error instanceof SaidError)) throw error;
    return clockNotSet(name, snapshot, saidBy(error));
  }
}
