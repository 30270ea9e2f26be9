import { stat } from 'node:fs/promises';
import { isAbsolute } from 'node:path';
import type { Drive } from '../../../shared/model/machine.ts';
import { QemuImgError } from '../../qemu-img/errors.ts';
import { lookAtImage } from '../../qemu-img/in-use.ts';
import { imageInfo } from '../../qemu-img/info.ts';
import { writtenInodes } from '../../qemu-img/written-files.ts';
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

/**
 * How closely to look. `changed`: what was written, replaced, opened or closed since. `all`: everything again.
 * `minding-locks`: everything, and as the programs see it that are about to write: qemu-img tries the locks, which
 * keeps a machine from being started at that moment.
 */
export type Look = 'changed' | 'all' | 'minding-locks';

/** The images of one machine. */
export class MachineImages {
  #last: { readonly signature: string; readonly reading: OfflineReading } | null = null;

  /**
   * Reads the images of `drives` as last known; an image that can't be read makes its drive `leftOut`. Where the
   * machine is not known to be `local`, its paths may be another computer's and nothing is opened.
   */
  async look(drives: readonly Drive[], local: boolean, look: Look): Promise<OfflineReading> {
    if (!local) return { drives: drives.map(elsewhere), inUse: [], activity: null };
    const written = await writtenInodes();
    const states = await Promise.all(drives.map((drive) => fileState(drive.path, written)));
    const signature = JSON.stringify([
      drives.map(({ path, format, readOnly }) => [path, format, readOnly]),
      states,
    ]);
    const isSureOfLocks = written !== null || this.#last?.reading.inUse.length === 0;
    if (look === 'changed' && this.#last?.signature === signature && isSureOfLocks) return this.#last.reading;
    const read = await Promise.all(
      drives.map((drive, index) => {
        const inUse = look === 'minding-locks' ? null : (states[index]?.isWritten ?? null);
        return inTurn(() => readImage(drive, inUse));
      }),
    );
    const times = states.flatMap((state) => state?.content ?? []);
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

interface FileState {
  /** Differs when the file was replaced or written. */
  readonly content: string;
  /** Whether a QEMU program has it open for writing; null where the system does not tell. */
  readonly isWritten: boolean | null;
}

/** Null for a file that can't be looked at. */
async function fileState(
  path: string | null,
  written: ReadonlySet<bigint> | null,
): Promise<FileState | null> {
  if (path === null || !isAbsolute(path)) return null;
  try {
    const { ino, size, mtimeNs } = await stat(path, { bigint: true });
    return { content: `${ino}:${size}:${mtimeNs}`, isWritten: written?.has(ino) ?? null };
  } catch {
    // Whoever opens it says what is wrong with it.
    return null;
  }
}

/** `isWritten`: whether it is in use, where that is known already. */
async function readImage(
  drive: Drive,
  isWritten: boolean | null,
): Promise<{ readonly drive: QemuDrive; readonly inUse: boolean }> {
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
    const options = drive.format === null ? {} : { format: drive.format };
    const { info, inUse } =
      isWritten === null
        ? await lookAtImage(path, options)
        : { info: await imageInfo(path, options), inUse: isWritten };
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
