import { basename } from 'node:path';
import { type Finding, finding, messageOf } from '../../../shared/model/finding.ts';
import { say } from '../../../shared/sentences/say.ts';
import type { Sentence } from '../../../shared/sentences/sentence.ts';
import { QmpCommandError, QmpError } from '../../qmp/errors.ts';
import { newJobId } from '../../qmp/jobs.ts';
import {
  HypervisorError,
  type OperationContext,
  type SnapshotFacts,
  type TakeOptions,
} from '../hypervisor.ts';
import type { QemuDrive } from './drives.ts';
import { chosenDrives, nameFindings } from './findings.ts';
import type { GuestFreeze } from './guest-freeze.ts';
import { freeBytesAt, watchGrowth } from './image-growth.ts';
import type { LastingOutcome } from './lasting-job.ts';
import { MachineEndedError, nodeNames, type OnlineMachine } from './online-machine.ts';
import type { QemuReading } from './reading.ts';
import { snapshotFacts } from './snapshot-facts.ts';

/**
 * Takes a snapshot of a machine that QEMU runs and reads it back from every drive; what a failure left is
 * removed again. Throws HypervisorError, and MachineEndedError when QEMU ends meanwhile: then the images say what
 * there is.
 */
export async function takeOnline(
  machine: OnlineMachine,
  options: TakeOptions,
  freeze: GuestFreeze,
  context: OperationContext,
): Promise<{ readonly snapshot: SnapshotFacts; readonly findings: readonly Finding[] }> {
  const before = await machine.look();
  const drives = chosenDrives(before.drives, options);
  refuseBlocked(machine.name, before, drives, options);

  const findings: Finding[] = [];
  const outcome = options.memory
    ? await saveWithMemory(machine, before, drives, options.name, context)
    : await saveDisks(machine, drives, options.name, freeze, context, findings);
  if (outcome.end === 'gone') throw new MachineEndedError(machine.name);
  if (outcome.end === 'silent') throw silent(machine.name, options.name);

  const after = await machine.look();
  const snapshot = takenSnapshot(after.drives, drives, options);
  if (outcome.end === 'failed' || outcome.end === 'refused' || snapshot === null) {
    const reason = 'error' in outcome ? outcome.error : null;
    // QEMU found one of that name before it made anything: another program's, of this very moment.
    const isAnothers = reason !== null && /already exists/i.test(reason);
    const left = isAnothers ? [] : await removeRemains(machine, before, after, options.name);
    const noRoom = reason !== null && (await isForLackOfRoom(reason, drives));
    throw new HypervisorError(
      noRoom ? 'no-space' : 'failed',
      failure({ machine: machine.name, tag: options.name, reason, noRoom, before, after, left }),
    );
  }
  if (before.running && !after.running) {
    findings.push(finding('warns', 'stopped', { machine: machine.name, state: after.runState }));
  }
  return { snapshot, findings };
}

/** The snapshot just taken, when it is on every drive and holds memory if it should; null otherwise. */
export function takenSnapshot(
  now: readonly QemuDrive[],
  chosen: readonly QemuDrive[],
  options: Pick<TakeOptions, 'name' | 'memory'>,
): SnapshotFacts | null {
  const found = snapshotFacts(now).find((each) => each.name === options.name);
  if (found === undefined || (options.memory && !found.memory)) return null;
  const paths = new Set(found.instances.map((each) => each.drivePath));
  return chosen.every((drive) => paths.has(drive.path ?? '')) ? found : null;
}

/** When a snapshot can only have been made, in ms since the epoch, and whether the guest had run by then. */
export interface Making {
  readonly name: string;
  readonly since: number;
  readonly until: number;
  readonly guestRan: boolean;
}

/**
 * The drives with only those snapshots that QEMU itself made then: not one of the same name that was there before,
 * nor one that another program made after QEMU had ended. qemu-img knows no guest's clock, and writes zero.
 */
export function withOnlyMade(
  drives: readonly QemuDrive[],
  { name, since, until, guestRan }: Making,
): readonly QemuDrive[] {
  return drives.map((drive) => ({
    ...drive,
    snapshots: drive.snapshots.filter(
      (each) =>
        each.name === name &&
        each.createdMs >= Math.floor(since) &&
        each.createdMs <= until &&
        (!guestRan || each.vmClockMs > 0),
    ),
  }));
}

function refuseBlocked(
  machine: string,
  reading: QemuReading,
  drives: readonly QemuDrive[],
  options: TakeOptions,
): void {
  const taken = reading.drives.flatMap((drive) => drive.snapshots.map((each) => each.name));
  const findings = nameFindings(options.name, taken, machine);
  const blocking = findings.find((each) => each.severity === 'blocks');
  if (blocking !== undefined) throw new HypervisorError('refused', messageOf(blocking), { findings });
  if (drives.length === 0) throw new HypervisorError('refused', say('take/no-drive', { machine }));
}

async function saveWithMemory(
  machine: OnlineMachine,
  reading: QemuReading,
  drives: readonly QemuDrive[],
  tag: string,
  context: OperationContext,
): Promise<LastingOutcome> {
  const home = memoryDrive(drives, machine.name);
  context.onStep(say('step/save-memory', { count: drives.length }));
  using _growth = watchGrowth(home.path, reading.memoryBytes, context.onProgress);
  return await machine.job({
    command: 'snapshot-save',
    args: { tag, vmstate: home.nodeName, devices: nodeNames(drives) },
    jobId: newJobId('snapgrove-save'),
  });
}

/** One transaction: the drives are of one moment. */
async function saveDisks(
  machine: OnlineMachine,
  drives: readonly QemuDrive[],
  tag: string,
  freeze: GuestFreeze,
  context: OperationContext,
  findings: Finding[],
): Promise<LastingOutcome> {
  const actions = nodeNames(drives).map((device) => ({
    type: 'blockdev-snapshot-internal-sync',
    data: { device, name: tag },
  }));
  const outcome = await freeze.during<LastingOutcome | null>(context, findings, async () => {
    context.onStep(say('step/save-drives', { count: drives.length }));
    try {
      await machine.execute('transaction', { actions }, { deadlineMs: null });
      return { end: 'ok' };
    } catch (error) {
      if (error instanceof QmpCommandError) return { end: 'refused', error: error.desc };
      // The guest does not stand still while we wait for another connection.
      if (error instanceof QmpError) return null;
      throw error;
    }
  });
  return outcome ?? (await machine.afterLoss());
}

/** Where the memory goes: the first drive that is not the firmware's variable store. */
export function memoryDrive(drives: readonly QemuDrive[], machine: string): QemuDrive {
  const firmware = /pflash|nvram|_vars|efivars/i;
  const system = drives.find(
    ({ id, device, path }) => !firmware.test(`${id} ${device ?? ''} ${basename(path ?? '')}`),
  );
  const chosen = system ?? drives[0];
  if (chosen === undefined) throw new HypervisorError('refused', say('take/no-drive', { machine }));
  return chosen;
}

/** Deletes tags of this name that were not there before; returns the drives that hold it still. */
async function removeRemains(
  machine: OnlineMachine,
  before: QemuReading,
  after: QemuReading,
  tag: string,
): Promise<readonly QemuDrive[]> {
  const holds = (drive: QemuDrive): boolean => drive.snapshots.some((each) => each.name === tag);
  const old = new Set(before.drives.filter(holds).map((drive) => drive.id));
  const isRemains = (drive: QemuDrive): boolean => holds(drive) && !old.has(drive.id);
  const remains = after.drives.filter(isRemains);
  if (remains.length === 0) return [];
  await machine.job({
    command: 'snapshot-delete',
    args: { tag, devices: nodeNames(remains) },
    jobId: newJobId('snapgrove-clean'),
  });
  return (await machine.look()).drives.filter(isRemains);
}

/** Less is no room for another cluster with its tables, in bytes. */
const LITTLE_ROOM = 1024 * 1024;

/** QEMU calls every failure to write memory an input/output error (migration/savevm.c), a full disk too. */
async function isForLackOfRoom(reason: string, drives: readonly QemuDrive[]): Promise<boolean> {
  if (/no space left|quota exceeded/i.test(reason)) return true;
  if (!/input\/output error/i.test(reason)) return false;
  const rooms = await Promise.all(drives.map(({ path }) => freeBytesAt(path)));
  return rooms.some((room) => room !== null && room < LITTLE_ROOM);
}

function failure({
  machine,
  tag,
  reason,
  noRoom,
  before,
  after,
  left,
}: {
  readonly machine: string;
  readonly tag: string;
  /** What QEMU says; null where it says nothing. */
  readonly reason: string | null;
  readonly noRoom: boolean;
  readonly before: QemuReading;
  readonly after: QemuReading;
  readonly left: readonly QemuDrive[];
}): Sentence {
  const why = noRoom
    ? say('take/image-disk-full')
    : reason === null
      ? say('take/not-everywhere')
      : say('qemu/says', { said: reason.replace(/\.$/, '') });
  const state = before.running
    ? after.running
      ? say('take/runs-on', { machine })
      : say('take/stopped', { machine, state: after.runState })
    : say('take/as-it-was', { machine });
  const remains = left.length === 0 ? [] : [say('take/remains', { drives: left.map((each) => each.id) })];
  const advice = noRoom ? [say('take/make-room')] : [];
  return say('take/failed', { name: tag, machine, why, rest: [state, ...remains, ...advice] });
}

function silent(machine: string, tag: string): HypervisorError {
  return new HypervisorError('unreachable', say('take/silent', { machine, name: tag }));
}
