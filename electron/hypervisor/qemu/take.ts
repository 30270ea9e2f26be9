import { type Finding, finding, isAllowed } from '../../../shared/model/finding.ts';
import { newJobId, runJob } from '../../qmp/jobs.ts';
import {
  HypervisorError,
  type OperationContext,
  type SnapshotFacts,
  type TakeOptions,
} from '../hypervisor.ts';
import type { QemuDrive } from './drives.ts';
import { chosenDrives, nameFindings } from './findings.ts';
import { type GuestFreeze, NO_FREEZE } from './guest-freeze.ts';
import { watchGrowth } from './image-growth.ts';
import { nodeNames, type OnlineMachine } from './online-machine.ts';
import type { QemuReading } from './reading.ts';
import { snapshotFacts } from './snapshot-facts.ts';

/**
 * Takes a snapshot of a machine that QEMU runs and reads it back from every drive; what a failure left is
 * removed again. Throws HypervisorError, QmpError when QEMU is lost.
 */
export async function takeOnline(
  machine: OnlineMachine,
  options: TakeOptions,
  freeze: GuestFreeze | null,
  context: OperationContext,
): Promise<{ readonly snapshot: SnapshotFacts; readonly findings: readonly Finding[] }> {
  const before = await machine.look();
  const drives = chosenDrives(before.drives, options);
  refuseBlocked(machine.name, before, drives, options);

  const findings: Finding[] = [];
  const failure = options.memory
    ? await saveWithMemory(machine, before, drives, options.name, context)
    : await saveDisks(machine, drives, options.name, freeze ?? NO_FREEZE, context, findings);

  const after = await machine.look();
  if (failure !== null) {
    await removeRemains(machine, before, after, options.name);
    throw new HypervisorError('failed', failedSentence(machine.name, options.name, failure, before, after));
  }
  const snapshot = snapshotFacts(after.drives).find((each) => each.name === options.name);
  const missing = drives.filter((drive) => !snapshot?.instances.some((each) => each.driveId === drive.id));
  if (snapshot === undefined || missing.length > 0) {
    await removeRemains(machine, before, after, options.name);
    throw new HypervisorError(
      'failed',
      `QEMU said that the snapshot “${options.name}” of ${machine.name} was made, but it is not on ${missing.map((each) => each.id).join(', ')}. What there was of it has been removed; the machine is unharmed.`,
    );
  }
  if (before.running && !after.running) {
    findings.push(
      finding(
        'warns',
        'stopped',
        `${machine.name} ran before the snapshot and does not run now.`,
        'Resume it, after looking at why it stopped.',
      ),
    );
  }
  return { snapshot, findings };
}

function refuseBlocked(
  machine: string,
  reading: QemuReading,
  drives: readonly QemuDrive[],
  options: TakeOptions,
): void {
  const taken = reading.drives.flatMap((drive) => drive.snapshots.map((each) => each.name));
  const findings = nameFindings(options.name, taken, machine);
  if (!isAllowed(findings)) {
    throw new HypervisorError('refused', findings[0]?.message ?? 'The name can’t be used.', { findings });
  }
  if (drives.length === 0) {
    throw new HypervisorError('refused', `${machine} has no drive that can hold a snapshot.`);
  }
}

/** Returns QEMU's reason when it failed. */
async function saveWithMemory(
  machine: OnlineMachine,
  reading: QemuReading,
  drives: readonly QemuDrive[],
  tag: string,
  context: OperationContext,
): Promise<string | null> {
  const home = memoryDrive(drives);
  context.onStep(`Saving memory and ${drives.length === 1 ? 'the drive' : `${drives.length} drives`}.`);
  using _growth = watchGrowth(home.path, reading.memoryBytes, context.onProgress);
  const outcome = await runJob(machine.session, {
    command: 'snapshot-save',
    args: { tag, vmstate: home.nodeName, devices: nodeNames(drives) },
    jobId: newJobId('snapgrove-save'),
  });
  return outcome.ok ? null : outcome.error;
}

/** Returns QEMU's reason when it failed. One transaction: the drives are of one moment. */
async function saveDisks(
  machine: OnlineMachine,
  drives: readonly QemuDrive[],
  tag: string,
  freeze: GuestFreeze,
  context: OperationContext,
  findings: Finding[],
): Promise<string | null> {
  const actions = nodeNames(drives).map((device) => ({
    type: 'blockdev-snapshot-internal-sync',
    data: { device, name: tag },
  }));
  return await freeze.during(context, findings, async () => {
    context.onStep(`Saving ${drives.length === 1 ? 'the drive' : `${drives.length} drives`}.`);
    try {
      await machine.session.execute('transaction', { actions }, { deadlineMs: null });
      return null;
    } catch (error) {
      return reasonOf(error);
    }
  });
}

/** QEMU's own words for a refusal; anything else goes on. */
function reasonOf(error: unknown): string {
  if (error instanceof Error && 'desc' in error && typeof error.desc === 'string') return error.desc;
  throw error;
}

/** Where the memory goes: the first drive that is not the firmware's variable store. */
export function memoryDrive(drives: readonly QemuDrive[]): QemuDrive {
  const firmware = /pflash|nvram|_vars|efivars/i;
  const system = drives.find(
    (drive) => !firmware.test(`${drive.id} ${drive.device ?? ''} ${drive.path ?? ''}`),
  );
  const chosen = system ?? drives[0];
  if (chosen === undefined)
    throw new HypervisorError('refused', 'There is no drive that can hold a snapshot.');
  return chosen;
}

/** Deletes tags of this name that were not there before. */
async function removeRemains(
  machine: OnlineMachine,
  before: QemuReading,
  after: QemuReading,
  tag: string,
): Promise<void> {
  const holds = (drive: QemuDrive): boolean => drive.snapshots.some((each) => each.name === tag);
  const old = new Set(before.drives.filter(holds).map((drive) => drive.id));
  const remains = after.drives.filter((drive) => holds(drive) && !old.has(drive.id));
  if (remains.length === 0) return;
  await runJob(machine.session, {
    command: 'snapshot-delete',
    args: { tag, devices: nodeNames(remains) },
    jobId: newJobId('snapgrove-clean'),
  });
}

function failedSentence(
  machine: string,
  tag: string,
  reason: string,
  before: QemuReading,
  after: QemuReading,
): string {
  const noRoom = /no space left|enospc/i.test(reason);
  const cause = noRoom ? 'there is no room left where its image is' : `QEMU says: ${reason}`;
  const state = before.running
    ? after.running
      ? `${machine} runs on and is unharmed.`
      : `${machine} is stopped now (${after.runState}).`
    : `${machine} is as it was.`;
  const advice = noRoom ? ' Make room on that disk, then take it again.' : '';
  return `The snapshot “${tag}” of ${machine} was not made: ${cause}. ${state}${advice}`;
}
