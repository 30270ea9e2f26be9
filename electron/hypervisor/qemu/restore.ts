import type { WantedState } from '../../../shared/contract/contract.ts';
import { type Finding, finding } from '../../../shared/model/finding.ts';
import { newJobId, runJob } from '../../qmp/jobs.ts';
import {
  HypervisorError,
  type OperationContext,
  type OperationResult,
  type RememberedSnapshot,
  type SnapshotFacts,
} from '../hypervisor.ts';
import { drivesHolding, nodeNames, type OnlineMachine, sameSnapshot } from './online-machine.ts';
import type { QemuReading } from './reading.ts';

/**
 * Loads a snapshot with memory into a machine that QEMU runs. Nothing is sent before everything was checked
 * once more: QEMU stops the guest even for a tag that does not exist, and leaves it in `restore-vm`
 * (migration/savevm.c, snapshot_load_job_bh). A guest whose load failed is never resumed.
 */
export async function restoreOnline(
  machine: OnlineMachine,
  wanted: SnapshotFacts,
  options: { readonly state: WantedState; readonly remembered: RememberedSnapshot | null },
  context: OperationContext,
): Promise<OperationResult> {
  const before = await machine.look();
  const snapshot = sameSnapshot(before, wanted, machine.name);
  const vmState = snapshot.instances.find((instance) => instance.vmStateBytes > 0);
  const drives = drivesHolding(before, snapshot);
  const home = drives.find((drive) => drive.id === vmState?.driveId);
  const blocking = snapshot.findings.find((each) => each.severity === 'blocks');
  if (blocking !== undefined) {
    throw new HypervisorError('refused', `${blocking.message} Nothing was sent to QEMU.`, {
      findings: snapshot.findings,
    });
  }
  if (home === undefined) {
    throw new HypervisorError(
      'refused',
      `No drive of ${machine.name} holds the memory of “${snapshot.name}”. Nothing was sent to QEMU.`,
    );
  }

  const runsAfterwards = wantsRunning(options.state, options.remembered, before.running);
  // QEMU keeps the run state from before the load: a guest that must be paused afterwards may not run for a moment.
  if (before.running && !runsAfterwards) await machine.session.execute('stop');

  context.onStep(`Loading “${snapshot.name}”.`);
  const outcome = await runJob(machine.session, {
    command: 'snapshot-load',
    args: { tag: snapshot.name, vmstate: home.nodeName, devices: nodeNames(drives) },
    jobId: newJobId('snapgrove-load'),
  });
  if (!outcome.ok) {
    const after = await machine.look();
    throw new HypervisorError('failed', failedSentence(machine.name, snapshot.name, outcome, after));
  }

  if (runsAfterwards && !before.running) await machine.session.execute('cont');
  return { findings: await compare(machine, runsAfterwards) };
}

/** Whether the guest runs after a restore. What is not known of the snapshot is taken from the machine. */
export function wantsRunning(
  state: WantedState,
  remembered: RememberedSnapshot | null,
  runsNow: boolean,
): boolean {
  switch (state) {
    case 'running':
      return true;
    case 'paused':
      return false;
    case 'as-snapshot':
      return remembered?.state == null ? runsNow : remembered.state !== 'paused';
    default:
      return state satisfies never;
  }
}

async function compare(machine: OnlineMachine, runsAfterwards: boolean): Promise<readonly Finding[]> {
  const after = await machine.look();
  if (after.running === runsAfterwards) return [];
  return [
    finding(
      'warns',
      'other-state',
      `${machine.name} should be ${runsAfterwards ? 'running' : 'paused'} now, but QEMU says ${after.runState}.`,
      null,
    ),
  ];
}

function failedSentence(
  machine: string,
  tag: string,
  outcome: { readonly started: boolean; readonly error: string },
  after: QemuReading,
): string {
  if (!outcome.started) {
    return `QEMU refused to restore “${tag}” of ${machine}: ${outcome.error}. Nothing was changed${after.running ? '' : '; the machine is paused, resume it when you like'}.`;
  }
  return `Restoring “${tag}” of ${machine} failed half way: ${outcome.error}. The machine is stopped and must not be resumed, because its disks may already be those of the snapshot while its memory is not. All snapshots are still there: restore this or another one, or power the machine off.`;
}
