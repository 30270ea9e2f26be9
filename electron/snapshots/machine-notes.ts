import { join } from 'node:path';
import { z } from 'zod';
import { pictureSchema } from '../../shared/model/picture.ts';
import { readIfThere, writeDurably } from '../files/durable-file.ts';
import type { MachinePlace } from './machine-place.ts';

/** What we remember of a machine beside its snapshots' documents. */
export const machineNotesSchema = z
  .object({
    /** The snapshot that the present state grew from, and since when; undefined before the first look. */
    currentKey: z.string().nullable().optional(),
    currentSince: z.number().default(0),
    /** The machine's activity when the current snapshot was taken or restored. */
    currentActivity: z.string().nullable().default(null),
    /** Snapshots made elsewhere, by key: their name and their parent's key, as found out when first seen. */
    elsewhere: z
      .record(
        z.string(),
        z
          .object({
            name: z.string(),
            parent: z.string().nullable(),
            /** What identifies it in each image: it must be known again while one of them can't be read. */
            identities: z.array(z.string()).readonly().default([]),
          })
          .readonly(),
      )
      .default({}),
    screenshots: z.boolean().default(true),
    picture: pictureSchema.nullable().default(null),
    pictureAt: z.number().nullable().default(null),
    /** Bytes of memory and ms of the last saves with memory, for estimates. */
    saves: z
      .array(z.object({ bytes: z.number(), ms: z.number() }).readonly())
      .readonly()
      .default([]),
  })
  .readonly();
export type MachineNotes = z.infer<typeof machineNotesSchema>;

export const BLANK_NOTES: MachineNotes = machineNotesSchema.parse({});

const MAX_SAVES = 5;

/** Notes of the store: `<the machine's place>/notes.json`. */
export class MachineNotesFiles {
  readonly #home: string;

  /** `home` is the store's folder. */
  constructor(home: string) {
    this.#home = home;
  }

  /** The notes of a machine; blank ones where there are none. `onBad` hears of notes that can't be read. */
  async read(place: MachinePlace, onBad: (error: unknown) => void): Promise<MachineNotes> {
    const text = await readIfThere(this.#path(place));
    if (text === null) return BLANK_NOTES;
    try {
      return machineNotesSchema.parse(JSON.parse(text));
    } catch (error) {
      onBad(error);
      return BLANK_NOTES;
    }
  }

  async write(place: MachinePlace, notes: MachineNotes): Promise<void> {
    await writeDurably(this.#path(place), JSON.stringify(notes));
  }

  #path(place: MachinePlace): string {
    return join(this.#home, place, 'notes.json');
  }
}

/** The notes with one more save remembered. */
export function withSave(
  notes: MachineNotes,
  save: { readonly bytes: number; readonly ms: number },
): MachineNotes {
  return { ...notes, saves: [...notes.saves, save].slice(-MAX_SAVES) };
}

/** How long saving `bytes` of memory will probably take, in ms, from earlier saves; null without any. */
export function estimateSave(notes: MachineNotes, bytes: number): number | null {
  const rates = notes.saves.filter((save) => save.bytes > 0).map((save) => save.ms / save.bytes);
  if (rates.length === 0) return null;
  rates.sort((a, b) => a - b);
  const median = rates[Math.floor(rates.length / 2)] ?? 0;
  return Math.round(median * bytes);
}
