import { randomUUID } from 'node:crypto';
import { AppError } from '../../shared/contract/errors.ts';
import type { Finding } from '../../shared/model/finding.ts';
import { isActive, type Job, type JobError, type JobKind } from '../../shared/model/job.ts';
import type { Op } from '../../shared/model/world.ts';
import type { Intent, OperationJournal } from '../snapshots/intent.ts';
import type { JobFiles, JobRecord } from './job-files.ts';

/** Ended jobs that the history keeps. */
const MAX_HISTORY = 200;

/** What a running job may say of itself. */
export interface JobContext extends OperationJournal {
  readonly jobId: string;
}

/** How a job that succeeded ended. */
export interface JobOutcome {
  readonly findings: readonly Finding[];
  readonly snapshotId?: string;
  readonly safetySnapshotId?: string | null;
  /** What undoes it, when it can be undone; returns the id of the job that does. */
  readonly undo?: () => Promise<string>;
}

export interface JobRequest {
  readonly kind: JobKind;
  readonly machineId: string;
  readonly machineName: string;
  readonly snapshotId: string | null;
  readonly snapshotName: string | null;
  /** How long the job waits to be taken back before it begins, in ms. */
  readonly undoMs: number;
  readonly run: (context: JobContext) => Promise<JobOutcome>;
}

interface Entry {
  record: JobRecord;
  readonly request: JobRequest;
  readonly ended: PromiseWithResolvers<Job>;
  timer: NodeJS.Timeout | null;
}

interface JobsOptions {
  readonly files: JobFiles;
  readonly apply: (ops: readonly Op[]) => void;
  readonly describeError: (error: unknown) => JobError;
  readonly onFileError: (error: unknown) => void;
  readonly now?: () => number;
}

/**
 * Runs jobs: one at a time per machine, in the order asked for, each recorded on disk before it begins, so
 * that one cut off by a crash is reported at the next start.
 */
export class Jobs {
  readonly #options: JobsOptions;
  readonly #now: () => number;
  readonly #entries = new Map<string, Entry>();
  readonly #history = new Map<string, Job>();
  /** What undoes a job that ended well. */
  readonly #undos = new Map<string, () => Promise<string>>();
  readonly #queues = new Map<string, Promise<void>>();

  constructor(options: JobsOptions) {
    this.#options = options;
    this.#now = options.now ?? Date.now;
  }

  /**
   * Puts the history in place. Jobs that had not ended become `interrupted`, and are returned with what they
   * were about to do.
   */
  async load(records: readonly JobRecord[]): Promise<readonly JobRecord[]> {
    const interrupted: JobRecord[] = [];
    for (const record of records) {
      let job = record.job;
      if (isActive(job)) {
        const wasWaiting = job.state !== 'running';
        job = {
          ...job,
          state: 'interrupted',
          finishedAt: this.#now(),
          undoUntil: null,
          undoable: false,
          progress: null,
          error: {
            code: 'interrupted',
            message: interruptedSentence(job, wasWaiting),
            findings: [],
          },
        };
        interrupted.push({ ...record, job });
        await this.#options.files.write({ ...record, job });
      } else if (job.undoable) {
        job = { ...job, undoable: false };
      }
      this.#history.set(job.id, job);
      this.#options.apply([{ op: 'put', kind: 'job', value: job }]);
    }
    return interrupted;
  }

  /** Adds a sentence to a job that ended, such as what the recovery found. */
  async annotate(id: string, text: string, findings: readonly Finding[]): Promise<void> {
    const job = this.#history.get(id);
    if (job === undefined) return;
    this.#remember(id, {
      events: [...job.events, { at: this.#now(), text }],
      findings: [...job.findings, ...findings],
    });
    await this.#options.files.write({ job: this.#history.get(id) ?? job, intents: [] });
  }

  /** Queues a job; its record is on disk when this resolves. */
  async start(request: JobRequest): Promise<string> {
    const now = this.#now();
    const waiting = request.undoMs > 0;
    const job: Job = {
      id: `${now.toString(36)}-${randomUUID()}`,
      kind: request.kind,
      machineId: request.machineId,
      machineName: request.machineName,
      snapshotId: request.snapshotId,
      snapshotName: request.snapshotName,
      state: waiting ? 'waiting' : 'queued',
      progress: null,
      events: [],
      createdAt: now,
      startedAt: null,
      finishedAt: null,
      undoUntil: waiting ? now + request.undoMs : null,
      error: null,
      findings: [],
      safetySnapshotId: null,
      undoable: waiting,
    };
    const entry: Entry = {
      record: { job, intents: [] },
      request,
      ended: Promise.withResolvers<Job>(),
      timer: null,
    };
    this.#entries.set(job.id, entry);
    try {
      await this.#options.files.write(entry.record);
    } catch (error) {
      this.#entries.delete(job.id);
      throw error;
    }
    this.#show(entry, {});
    if (waiting) entry.timer = setTimeout(() => this.#enqueue(entry), request.undoMs);
    else this.#enqueue(entry);
    return job.id;
  }

  /** Resolves with the job as it ended, whatever the end. */
  ended(id: string): Promise<Job> {
    const entry = this.#entries.get(id);
    if (entry !== undefined) return entry.ended.promise;
    const job = this.#history.get(id);
    return job === undefined ? Promise.reject(unknownJob()) : Promise.resolve(job);
  }

  /** Takes back a waiting job, or undoes a finished one; returns the id of the job that shows it. Throws AppError. */
  async undo(id: string): Promise<string> {
    const entry = this.#entries.get(id);
    if (entry !== undefined && entry.timer !== null) {
      clearTimeout(entry.timer);
      entry.timer = null;
      await this.#finish(entry, { state: 'cancelled' }, null);
      return id;
    }
    const undo = this.#undos.get(id);
    if (undo !== undefined) {
      this.#undos.delete(id);
      this.#remember(id, { undoable: false });
      return await undo();
    }
    if (entry === undefined && !this.#history.has(id)) throw unknownJob();
    throw new AppError('conflict', 'This can’t be undone any more.');
  }

  /** Begins a waiting job now. */
  hurry(id: string): void {
    const entry = this.#entries.get(id);
    if (entry?.timer == null) return;
    clearTimeout(entry.timer);
    this.#enqueue(entry);
  }

  /** Removes ended jobs from the history. */
  async clear(): Promise<void> {
    for (const id of this.#history.keys()) await this.#forget(id);
  }

  /** Lets waiting jobs go without doing them, and waits for the running ones. */
  async close(): Promise<void> {
    for (const entry of this.#entries.values()) {
      if (entry.timer === null) continue;
      clearTimeout(entry.timer);
      entry.timer = null;
      await this.#finish(entry, { state: 'cancelled' }, null);
    }
    await Promise.all(this.#queues.values());
  }

  /** True while a job runs or waits in the queue of this machine. */
  isBusy(machineId: string): boolean {
    for (const entry of this.#entries.values()) {
      const { job } = entry.record;
      if (job.machineId === machineId && (job.state === 'running' || job.state === 'queued')) return true;
    }
    return false;
  }

  #enqueue(entry: Entry): void {
    entry.timer = null;
    this.#show(entry, { state: 'queued', undoUntil: null, undoable: false });
    const { machineId } = entry.request;
    const before = this.#queues.get(machineId) ?? Promise.resolve();
    const turn = before.then(() => this.#run(entry));
    this.#queues.set(machineId, turn);
    void turn.then(() => {
      if (this.#queues.get(machineId) === turn) this.#queues.delete(machineId);
    });
  }

  async #run(entry: Entry): Promise<void> {
    try {
      this.#show(entry, { state: 'running', startedAt: this.#now() });
      await this.#options.files.write(entry.record);
      const outcome = await entry.request.run(this.#contextOf(entry));
      const change: Partial<Job> = {
        state: 'done',
        findings: outcome.findings,
        snapshotId: outcome.snapshotId ?? entry.record.job.snapshotId,
        safetySnapshotId: outcome.safetySnapshotId ?? null,
      };
      await this.#finish(entry, change, outcome.undo ?? null);
    } catch (error) {
      await this.#finish(entry, { state: 'failed', error: this.#options.describeError(error) }, null);
    }
  }

  #contextOf(entry: Entry): JobContext {
    return {
      jobId: entry.record.job.id,
      step: (text) => {
        const { events } = entry.record.job;
        this.#show(entry, { events: [...events, { at: this.#now(), text }] });
      },
      progress: (progress) => this.#show(entry, { progress }),
      intend: async (intent) => {
        const intents = [...entry.record.intents.filter((each) => !replaces(intent, each)), intent];
        entry.record = { ...entry.record, intents };
        await this.#options.files.write(entry.record);
      },
    };
  }

  async #finish(entry: Entry, change: Partial<Job>, undo: (() => Promise<string>) | null): Promise<void> {
    const { id } = entry.record.job;
    if (undo !== null) this.#undos.set(id, undo);
    this.#show(entry, {
      ...change,
      progress: null,
      undoUntil: null,
      finishedAt: this.#now(),
      undoable: undo !== null,
    });
    const { job } = entry.record;
    this.#entries.delete(id);
    this.#history.set(id, job);
    try {
      await this.#options.files.write({ job, intents: [] });
      await this.#prune();
    } catch (error) {
      this.#options.onFileError(error);
    }
    entry.ended.resolve(job);
  }

  #remember(id: string, change: Partial<Job>): void {
    const job = this.#history.get(id);
    if (job === undefined) return;
    const next = { ...job, ...change };
    this.#history.set(id, next);
    this.#options.apply([{ op: 'put', kind: 'job', value: next }]);
  }

  #show(entry: Entry, change: Partial<Job>): void {
    const job: Job = { ...entry.record.job, ...change };
    entry.record = { ...entry.record, job };
    this.#options.apply([{ op: 'put', kind: 'job', value: job }]);
  }

  async #prune(): Promise<void> {
    const oldest = [...this.#history.values()].sort((a, b) => a.createdAt - b.createdAt);
    for (const job of oldest.slice(0, Math.max(0, oldest.length - MAX_HISTORY))) await this.#forget(job.id);
  }

  async #forget(id: string): Promise<void> {
    this.#history.delete(id);
    this.#undos.delete(id);
    this.#options.apply([{ op: 'drop', kind: 'job', id }]);
    await this.#options.files.remove(id);
  }
}

function replaces(next: Intent, before: Intent): boolean {
  return next.kind === before.kind && next.kind !== 'take';
}

function unknownJob(): AppError {
  return new AppError('not_found', 'There is no such job any more.');
}

function interruptedSentence(job: Job, wasWaiting: boolean): string {
  const what = job.snapshotName === null ? job.machineName : `“${job.snapshotName}” of ${job.machineName}`;
  return wasWaiting
    ? `Snapgrove ended before this was begun for ${what}. Nothing was changed.`
    : `Snapgrove ended while this was running for ${what}. The tree shows what is there now.`;
}
