import { newJobId } from '../../qmp/jobs.ts';
import {
  HypervisorError,
  type OperationContext,
  type OperationResult,
  type SnapshotFacts,
} from '../hypervisor.ts';
import { WORDS_OF_END } from './lasting-job.ts';
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
    throw new HypervisorError('refused', `${ambiguous.message} Nothing was deleted.`, {
      findings: [ambiguous],
    });
  }
  const drives = drivesHolding(before.drives, snapshot);

  context.onStep(`Deleting “${snapshot.name}”.`);
  const outcome = await machine.job({
    command: 'snapshot-delete',
    args: { tag: snapshot.name, devices: nodeNames(drives) },
    jobId: newJobId('snapgrove-delete'),
  });
  if (outcome.end === 'gone') throw new MachineEndedError(machine.name);
  if (outcome.end === 'silent') {
    throw new HypervisorError(
      'unreachable',
      `The connection to ${machine.name} was lost while “${snapshot.name}” was being deleted, and did not come back. ${WORDS_OF_END}`,
    );
  }

  const asked = new Set(drives.map((drive) => drive.id));
  const left = (await machine.look()).drives.filter(
    (drive) => asked.has(drive.id) && drive.snapshots.some((each) => each.name === snapshot.name),
  );
  if (left.length === 0) return { findings: [] };
  const reason =
    'error' in outcome ? `QEMU says: ${outcome.error.replace(/\.$/, '')}` : 'QEMU did not remove it';
  throw new HypervisorError(
    'failed',
    `The snapshot “${snapshot.name}” of ${machine.name} could not be deleted: ${reason}. It is still on ${left.map((each) => each.id).join(', ')}. The machine and its other snapshots are unharmed.`,
  );
}
