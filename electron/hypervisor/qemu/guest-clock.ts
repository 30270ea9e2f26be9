import type { Finding } from '../../../shared/model/finding.ts';
import { saidBy } from '../../../shared/sentences/said-error.ts';
import { say } from '../../../shared/sentences/say.ts';
import { GuestAgent, GuestAgentError } from '../../qmp/guest-agent.ts';
import { clockNotSet, setToNow } from '../guest-clock.ts';
import type { OperationContext, SnapshotFacts } from '../hypervisor.ts';
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
  const { agent } = known.reading;
  const reason = noAgentReason(known);
  if (reason !== null || agent.status !== 'free') {
    return clockNotSet(name, snapshot, reason ?? say('agent/none', { machine: name }));
  }
  if (!agent.isOpenInGuest) return clockNotSet(name, snapshot, say('agent/silent'));
  context.onStep(say('step/clock'));
  try {
    await using connected = await GuestAgent.connect(agent.socketPath);
    await setToNow({ set: (timeMs) => connected.setTime(timeMs), read: () => connected.time() });
    return [];
  } catch (error) {
    if (!(error instanceof GuestAgentError)) throw error;
    return clockNotSet(name, snapshot, saidBy(error));
  }
}
