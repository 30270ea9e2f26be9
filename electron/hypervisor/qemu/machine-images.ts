import { stat } from 'node:fs/promises';
import { isAbsolute } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import type { Drive } from '../../../shared/model/machine.ts';
import { say } from '../../../shared/sentences/say.ts';
import type { Sentence } from '../../../shared/sentences/sentence.ts';
import { QemuImgError } from '../../qemu-img/errors.ts';
import { type ImageReading, type ReadRequest, readImage } from '../../qemu-img/image-reader.ts';
import { writtenInodes } from '../../qemu-img/written-files.ts';
import type { ImageInfo } from '../../qmp/image-info.ts';
import { Pace } from '../../threads/pace.ts';
import { type QemuDrive, unlookedAt } from './drives.ts';
import { type ImageLook, isSettled, type SeenImage } from './image-looks.ts';
import { LookTurns } from './look-turns.ts';

/** What the images of a machine say while no QEMU of ours tells. */
export interface OfflineReading {
  readonly drives: readonly QemuDrive[];
  /** Paths of images that some program has open for writing. */
  readonly inUse: readonly string[];
  /** Changes when an image was written; null when no image can be looked at. */
  readonly activity: string | null;
}

/**
 * How closely to look. `recorded`: what was written, replaced, opened or closed since it was last read, be that before
 * this start of Snapgrove. `changed`: the same, since this start. `all`: everything again. `minding-locks`:
 * everything, and as the programs see it that are about to write: qemu-img tries the locks, which keeps a machine
 * from being started at that moment.
 */
export type Look = 'recorded' | 'changed' | 'all' | 'minding-locks';

/** A machine of so many snapshots is read anew at each start: a qemu-img is quicker than a file of that size. */
const MAX_RECORDED = 1000;

/** Machines that begin to look at their files together, of those that nobody waits for. */
const pace = new Pace(8);
let nextLocks: Promise<ReadonlySet<bigint> | null> | null = null;

interface MachineImagesOptions {
  /** Reads one image; on this thread when not given. */
  readonly read?: (request: ReadRequest) => Promise<ImageReading>;
  readonly turns?: LookTurns;
  /** The look of an earlier start of Snapgrove. */
  readonly recall?: () => Promise<ImageLook | null>;
  /** Keeps a look for the next start; must not throw. */
  readonly record?: (look: Omit<ImageLook, 'version'>) => void;
}

/** The drives' files at one moment. */
interface Files {
  readonly states: readonly (FileState | null)[];
  readonly signature: string;
  /** Whether the files would tell of any change of what is in them. */
  readonly isTelling: boolean;
  /** Whether the system tells which of them are open for writing. */
  readonly isLocksKnown: boolean;
}

/** The images of one machine. */
export class MachineImages {
  readonly #read: (request: ReadRequest) => Promise<ImageReading>;
  readonly #turns: LookTurns;
  readonly #options: MachineImagesOptions;
  #last: {
    readonly signature: string;
    readonly reading: OfflineReading;
    readonly isRecalled: boolean;
  } | null = null;
  #looking: Promise<unknown> = Promise.resolve();

  constructor(options: MachineImagesOptions = {}) {
    this.#options = options;
    this.#read = options.read ?? readImage;
    this.#turns = options.turns ?? new LookTurns();
  }

  /**
   * Reads the images of `drives` as last known; an image that can't be read makes its drive `leftOut`. Where the
   * machine is not known to be `local`, its paths may be another computer's and nothing is opened. A look at what is
   * `recorded` is one that nobody waits for.
   */
  async look(drives: readonly Drive[], local: boolean, look: Look): Promise<OfflineReading> {
    if (!local) return { drives: drives.map(elsewhere), inUse: [], activity: null };
    if (look === 'recorded') await pace.turn();
    const known = await this.#known(drives, await filesOf(drives, look), look);
    if (known !== null) return known;
    return await this.#turns.take(look !== 'recorded', () =>
      this.#afterOthers(async () => {
        const at = Date.now();
        const files = await filesOf(drives, look);
        // Somebody in more of a hurry may have looked meanwhile.
        return (await this.#known(drives, files, look)) ?? (await this.#readAll(drives, files, look, at));
      }),
    );
  }

  /** One look at a time, so that the newest is the last. */
  #afterOthers<T>(look: () => Promise<T>): Promise<T> {
    const looking = this.#looking.then(look);
    // The next one does not care how this one ended; its caller hears of it.
    this.#looking = looking.catch(() => undefined);
    return looking;
  }

  /** What is known already, where the files say that it is still so. */
  async #known(drives: readonly Drive[], files: Files, look: Look): Promise<OfflineReading | null> {
    if (look === 'all' || look === 'minding-locks') return null;
    if (this.#last === null && look === 'recorded') await this.#recall(drives, files);
    const last = this.#last;
    if (last === null || (last.isRecalled && look !== 'recorded')) return null;
    const isSure = files.isTelling && (files.isLocksKnown || last.reading.inUse.length === 0);
    return last.signature === files.signature && isSure ? last.reading : null;
  }

  async #recall(drives: readonly Drive[], files: Files): Promise<void> {
    const recorded = (await this.#options.recall?.()) ?? null;
    if (recorded === null || this.#last !== null || recorded.signature !== files.signature) return;
    if (!isRecordable(files) || !isSettled(stampedMs(files), recorded.at)) return;
    const seen = drives.map((drive, index) => withSeen(drive, recorded.images[index] ?? null));
    const reading = { drives: seen, inUse: [], activity: activityOf(files) };
    this.#last = { signature: files.signature, reading, isRecalled: true };
  }

  async #readAll(drives: readonly Drive[], files: Files, look: Look, at: number): Promise<OfflineReading> {
    const seen = await Promise.all(
      drives.map((drive, index) => {
        const inUse = look === 'minding-locks' ? null : (files.states[index]?.isWritten ?? null);
        return this.#seen(drive, inUse);
      }),
    );
    const reading: OfflineReading = {
      drives: seen.map(({ drive, image, problem }) =>
        image === null ? { ...unlookedAt(drive), leftOut: problem } : withSeen(drive, image),
      ),
      inUse: seen.filter((each) => each.inUse).flatMap(({ drive }) => drive.path ?? []),
      activity: activityOf(files),
    };
    this.#last = { signature: files.signature, reading, isRecalled: false };
    const images = seen.flatMap(({ image }) => image ?? []);
    const snapshots = images.reduce((sum, image) => sum + image.snapshots.length, 0);
    if (
      images.length === drives.length &&
      reading.inUse.length === 0 &&
      isRecordable(files) &&
      snapshots <= MAX_RECORDED
    ) {
      this.#options.record?.({ signature: files.signature, at, images });
    }
    return reading;
  }

  /** `isWritten`: whether it is in use, where that is known already. */
  async #seen(drive: Drive, isWritten: boolean | null): Promise<Seen> {
    const { path } = drive;
    if (path === null || !isAbsolute(path)) {
      const problem = drive.leftOut ?? say('drive/no-file');
      return { drive, image: null, problem, inUse: false };
    }
    try {
      // The recorded format, not a probed one: a guest can make a raw disk look like another.
      const options = drive.format === null ? {} : { format: drive.format };
      const { info, inUse } = await this.#read({ path, options, inUse: isWritten });
      return { drive, image: imageOf(drive, info), problem: null, inUse };
    } catch (error) {
      if (!(error instanceof QemuImgError)) throw error;
      const problem =
        error.code === 'missing'
          ? say('drive/image-missing', { path })
          : say('drive/image-unreadable', { path, why: error.said });
      return { drive, image: null, problem, inUse: false };
    }
  }
}

interface Seen {
  readonly drive: Drive;
  /** Null where there is none to be read. */
  readonly image: SeenImage | null;
  readonly problem: Sentence | null;
  readonly inUse: boolean;
}

function imageOf(drive: Drive, info: ImageInfo): SeenImage {
  const { format, virtualSizeBytes, actualSizeBytes, snapshots, bitmapNames } = info;
  const leftOut = offlineReason(drive, info);
  return { format, virtualSizeBytes, actualSizeBytes, leftOut, snapshots, bitmaps: bitmapNames };
}

function withSeen(drive: Drive, image: SeenImage | null): QemuDrive {
  return image === null ? unlookedAt(drive) : { ...drive, ...image, nodeName: null };
}

function elsewhere(drive: Drive): QemuDrive {
  return { ...unlookedAt(drive), leftOut: drive.leftOut ?? say('drive/elsewhere') };
}

interface FileState {
  /** Differs when the file was replaced or written. */
  readonly content: string;
  /** Differs when anything was done to the file, such as writing it and setting its time back. */
  readonly changedNs: string;
  /** The later of both stamps, ms since the epoch. */
  readonly stampedMs: number;
  /** A device's node has a stamp that says nothing of what was written to it. */
  readonly isRegular: boolean;
  /** Whether a QEMU program has it open for writing; null where the system does not tell. */
  readonly isWritten: boolean | null;
}

async function filesOf(drives: readonly Drive[], look: Look): Promise<Files> {
  const written = await (look === 'recorded' ? sharedWrittenInodes() : writtenInodes());
  const states = await Promise.all(drives.map((drive) => fileState(drive.path, written)));
  const signature = JSON.stringify([
    drives.map(({ path, format, readOnly }) => [path, format, readOnly]),
    states.map((state) => state && [state.content, state.changedNs, state.isWritten]),
  ]);
  const isTelling = states.every((state) => state === null || state.isRegular);
  return { states, signature, isTelling, isLocksKnown: written !== null };
}

/** One look at the locks, begun after each of them asked, for all that ask in the same turn of the event loop. */
function sharedWrittenInodes(): Promise<ReadonlySet<bigint> | null> {
  nextLocks ??= setImmediate().then(() => {
    nextLocks = null;
    return writtenInodes();
  });
  return nextLocks;
}

/** Whether what is read of these files can be known again after the next start. */
function isRecordable({ states }: Files): boolean {
  return states.length > 0 && states.every((state) => state?.isRegular === true && state.isWritten === false);
}

function stampedMs({ states }: Files): number {
  return Math.max(...states.map((state) => state?.stampedMs ?? Infinity));
}

function activityOf({ states }: Files): string | null {
  const times = states.flatMap((state) => state?.content ?? []);
  return times.length === 0 ? null : `images ${times.join(' ')}`;
}

/** Null for a file that can't be looked at. */
async function fileState(
  path: string | null,
  written: ReadonlySet<bigint> | null,
): Promise<FileState | null> {
  if (path === null || !isAbsolute(path)) return null;
  try {
    const file = await stat(path, { bigint: true });
    const { ino, size, mtimeNs, ctimeNs } = file;
    return {
      content: `${ino}:${size}:${mtimeNs}`,
      changedNs: String(ctimeNs),
      stampedMs: Math.max(Number(file.mtimeMs), Number(file.ctimeMs)),
      isRegular: file.isFile(),
      isWritten: written?.has(ino) ?? null,
    };
  } catch {
    // Whoever opens it says what is wrong with it.
    return null;
  }
}

function offlineReason(drive: Drive, info: ImageInfo): Sentence | null {
  if (drive.readOnly) return say('drive/read-only');
  if (info.format !== 'qcow2') return say('drive/format', { format: info.format });
  if (info.dataFile !== null) return say('drive/data-file');
  return null;
}
