import { newJobId, runJob } from '../../qmp/jobs.ts';
import {
  HypervisorError,
  type OperationContext,
  type OperationResult,
  type SnapshotFacts,
} from '../hypervisor.ts';
import { drivesHolding, nodeNames, type OnlineMachine, sameSnapshot } from './online-machine.ts';

/**
 * Deletes a snapshot from every drive that holds it and reads back that it is gone: QEMU calls the deletion of
 * a missing tag a success. Throws HypervisorError, QmpError when QEMU is lost.
 */
export async function deleteOnline(
  machine: OnlineMachine,
  wanted: SnapshotFacts,
  context: OperationContext,
): Promise<OperationResult> {
  const before = await machine.look();
  const snapshot = sameSnapshot(before, wanted, machine.name);
  const ambiguous = snapshot.findings.find(
    (each) => each.code === 'duplicate-name' || each.code === 'unnamed',
  );
  if (ambiguous !== undefined) {
    throw new HypervisorError('refused', `${ambiguous.message} Nothing was deleted.`, {
      findings: [ambiguous],
    });
  }

  context.onStep(`Deleting “${snapshot.name}”.`);
  const outcome = await runJob(machine.session, {
    command: 'snapshot-delete',
    args: { tag: snapshot.name, devices: nodeNames(drivesHolding(before, snapshot)) },
    jobId: newJobId('snapgrove-delete'),
  });

  const after = await machine.look();
  const left = after.drives.filter((drive) => drive.snapshots.some((each) => each.name === snapshot.name));
  if (!outcome.ok || left.length > 0) {
    const where =
      left.length === 0
        ? 'It is gone all the same.'
        : `It is still on ${left.map((each) => each.id).join(', ')}.`;
    throw new HypervisorError(
      'failed',
      `The snapshot “${snapshot.name}” of ${machine.name} could not be deleted: ${outcome.ok ? 'QEMU did not remove it' : outcome.error}. ${where} The machine and its other snapshots are unharmed.`,
    );
  }
  return { findings: [] };
}
