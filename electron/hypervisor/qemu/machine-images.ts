import { stat } from 'node:fs/promises';
import { isAbsolute } from 'node:path';
import type { Drive } from '../../../shared/model/machine.ts';
import { QemuImgError } from '../../qemu-img/errors.ts';
import { lookAtImage } from '../../qemu-img/in-use.ts';
import type { ImageInfo } from '../../qmp/image-info.ts';
import { type QemuDrive, unlookedAt } from './drives.ts';

/** What the images of a machine say while no QEMU of ours tells. */
export interface OfflineReading {
  readonly drives: readonly QemuDrive[];
  /** Paths of images that some program has open for writing. */
  readonly inUse: readonly string[];
  /** Changes when an image was written; null when no image can be looked at. */
  readonly activity: string | null;
}

/** Runs of qemu-img at a time, of all machines together. */
const RUNS_AT_ONCE = 4;
let running = 0;
const waiting: (() => void)[] = [];

/** The images of one machine, read again only when they changed or somebody must know for sure. */
export class MachineImages {
  #last: { readonly signature: string; readonly reading: OfflineReading } | null = null;

  /**
   * Reads the images of `drives` as last known; an image that can't be read makes its drive `leftOut`. Without
   * `thorough` images that were free and are unchanged are not opened again. Where the machine is not known to be
   * `local`, its paths may be another computer's and nothing is opened.
   */
  async look(
    drives: readonly Drive[],
    { local, thorough }: { readonly local: boolean; readonly thorough: boolean },
  ): Promise<OfflineReading> {
    if (!local) return { drives: drives.map(elsewhere), inUse: [], activity: null };
    const states = await Promise.all(drives.map((drive) => fileState(drive.path)));
    const signature = JSON.stringify([
      drives.map(({ path, format, readOnly }) => [path, format, readOnly]),
      states,
    ]);
    if (!thorough && this.#last?.signature === signature && this.#last.reading.inUse.length === 0) {
      return this.#last.reading;
    }
    const read = await Promise.all(drives.map((drive) => inTurn(() => readImage(drive))));
    const times = states.filter((state) => state !== null);
    const reading: OfflineReading = {
      drives: read.map((each) => each.drive),
      inUse: read.filter((each) => each.inUse).flatMap((each) => each.drive.path ?? []),
      activity: times.length === 0 ? null : `images ${times.join(' ')}`,
    };
    this.#last = { signature, reading };
    return reading;
  }
}

async function inTurn<T>(work: () => Promise<T>): Promise<T> {
  if (running >= RUNS_AT_ONCE) await new Promise<void>((resolve) => waiting.push(resolve));
  running += 1;
  try {
    return await work();
  } finally {
    running -= 1;
    waiting.shift()?.();
  }
}

function elsewhere(drive: Drive): QemuDrive {
  return { ...unlookedAt(drive), leftOut: drive.leftOut ?? 'its image is not known to be on this computer' };
}

/** Differs when the file was replaced or written; null when it can't be looked at. */
async function fileState(path: string | null): Promise<string | null> {
  if (path === null || !isAbsolute(path)) return null;
  try {
    const { ino, size, mtimeMs } = await stat(path);
    return `${ino}:${size}:${mtimeMs}`;
  } catch {
    // Whoever opens it says what is wrong with it.
    return null;
  }
}

async function readImage(drive: Drive): Promise<{ readonly drive: QemuDrive; readonly inUse: boolean }> {
  const unread = { ...drive, nodeName: null, snapshots: [], bitmaps: [] };
  const { path } = drive;
  if (path === null || !isAbsolute(path)) {
    return {
      drive: { ...unread, leftOut: drive.leftOut ?? 'it is not a file on this computer' },
      inUse: false,
    };
  }
  try {
    // The recorded format, not a probed one: a guest can make a raw disk look like another.
    const { info, inUse } = await lookAtImage(path, drive.format === null ? {} : { format: drive.format });
    return {
      drive: {
        ...unread,
        format: info.format,
        virtualSizeBytes: info.virtualSizeBytes,
        actualSizeBytes: info.actualSizeBytes,
        leftOut: offlineReason(drive, info),
        snapshots: info.snapshots,
        bitmaps: info.bitmapNames,
      },
      inUse,
    };
  } catch (error) {
    if (!(error instanceof QemuImgError)) throw error;
    const leftOut =
      error.code === 'missing'
        ? `its image ${path} is missing`
        : `its image ${path} can’t be read: ${error.message}`;
    return { drive: { ...unread, leftOut: leftOut.replace(/\.$/, '') }, inUse: false };
  }
}

function offlineReason(drive: Drive, info: ImageInfo): string | null {
  if (drive.readOnly) return 'it is read-only';
  if (info.format !== 'qcow2') return `its format (${info.format}) can’t hold snapshots; qcow2 can`;
  if (info.dataFile !== null)
    return 'its data is in an external file, and such an image can’t hold snapshots';
  return null;
}
