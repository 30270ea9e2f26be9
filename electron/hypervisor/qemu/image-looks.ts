import { join } from 'node:path';
import { z } from 'zod';
import { sentenceSchema } from '../../../shared/sentences/sentence.ts';
import { readIfThere, removeDurably, writeWhole } from '../../files/durable-file.ts';
import { plainSnapshotInfoSchema } from '../../qmp/image-info.ts';

/** What was read of one drive's image. Sizes in bytes. */
const seenImageSchema = z
  .object({
    format: z.string(),
    virtualSizeBytes: z.number(),
    actualSizeBytes: z.number().nullable(),
    leftOut: sentenceSchema.nullable(),
    snapshots: z.array(plainSnapshotInfoSchema).readonly(),
    bitmaps: z.array(z.string()).readonly(),
  })
  .readonly();
export type SeenImage = z.infer<typeof seenImageSchema>;

const imageLookSchema = z
  .object({
    version: z.literal(1),
    /** The drives and the state of their files at that time. */
    signature: z.string(),
    /** When the look began, ms since the epoch. */
    at: z.number(),
    images: z.array(seenImageSchema).readonly(),
  })
  .readonly();
/** What the images of a machine that was off held when they were last read, in the order of its drives. */
export type ImageLook = z.infer<typeof imageLookSchema>;

/** Files stamped later than this before a look may have been written after it without another stamp; in ms. */
const STAMP_MS = 3000;

/**
 * Whether files whose latest stamp is `stampedMs` (ms since the epoch) hold what was read of them in a look that began at
 * `at`, if their stamps are still the same: a file system's clock may stand still for up to two seconds (FAT).
 */
export function isSettled(stampedMs: number, at: number): boolean {
  return stampedMs < at - STAMP_MS;
}

/** Looks into the images, kept for the next start: `machines/<uuid>/images.json`. Nothing is lost with one. */
export class ImageLooks {
  readonly #folder: string;

  /** `folder` is the store's `machines` folder. */
  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Null where there is none that can be read. */
  async read(uuid: string): Promise<ImageLook | null> {
    try {
      const text = await readIfThere(this.#path(uuid));
      return text === null ? null : imageLookSchema.parse(JSON.parse(text));
    } catch {
      // The images themselves say it all.
      return null;
    }
  }

  /** Throws system errors. */
  async write(uuid: string, look: Omit<ImageLook, 'version'>): Promise<void> {
    const whole: ImageLook = { version: 1, ...look };
    await writeWhole(this.#path(uuid), JSON.stringify(whole));
  }

  /** Throws system errors. */
  async remove(uuid: string): Promise<void> {
    await removeDurably(this.#path(uuid));
  }

  #path(uuid: string): string {
    return join(this.#folder, uuid, 'images.json');
  }
}
