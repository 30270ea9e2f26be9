import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { jobSchema } from '../../shared/model/job.ts';
import { isMissing, readIfThere, removeDurably, writeDurably } from '../files/durable-file.ts';

/**
 * What a job was about to do, written before it is done, so that the next start can tell how far it came:
 * the snapshot that a take makes with the notes it will get, or the snapshots that a delete removes.
 */
export const intentSchema = z.discriminatedUnion('kind', [
  z
    .object({
      kind: z.literal('take'),
      name: z.string(),
      description: z.string(),
      labels: z.array(z.string()).readonly(),
      safety: z.boolean(),
      parentName: z.string().nullable(),
      state: z.string(),
      ramBytes: z.number().nullable(),
      devices: z.array(z.string()).readonly().nullable(),
      startedAt: z.number(),
    })
    .readonly(),
  z
    .object({
      kind: z.literal('restore'),
      key: z.string(),
      name: z.string(),
      /** True once the hypervisor may have been told to load it. */
      sent: z.boolean(),
    })
    .readonly(),
  z
    .object({
      kind: z.literal('delete'),
      snapshots: z.array(z.object({ key: z.string(), name: z.string() }).readonly()).readonly(),
    })
    .readonly(),
]);
export type Intent = z.infer<typeof intentSchema>;

const recordSchema = z.object({ job: jobSchema, intents: z.array(intentSchema).readonly() }).readonly();
export type JobRecord = z.infer<typeof recordSchema>;

/** The folder of job records: one JSON file per job, named by its id. */
export class JobFiles {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  async write(record: JobRecord): Promise<void> {
    await writeDurably(this.#path(record.job.id), JSON.stringify(record));
  }

  async remove(id: string): Promise<void> {
    await removeDurably(this.#path(id));
  }

  /** All records that can be read; `onBad` hears of each that can't, which stays where it is. */
  async readAll(onBad: (path: string, error: unknown) => void): Promise<readonly JobRecord[]> {
    let names: readonly string[];
    try {
      names = await readdir(this.#folder);
    } catch (error) {
      if (isMissing(error)) return [];
      throw error;
    }
    const records: JobRecord[] = [];
    for (const name of names) {
      if (!/^[0-9a-z-]+\.json$/.test(name)) continue;
      const path = join(this.#folder, name);
      try {
        const text = await readIfThere(path);
        if (text !== null) records.push(recordSchema.parse(JSON.parse(text)));
      } catch (error) {
        onBad(path, error);
      }
    }
    return records;
  }

  #path(id: string): string {
    return join(this.#folder, `${id}.json`);
  }
}
