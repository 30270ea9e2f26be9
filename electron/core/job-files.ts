import { join } from 'node:path';
import { z } from 'zod';
import { jobSchema } from '../../shared/model/job.ts';
import { namesIn, readIfThere, removeDurably, writeDurably } from '../files/durable-file.ts';
import { intentSchema } from '../snapshots/intent.ts';

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
    const records: JobRecord[] = [];
    for (const name of await namesIn(this.#folder)) {
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
