import { isActive, type Job, jobError, jobEvent } from '../../shared/model/job.ts';
import type { Op } from '../../shared/model/world.ts';
import { say } from '../../shared/sentences/say.ts';
import type { Sentence } from '../../shared/sentences/sentence.ts';
import type { JobFiles, JobRecord } from './job-files.ts';

/** Ended jobs that are kept. */
const MAX_JOBS = 200;

export interface JobHistoryOptions {
  readonly files: JobFiles;
  readonly apply: (ops: readonly Op[]) => void;
  /** Hears of jobs that ended with it open how far they came; `annotate` takes the answer. */
  readonly onUnfinished: (record: JobRecord) => void;
  readonly now: () => number;
}

/** The jobs that ended, in this run of the program or before. */
export class JobHistory {
  readonly #options: JobHistoryOptions;
  readonly #jobs = new Map<string, Job>();
  /** What undoes a job that ended well. */
  readonly #undos = new Map<string, () => Promise<string>>();
  /** Jobs of which it is still open how far they came. */
  readonly #unfinished = new Set<string>();

  constructor(options: JobHistoryOptions) {
    this.#options = options;
  }

  has(id: string): boolean {
    return this.#jobs.has(id);
  }

  /** Puts what the store holds in place. Jobs that had not ended become `interrupted`. Throws system errors. */
  async load(records: readonly JobRecord[]): Promise<void> {
    const { files, now } = this.#options;
    for (const { job: found, intents } of records) {
      const job = isActive(found) ? interrupted(found, now()) : { ...found, undoable: false };
      if (isActive(found)) await files.write({ job, intents });
      this.#put({ job, intents });
    }
  }

  /** Adds a job that ended; it is shown once it is on disk. Throws system errors, and then it is shown all the same. */
  async add(record: JobRecord, undo: (() => Promise<string>) | undefined): Promise<void> {
    if (undo !== undefined) this.#undos.set(record.job.id, undo);
    try {
      // Before it is shown: what was seen to end well is not reported as cut off by the next start.
      await this.#options.files.write(record);
    } finally {
      this.#put(record);
    }
    await this.#prune();
  }

  /** Adds to a job what was found out about how far it came. Throws system errors. */
  async annotate(id: string, sentences: readonly Sentence[]): Promise<void> {
    const job = this.#jobs.get(id);
    if (job === undefined) return;
    const at = this.#options.now();
    const noted = { ...job, events: [...job.events, ...sentences.map((each) => jobEvent(at, each))] };
    await this.#options.files.write({ job: noted, intents: [] });
    this.#unfinished.delete(id);
    this.#put({ job: noted, intents: [] });
  }

  /** What undoes a job, once; null when nothing does. */
  takeUndo(id: string): (() => Promise<string>) | null {
    const undo = this.#undos.get(id);
    const job = this.#jobs.get(id);
    if (undo === undefined || job === undefined) return null;
    this.#undos.delete(id);
    this.#put({ job: { ...job, undoable: false }, intents: [] });
    return undo;
  }

  /** Removes all jobs but those of which something is still open. Throws system errors. */
  async clear(): Promise<void> {
    for (const id of this.#closed().map((job) => job.id)) await this.#forget(id);
  }

  #put({ job, intents }: JobRecord): void {
    this.#jobs.set(job.id, job);
    this.#options.apply([{ op: 'put', kind: 'job', value: job }]);
    if (intents.length === 0) return;
    this.#unfinished.add(job.id);
    this.#options.onUnfinished({ job, intents });
  }

  async #prune(): Promise<void> {
    const surplus = this.#jobs.size - MAX_JOBS;
    if (surplus <= 0) return;
    const oldest = this.#closed().sort((a, b) => a.createdAt - b.createdAt);
    for (const job of oldest.slice(0, surplus)) await this.#forget(job.id);
  }

  #closed(): Job[] {
    return [...this.#jobs.values()].filter((job) => !this.#unfinished.has(job.id));
  }

  async #forget(id: string): Promise<void> {
    this.#jobs.delete(id);
    this.#undos.delete(id);
    this.#options.apply([{ op: 'drop', kind: 'job', id }]);
    await this.#options.files.remove(id);
  }
}

function interrupted(job: Job, at: number): Job {
  const what =
    job.snapshotName === null
      ? job.machineName
      : say('job/snapshot-of', { name: job.snapshotName, machine: job.machineName });
  const said = say(job.state === 'running' ? 'job/interrupted' : 'job/not-begun', { what });
  return {
    ...job,
    state: 'interrupted',
    finishedAt: at,
    undoUntil: null,
    undoable: false,
    progress: null,
    error: jobError('interrupted', said, []),
  };
}
