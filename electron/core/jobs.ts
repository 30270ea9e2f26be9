import { randomUUID } from 'node:crypto';
import { AppError } from '../../shared/contract/errors.ts';
import type { Finding } from '../../shared/model/finding.ts';
import type { Job, JobError, JobKind } from '../../shared/model/job.ts';
import { jobEvent } from '../../shared/model/job.ts';
import type { Op } from '../../shared/model/world.ts';
import { say } from '../../shared/sentences/say.ts';
import type { Sentence } from '../../shared/sentences/sentence.ts';
import type { Intent, OperationJournal } from '../snapshots/intent.ts';
import type { JobFiles, JobRecord } from './job-files.ts';
import { JobHistory } from './job-history.ts';

/** How long closing waits for what is under way, in ms; QEMU finishes it by itself, and the next start reports it. */
const CLOSE_GRACE_MS = 5000;

const CLOSED_BEFORE = say('job/closed-before');

/** What a running job may say of itself. */
export interface JobContext extends OperationJournal {
  readonly jobId: string;
  /**
   * Resolves when a power cut can't take back that this job runs: before anything is sent that no intent tells of.
   * Throws AppError when Snapgrove is closed meanwhile, and system errors.
   */
  readonly recorded: () => Promise<void>;
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
  /** Of a delete: the ids of the snapshots that go. */
  readonly deletes?: readonly string[] | undefined;
  /** How long the job waits to be taken back before it begins, in ms. */
  readonly undoMs: number;
  readonly run: (context: JobContext) => Promise<JobOutcome>;
}

interface Entry {
  record: JobRecord;
  readonly request: JobRequest;
  timer: NodeJS.Timeout | null;
}

interface JobsOptions {
  readonly files: JobFiles;
  readonly apply: (ops: readonly Op[]) => void;
  readonly describeError: (error: unknown) => JobError;
  /** Whether it is open how far a job came that failed with this error. */
  readonly leavesDoubt: (error: unknown) => boolean;
  /** Hears of jobs that were cut off or failed with it open how far they came; `annotate` takes the answer. */
  readonly onUnfinished: (record: JobRecord) => void;
  readonly onFileError: (error: unknown) => void;
  readonly now?: () => number;
}

/**
 * Runs jobs: one at a time per machine, in the order asked for, each recorded on disk before it changes anything,
 * so that one cut off by a crash is reported at the next start.
 */
export class Jobs {
  readonly #options: JobsOptions;
  readonly #now: () => number;
  readonly #history: JobHistory;
  readonly #entries = new Map<string, Entry>();
  readonly #queues = new Map<string, Promise<void>>();
  #closing = false;
  /** Closed with jobs under way: from here on they are the next start's to report. */
  #left = false;

  constructor(options: JobsOptions) {
    const { files, apply, onUnfinished, now = Date.now } = options;
    this.#options = options;
    this.#now = now;
    this.#history = new JobHistory({ files, apply, onUnfinished, now });
  }

  /** Puts the history in place. Jobs that had not ended become `interrupted`. Throws system errors. */
  async load(records: readonly JobRecord[]): Promise<void> {
    await this.#history.load(records);
  }

  /** Adds to a job that ended what was found out about how far it came. Throws system errors. */
  async annotate(id: string, sentences: readonly Sentence[]): Promise<void> {
    await this.#history.annotate(id, sentences);
  }

  /** Queues a job; its record is on disk when this resolves. Throws AppError while closing, and system errors. */
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
      ...(request.deletes === undefined ? {} : { deletes: request.deletes }),
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
    await this.#options.files.write({ job, intents: [] });
    if (this.#closing) {
      await this.#options.files.remove(job.id);
      throw new AppError('unavailable', say('job/closing'));
    }
    const entry: Entry = { record: { job, intents: [] }, request, timer: null };
    this.#entries.set(job.id, entry);
    this.#show(entry, {});
    if (waiting) entry.timer = setTimeout(() => this.#enqueue(entry), request.undoMs);
    else this.#enqueue(entry);
    return job.id;
  }

  /** Takes back a waiting job, or undoes a finished one; returns the id of the job that shows it. Throws AppError. */
  async undo(id: string): Promise<string> {
    const entry = this.#entries.get(id);
    if (entry !== undefined && entry.timer !== null) {
      await this.#cancel(entry, null);
      return id;
    }
    const undo = this.#history.takeUndo(id);
    if (undo !== null) return await undo();
    if (entry === undefined && !this.#history.has(id)) {
      throw new AppError('not_found', say('job/gone'));
    }
    throw new AppError('conflict', say('job/not-undoable'));
  }

  /** Begins a waiting job now. */
  hurry(id: string): void {
    const entry = this.#entries.get(id);
    if (entry?.timer == null) return;
    clearTimeout(entry.timer);
    this.#enqueue(entry);
  }

  /** Removes ended jobs from the history. Throws system errors. */
  async clear(): Promise<void> {
    await this.#history.clear();
  }

  /**
   * Cancels what has not begun, and waits a while for what runs. What still runs then is left to the hypervisor:
   * nothing more is written of it, and the next start reports it and looks how far it came.
   */
  async close(graceMs: number = CLOSE_GRACE_MS): Promise<void> {
    this.#closing = true;
    for (const entry of this.#entries.values()) {
      if (entry.record.job.state !== 'running') await this.#cancel(entry, CLOSED_BEFORE);
    }
    const grace = Promise.withResolvers<void>();
    const timer = setTimeout(grace.resolve, graceMs);
    await Promise.race([Promise.all(this.#queues.values()), grace.promise]);
    clearTimeout(timer);
    this.#left = true;
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

  async #cancel(entry: Entry, reason: Sentence | null): Promise<void> {
    if (entry.timer !== null) clearTimeout(entry.timer);
    entry.timer = null;
    const { events } = entry.record.job;
    await this.#finish(entry, {
      state: 'cancelled',
      events: reason === null ? events : [...events, jobEvent(this.#now(), reason)],
    });
  }

  async #run(entry: Entry): Promise<void> {
    // Cancelled while it was in the queue.
    if (!this.#entries.has(entry.record.job.id)) return;
    try {
      // Not written yet: what ends before its intent was written has changed nothing, and says so.
      this.#show(entry, { state: 'running', startedAt: this.#now() });
      const outcome = await entry.request.run(this.#contextOf(entry));
      const change: Partial<Job> = {
        state: 'done',
        findings: outcome.findings,
        snapshotId: outcome.snapshotId ?? entry.record.job.snapshotId,
        safetySnapshotId: outcome.safetySnapshotId ?? null,
      };
      await this.#finish(entry, change, { undo: outcome.undo });
    } catch (error) {
      const change: Partial<Job> = { state: 'failed', error: this.#options.describeError(error) };
      await this.#finish(entry, change, { inDoubt: this.#options.leavesDoubt(error) });
    }
  }

  #contextOf(entry: Entry): JobContext {
    const recorded = async (): Promise<void> => {
      // Nothing is begun any more that nobody waits for.
      if (this.#left) throw new AppError('unavailable', say('job/left'));
      await this.#options.files.write(entry.record);
    };
    return {
      jobId: entry.record.job.id,
      step: (step) => {
        const { events } = entry.record.job;
        this.#show(entry, { events: [...events, jobEvent(this.#now(), step)] });
      },
      progress: (progress) => this.#show(entry, { progress }),
      intend: async (intent) => {
        const intents = [...entry.record.intents.filter((each) => !replaces(intent, each)), intent];
        entry.record = { ...entry.record, intents };
        await recorded();
      },
      recorded,
    };
  }

  async #finish(
    entry: Entry,
    change: Partial<Job>,
    ending: { readonly undo?: JobOutcome['undo'] | undefined; readonly inDoubt?: boolean } = {},
  ): Promise<void> {
    if (this.#left) return;
    const job: Job = {
      ...entry.record.job,
      ...change,
      progress: null,
      undoUntil: null,
      finishedAt: this.#now(),
      undoable: ending.undo !== undefined,
    };
    this.#entries.delete(job.id);
    const intents = ending.inDoubt === true ? entry.record.intents : [];
    try {
      await this.#history.add({ job, intents }, ending.undo);
    } catch (error) {
      this.#options.onFileError(error);
    }
  }

  #show(entry: Entry, change: Partial<Job>): void {
    const job: Job = { ...entry.record.job, ...change };
    entry.record = { ...entry.record, job };
    this.#options.apply([{ op: 'put', kind: 'job', value: job }]);
  }
}

/** A take is looked into by itself; of the rest only the last may be half done. */
function replaces(next: Intent, before: Intent): boolean {
  return next.kind === before.kind && next.kind !== 'take';
}
