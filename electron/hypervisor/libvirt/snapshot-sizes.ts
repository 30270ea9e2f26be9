import { access, constants, stat } from 'node:fs/promises';
import { setImmediate } from 'node:timers/promises';
import { QemuImgError } from '../../qemu-img/errors.ts';
import type { ImageReader } from '../../qemu-img/image-reader.ts';
import { type HeldPart, heldParts } from './held-parts.ts';
import { bytesOf } from './host-files.ts';
import type { Connected } from './link.ts';
import type { SnapshotReading } from './snapshot-reading.ts';

type Reader = Pick<ImageReader, 'read' | 'mergeGrowth'>;
type Tree = Parameters<typeof heldParts>[1];
/** Looks at images by their paths: sizes of memory by the names of snapshots. */
type Memories = Map<string, Promise<ReadonlyMap<string, number>>>;
type MergePart = Extract<HeldPart, { kind: 'merge' }>;

interface Measured {
  readonly bytes: number | null;
  /** In ms since the epoch. */
  readonly at: number;
  /** Tells whether it may be another number by now; null for what is written once. */
  readonly writtenTo: string | null;
}

/** Files that are asked for together. */
const AT_ONCE = 16;
/** How long, in ms, until what a machine writes to, or what nobody could tell, is looked at again. */
const AGAIN_MS = 60_000;
const BLOCK_BYTES = 512;

/** What deleting snapshots of a machine frees, found out after they were listed; what nobody can tell stays unknown. */
export class SnapshotSizes {
  readonly #images: Reader;
  readonly #onChange: () => void;
  /** By snapshot and part: the name of a file, or of a snapshot, may be used again. */
  readonly #measured = new Map<string, Measured>();
  #version = 0;
  #isMeasuring = false;
  /** What all was measured of, and when some of that is due again, in ms since the epoch. */
  #listed: number | null = null;
  #dueAt = 0;

  /** `onChange` hears of sizes that were found out. */
  constructor(images: Reader, onChange: () => void) {
    this.#images = images;
    this.#onChange = onChange;
  }

  /** Changes with what is known. */
  get version(): number {
    return this.#version;
  }

  /**
   * Bytes that deleting a snapshot frees, about; null when nobody knows. `tree` has the names of all that others grew
   * from. Where only the memory's part is known it is that: merged disks never take more room than before.
   */
  bytesFor(reading: SnapshotReading, tree: Tree): number | null {
    const { memory, disks } = heldParts(reading, tree);
    const memoryBytes = memory.length === 0 ? null : this.#sum(reading, memory);
    const disksBytes = disks === null || disks.length === 0 ? null : this.#sum(reading, disks);
    if (memory.length > 0 && memoryBytes === null) return null;
    return disksBytes === null ? memoryBytes : disksBytes + (memoryBytes ?? 0);
  }

  /**
   * Measures what is not known yet or may have changed; there is no need to wait for it. `listed` changes with
   * `readings`.
   */
  async measure(
    connected: Connected,
    readings: readonly SnapshotReading[],
    tree: Tree,
    listed: number,
  ): Promise<void> {
    if (this.#isMeasuring || (listed === this.#listed && Date.now() < this.#dueAt)) return;
    this.#isMeasuring = true;
    const before = this.#version;
    try {
      await this.#measure(connected, readings, tree);
      this.#listed = listed;
      this.#dueAt = Date.now() + AGAIN_MS;
    } catch {
      // The connection ended, or a file went; with the next listing there is another try.
    } finally {
      this.#isMeasuring = false;
    }
    if (this.#version !== before) this.#onChange();
  }

  /** Has what is written to measured again with the next listing, after an operation that may have changed it. */
  suspect(): void {
    this.#dueAt = 0;
    for (const [key, known] of this.#measured) {
      if (known.writtenTo !== null) this.#measured.set(key, { ...known, at: 0 });
    }
  }

  #isDue(key: string, now: number): boolean {
    const known = this.#measured.get(key);
    if (known === undefined) return true;
    return (known.bytes === null || known.writtenTo !== null) && now - known.at >= AGAIN_MS;
  }

  #sum(reading: SnapshotReading, parts: readonly HeldPart[]): number | null {
    let sum = 0;
    for (const part of parts) {
      const bytes = this.#measured.get(keyOf(reading, part))?.bytes ?? null;
      if (bytes === null) return null;
      sum += bytes;
    }
    return sum;
  }

  async #measure(connected: Connected, readings: readonly SnapshotReading[], tree: Tree): Promise<void> {
    /** One look at an image tells of all its snapshots. */
    const memories: Memories = new Map();
    const now = Date.now();
    for (let from = 0; from < readings.length; from += AT_ONCE) {
      // Thousands at once would hold the thread.
      await setImmediate();
      const due = readings.slice(from, from + AT_ONCE).flatMap((reading) => {
        const { memory, disks } = heldParts(reading, tree);
        const parts = [...memory, ...(disks ?? [])].map((part) => ({ key: keyOf(reading, part), part }));
        return parts.filter(({ key }) => this.#isDue(key, now));
      });
      await Promise.all(due.map(({ key, part }) => this.#measurePart(connected, memories, key, part)));
    }
  }

  async #measurePart(connected: Connected, memories: Memories, key: string, part: HeldPart): Promise<void> {
    const isHere = connected.host.local;
    if (part.kind === 'file') {
      this.#learn(key, await bytesOf(connected, part.path), null);
    } else if (part.kind === 'memory') {
      const looking = memories.get(part.path) ?? memoriesIn(this.#images, isHere ? part.path : null);
      memories.set(part.path, looking);
      this.#learn(key, (await looking).get(part.name) ?? null, null);
    } else {
      await this.#measureMerge(key, isHere ? part : null);
    }
  }

  async #measureMerge(key: string, part: MergePart | null): Promise<void> {
    const writtenTo = part === null ? null : await fingerprintOf([part.path, part.base.path]);
    const known = this.#measured.get(key);
    if (known !== undefined && known.bytes !== null && known.writtenTo === writtenTo) {
      this.#measured.set(key, { ...known, at: Date.now() });
      return;
    }
    this.#learn(key, part === null ? null : await freedByMerge(this.#images, part), writtenTo);
  }

  #learn(key: string, bytes: number | null, writtenTo: string | null): void {
    if ((this.#measured.get(key)?.bytes ?? null) !== bytes) this.#version += 1;
    this.#measured.set(key, { bytes, at: Date.now(), writtenTo });
  }
}

function keyOf({ name, createdAt }: SnapshotReading, part: HeldPart): string {
  const path = part.kind === 'merge' ? `${part.path}\n${part.base.path}` : part.path;
  return `${createdAt}\n${name}\n${path}`;
}

/** Sizes of the memory inside an image, by the names of its snapshots; nothing where it can't be read. */
async function memoriesIn(images: Reader, path: string | null): Promise<ReadonlyMap<string, number>> {
  const sizes = new Map<string, number>();
  if (path === null || !(await isReadable(path))) return sizes;
  const reading = await unlessUnreadable(images.read({ path, options: { format: 'qcow2' }, inUse: true }));
  for (const { name, vmStateSizeBytes } of reading?.info.snapshots ?? []) sizes.set(name, vmStateSizeBytes);
  return sizes;
}

/** What a file takes, less what the one that it is merged into grows by; null where that can't be found out. */
async function freedByMerge(images: Reader, { path, base }: MergePart): Promise<number | null> {
  if (!(await isReadable(path)) || !(await isReadable(base.path))) return null;
  const [overlay, below] = await Promise.all([stat(path), stat(base.path)]);
  const growth = below.isBlockDevice()
    ? 0
    : await unlessUnreadable(images.mergeGrowth({ overlay: { path, format: 'qcow2' }, base }));
  return growth === null ? null : Math.max(0, overlay.blocks * BLOCK_BYTES - growth);
}

async function unlessUnreadable<T>(reading: Promise<T>): Promise<T | null> {
  try {
    return await reading;
  } catch (error) {
    // A look at what is being written may find nonsense; and where there is no qemu-img nobody can tell.
    if (error instanceof QemuImgError) return null;
    throw error;
  }
}

async function isReadable(path: string): Promise<boolean> {
  try {
    await access(path, constants.R_OK);
    return true;
  } catch {
    // Images of the system's libvirt are not for every user to read.
    return false;
  }
}

/** Tells whether files were written to; null where one can't be looked at. */
async function fingerprintOf(paths: readonly string[]): Promise<string | null> {
  try {
    const facts = await Promise.all(paths.map((path) => stat(path, { bigint: true })));
    return facts.map(({ ino, mtimeNs, blocks }) => `${ino} ${mtimeNs} ${blocks}`).join(', ');
  } catch {
    // Whoever may not look can't tell.
    return null;
  }
}
