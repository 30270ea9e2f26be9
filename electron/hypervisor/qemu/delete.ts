import { messageOf } from '../../../shared/model/finding.ts';
import { say } from '../../../shared/sentences/say.ts';
import { newJobId } from '../../qmp/jobs.ts';
import {
  HypervisorError,
  type OperationContext,
  type OperationResult,
  type SnapshotFacts,
} from '../hypervisor.ts';
import {
  drivesHolding,
  MachineEndedError,
  nodeNames,
  type OnlineMachine,
  sameSnapshot,
} from './online-machine.ts';

/**
 * Deletes a snapshot from every drive that holds it and reads back that it is gone: QEMU calls the deletion of
 * a missing tag a success. Throws HypervisorError, MachineEndedError when QEMU ends meanwhile.
 */
export async function deleteOnline(
  machine: OnlineMachine,
  wanted: SnapshotFacts,
  context: OperationContext,
): Promise<OperationResult> {
  const before = await machine.look();
  const snapshot = sameSnapshot(before.drives, wanted, machine.name);
  const ambiguous = snapshot.findings.find(
    (each) => each.code === 'duplicate-name' || each.code === 'unnamed',
  );
  if (ambiguous !== undefined) {
    throw new HypervisorError('refused', say('delete/refused-because', { why: messageOf(ambiguous) }), {
      findings: [ambiguous],
    });
  }
  const drives = drivesHolding(before.drives, snapshot);
  const what = { machine: machine.name, name: snapshot.name };

  context.onStep(say('step/delete', { name: snapshot.name }));
  const outcome = await machine.job({
    command: 'snapshot-delete',
    args: { tag: snapshot.name, devices: nodeNames(drives) },
    jobId: newJobId('snapgrove-delete'),
  });
  if (outcome.end === 'gone') throw new MachineEndedError(machine.name);
  if (outcome.end === 'silent') {
    throw new HypervisorError('unreachable', say('delete/silent', what));
  }

  const asked = new Set(drives.map((drive) => drive.id));
  const left = (await machine.look()).drives.filter(
    (drive) => asked.has(drive.id) && drive.snapshots.some((each) => each.name === snapshot.name),
  );
  if (left.length === 0) return { findings: [] };
  const why =
    'error' in outcome
      ? say('qemu/says', { said: outcome.error.replace(/\.$/, '') })
      : say('delete/not-removed');
  throw new HypervisorError(
    'failed',
    say('delete/failed', { ...what, why, drives: left.map((each) => each.id) }),
  );
}
