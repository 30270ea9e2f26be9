import { say } from '../../../shared/sentences/say.ts';
import type { Sentence } from '../../../shared/sentences/sentence.ts';
import { QemuImgError } from '../../qemu-img/errors.ts';
import { findSnapshot } from '../../qemu-img/find-snapshot.ts';
import { applySnapshot } from '../../qemu-img/snapshot-apply.ts';
import { createSnapshot } from '../../qemu-img/snapshot-create.ts';
import { deleteSnapshot } from '../../qemu-img/snapshot-delete.ts';
import { checkWritable } from '../../qemu-img/writable.ts';
import type { SnapshotInfo } from '../../qmp/image-info.ts';
import {
  HypervisorError,
  type HypervisorErrorCode,
  type OperationContext,
  type SnapshotFacts,
  type SnapshotInstance,
} from '../hypervisor.ts';
import type { QemuDrive } from './drives.ts';
import { MachineImages } from './machine-images.ts';
import { snapshotFacts } from './snapshot-facts.ts';

/** Takes a disk-only snapshot of a machine that is off; what a failure left is removed again. Throws HypervisorError. */
export async function takeOffline(
  machine: string,
  drives: readonly QemuDrive[],
  name: string,
  context: OperationContext,
): Promise<SnapshotFacts> {
  const made: Made[] = [];
  try {
    for (const path of pathsOf(drives)) await checkWritable(path);
    for (const path of pathsOf(drives)) {
      context.onStep(say('step/save-image', { path }));
      made.push({ path, snapshot: await createSnapshot(path, name) });
    }
  } catch (error) {
    const left = await removeRemains(made);
    const rest =
      left.length === 0
        ? say('take/nothing-left', { machine })
        : say('take/left-in', { paths: left, machine });
    throw offlineError(error, say('take/tried', { name, machine }), rest);
  }
  const after = await new MachineImages().look(drives, true, 'all');
  const facts = snapshotFacts(after.drives).find((each) => each.name === name);
  if (facts !== undefined && facts.instances.length === drives.length) return facts;
  throw new HypervisorError('failed', say('take/not-on-all', { name, machine }));
}

interface Made {
  readonly path: string;
  readonly snapshot: SnapshotInfo;
}

/** Deletes what a failed take made; returns the images that still hold it. */
async function removeRemains(made: readonly Made[]): Promise<readonly string[]> {
  const left: string[] = [];
  for (const { path, snapshot } of made) {
    try {
      await deleteSnapshot(path, snapshot.name, snapshot.id, snapshot.createdMs);
    } catch (error) {
      if (!(error instanceof QemuImgError)) throw error;
      if (error.code !== 'not-found') left.push(path);
    }
  }
  return left;
}

/** Notes durably how many of the disks were put to a snapshot. */
export type NoteApplied = (outcome: 'untouched' | 'restored' | 'half' | 'unknown') => Promise<void>;

/** Puts the disks of a machine that is off to a snapshot. Throws HypervisorError. */
export async function applyOffline(
  machine: string,
  snapshot: SnapshotFacts,
  note: NoteApplied,
  context: OperationContext,
): Promise<void> {
  const done: string[] = [];
  try {
    await checkAll(snapshot);
    // What is noted now is what holds when the program ends before it could note more.
    await note(snapshot.instances.length > 1 ? 'half' : 'unknown');
    for (const { drivePath, imageSnapshotId, imageDateMs } of snapshot.instances) {
      context.onStep(say('step/put-back', { path: drivePath }));
      await applySnapshot(drivePath, snapshot.name, imageSnapshotId, imageDateMs);
      done.push(drivePath);
    }
    await note('restored');
  } catch (error) {
    if (done.length === 0) await note('untouched');
    const half =
      done.length === 0 ? say('restore/nothing-changed') : say('restore/put-back-already', { paths: done });
    throw offlineError(error, say('restore/disks-tried', { machine, name: snapshot.name }), half);
  }
}

/** Deletes a snapshot from the images of a machine that is off, and reads back that it is gone. Throws HypervisorError. */
export async function deleteOffline(
  machine: string,
  snapshot: SnapshotFacts,
  context: OperationContext,
): Promise<void> {
  const left = new Set<SnapshotInstance>(snapshot.instances);
  try {
    await checkAll(snapshot);
    for (const instance of snapshot.instances) {
      const { drivePath, imageSnapshotId, imageDateMs } = instance;
      context.onStep(say('step/delete-in', { name: snapshot.name, path: drivePath }));
      await deleteSnapshot(drivePath, snapshot.name, imageSnapshotId, imageDateMs);
      left.delete(instance);
    }
  } catch (error) {
    throw offlineError(
      error,
      say('delete/tried-offline', { name: snapshot.name, machine }),
      say('delete/still-in', { paths: [...left].map((each) => each.drivePath) }),
    );
  }
}

/** Throws before the first image is changed what would stop at a later one. */
async function checkAll({ name, instances }: SnapshotFacts): Promise<void> {
  for (const { drivePath, imageSnapshotId, imageDateMs } of instances) {
    await checkWritable(drivePath);
    await findSnapshot(drivePath, name, imageSnapshotId, imageDateMs);
  }
}

function pathsOf(drives: readonly QemuDrive[]): readonly string[] {
  return drives.map((drive) => drive.path).filter((path) => path !== null);
}

const CODES: Readonly<Partial<Record<QemuImgError['code'], HypervisorErrorCode>>> = {
  'in-use': 'in-use',
  'no-space': 'no-space',
  permission: 'permission',
};

function offlineError(error: unknown, tried: Sentence, rest: Sentence): HypervisorError {
  if (!(error instanceof QemuImgError)) throw error;
  const said = say('image/problem', { tried, why: error.said, rest });
  return new HypervisorError(CODES[error.code] ?? 'failed', said, { cause: error });
}
