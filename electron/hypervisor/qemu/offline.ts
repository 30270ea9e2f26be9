import { isAbsolute } from 'node:path';
import type { Drive } from '../../../shared/model/machine.ts';
import { QemuImgError } from '../../qemu-img/errors.ts';
import { isInUse } from '../../qemu-img/in-use.ts';
import { imageInfo } from '../../qemu-img/info.ts';
import { applySnapshot } from '../../qemu-img/snapshot-apply.ts';
import { createSnapshot } from '../../qemu-img/snapshot-create.ts';
import { deleteSnapshot } from '../../qemu-img/snapshot-delete.ts';
import { HypervisorError, type OperationContext, type SnapshotFacts } from '../hypervisor.ts';
import type { QemuDrive } from './drives.ts';
import { snapshotFacts } from './snapshot-facts.ts';

/** What the images of a machine say while no QEMU of ours tells. */
export interface OfflineReading {
  readonly drives: readonly QemuDrive[];
  /** Paths of images that some program has open for writing. */
  readonly inUse: readonly string[];
}

/** Reads the images of the drives as last known; an image that can't be read makes its drive `leftOut`. */
export async function readImages(drives: readonly Drive[]): Promise<OfflineReading> {
  const read = await Promise.all(drives.map(readImage));
  return {
    drives: read.map((each) => each.drive),
    inUse: read.filter((each) => each.inUse).flatMap((each) => each.drive.path ?? []),
  };
}

interface ImageReading {
  readonly drive: QemuDrive;
  readonly inUse: boolean;
}

async function readImage(drive: Drive): Promise<ImageReading> {
  const unread = { ...drive, nodeName: null, snapshots: [], recordingBitmaps: [] };
  const { path } = drive;
  if (path === null || !isAbsolute(path)) {
    return {
      drive: { ...unread, leftOut: drive.leftOut ?? 'it is not a file on this computer' },
      inUse: false,
    };
  }
  try {
    // The recorded format, not a probed one: a guest can make a raw disk look like another.
    const options = drive.format === null ? {} : { format: drive.format };
    const [info, inUse] = await Promise.all([imageInfo(path, options), isInUse(path, options)]);
    return {
      drive: {
        ...unread,
        format: info.format,
        virtualSizeBytes: info.virtualSizeBytes,
        actualSizeBytes: info.actualSizeBytes,
        leftOut: offlineReason(drive, info),
        snapshots: info.snapshots,
      },
      inUse,
    };
  } catch (error) {
    if (!(error instanceof QemuImgError)) throw error;
    return {
      drive: {
        ...unread,
        leftOut:
          error.code === 'missing' ? 'its image is missing' : `its image can’t be read: ${error.message}`,
      },
      inUse: false,
    };
  }
}

function offlineReason(
  drive: Drive,
  info: { readonly format: string; readonly dataFile: string | null },
): string | null {
  if (drive.readOnly) return 'it is read-only';
  if (info.format !== 'qcow2') return `its format (${info.format}) can’t hold snapshots; qcow2 can`;
  if (info.dataFile !== null)
    return 'its data is in an external file, and such an image can’t hold snapshots';
  return null;
}

/** Takes a disk-only snapshot of a machine that is off; what a failure left is removed again. Throws HypervisorError. */
export async function takeOffline(
  machine: string,
  drives: readonly QemuDrive[],
  name: string,
  context: OperationContext,
): Promise<SnapshotFacts> {
  const done: string[] = [];
  try {
    for (const path of pathsOf(drives)) {
      context.onStep(`Saving ${path}.`);
      await createSnapshot(path, name);
      done.push(path);
    }
  } catch (error) {
    for (const path of done) await deleteSnapshot(path, name);
    throw offlineError(error, `The snapshot “${name}” of ${machine} was not made`);
  }
  const after = await readImages(drives);
  const facts = snapshotFacts(after.drives).find((each) => each.name === name);
  if (facts === undefined || facts.instances.length < drives.length) {
    throw new HypervisorError('failed', `The snapshot “${name}” of ${machine} is not on every drive.`);
  }
  return facts;
}

/** Puts the disks of a machine that is off to a snapshot. Throws HypervisorError. */
export async function applyOffline(
  machine: string,
  drives: readonly QemuDrive[],
  snapshot: SnapshotFacts,
  context: OperationContext,
): Promise<void> {
  const done: string[] = [];
  try {
    for (const path of pathsOf(drives)) {
      context.onStep(`Putting ${path} back.`);
      await applySnapshot(path, snapshot.name);
      done.push(path);
    }
  } catch (error) {
    const half =
      done.length === 0
        ? 'Nothing was changed.'
        : `${done.join(', ')} was put back already; restore it again, or another snapshot, before you start the machine.`;
    throw offlineError(error, `The disks of ${machine} could not all be put to “${snapshot.name}”`, half);
  }
}

/** Deletes a snapshot from the images of a machine that is off, and reads back that it is gone. Throws HypervisorError. */
export async function deleteOffline(
  machine: string,
  drives: readonly QemuDrive[],
  snapshot: SnapshotFacts,
  context: OperationContext,
): Promise<void> {
  try {
    for (const path of pathsOf(drives)) {
      context.onStep(`Deleting “${snapshot.name}” from ${path}.`);
      await deleteSnapshot(path, snapshot.name);
    }
  } catch (error) {
    throw offlineError(error, `The snapshot “${snapshot.name}” of ${machine} could not be deleted`);
  }
}

function pathsOf(drives: readonly QemuDrive[]): readonly string[] {
  return drives.map((drive) => drive.path).filter((path) => path !== null);
}

function offlineError(
  error: unknown,
  what: string,
  rest = 'Its other snapshots are unharmed.',
): HypervisorError {
  if (error instanceof QemuImgError) {
    const code = error.code === 'in-use' ? 'in-use' : error.code === 'no-space' ? 'no-space' : 'failed';
    return new HypervisorError(code, `${what}: ${error.message} ${rest}`, { cause: error });
  }
  throw error;
}
