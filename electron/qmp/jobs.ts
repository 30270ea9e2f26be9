import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { QmpCommandError } from './errors.ts';
import type { QmpEvent } from './messages.ts';
import { type JobStatus, jobStatusSchema, queryJobs } from './queries.ts';
import type { QmpArguments, QmpSession } from './session.ts';

/**
 * How a job ended. `started: false`: QEMU refused the command itself and has done nothing.
 * `error` is QEMU's text for people.
 */
export type JobOutcome =
  | { readonly ok: true }
  | { readonly ok: false; readonly started: boolean; readonly error: string };

export type JobRequest = {
  /** A command that starts a job, such as `snapshot-save`. */
  readonly command: string;
  /** Its arguments without `job-id`. */
  readonly args: QmpArguments;
  /** From {@link newJobId}. */
  readonly jobId: string;
} & JobHooks;

export type JobHooks = {
  readonly onStatus?: (status: JobStatus) => void;
  /**
   * Told how the job ended while QEMU still knows it: what is noted here durably is known whenever the job is not.
   * When it rejects, the job is not dismissed and the rejection is passed on.
   */
  readonly onConcluded?: (outcome: JobOutcome) => Promise<void>;
};

const MAX_JOB_ID_PREFIX = 40;

/** Makes a job id that QEMU accepts (util/id.c: a letter, then letters, digits, `-`, `.`, `_`) and no other job has. */
export function newJobId(prefix: string): string {
  const safe = prefix.replaceAll(/[^A-Za-z0-9._-]/g, '-').slice(0, MAX_JOB_ID_PREFIX);
  return `${/^[A-Za-z]/.test(safe) ? safe : `job-${safe}`}-${randomBytes(6).toString('hex')}`;
}

/**
 * Starts a job that has to be dismissed by hand (all `snapshot-*` jobs), waits for its end, reads its outcome and
 * dismisses it. The monitor may be blocked for minutes; no deadline passes meanwhile.
 * @throws {QmpError} only when the session is lost or silent, and then the job may still go on in QEMU: see {@link adoptJob}.
 */
export async function runJob(session: QmpSession, request: JobRequest): Promise<JobOutcome> {
  using watch = watchJob(session, request.jobId, request.onStatus);
  const refusal = await session.withoutDeadlines(async () => {
    try {
      await session.execute(request.command, { ...request.args, 'job-id': request.jobId });
    } catch (error) {
      if (error instanceof QmpCommandError) return error;
      throw error;
    }
    await watch.concluded;
    return null;
  });
  if (refusal !== null) return { ok: false, started: false, error: refusal.desc };
  return collectOutcome(session, request.jobId, request);
}

/**
 * Waits for a job that an earlier session started, and dismisses it; null when QEMU does not know the id.
 * Throws as {@link runJob}.
 */
export async function adoptJob(
  session: QmpSession,
  jobId: string,
  hooks: JobHooks = {},
): Promise<JobOutcome | null> {
  const { onStatus } = hooks;
  using watch = watchJob(session, jobId, onStatus);
  const known = await session.withoutDeadlines(async () => {
    const job = (await queryJobs(session)).find(({ id }) => id === jobId);
    if (job === undefined) return false;
    // An event may have overtaken the reply, and is then the newer news.
    if (!watch.heard()) onStatus?.(job.status);
    if (job.status !== 'concluded') await watch.concluded;
    return true;
  });
  return known ? collectOutcome(session, jobId, hooks) : null;
}

type JobWatch = Disposable & { readonly concluded: Promise<void>; readonly heard: () => boolean };

function watchJob(session: QmpSession, jobId: string, onStatus?: (status: JobStatus) => void): JobWatch {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  let heard = false;
  const off = session.on((event) => {
    const status = jobStatusOf(event, jobId);
    if (status === null) return;
    heard = true;
    onStatus?.(status);
    // `null` without `concluded`: another program dismissed the job.
    if (status === 'concluded' || status === 'null') resolve();
  });
  const offClosed = session.onClosed(({ error }) => reject(error));
  // The command itself may fail first, and nobody awaits this any more.
  promise.catch(() => undefined);
  return {
    concluded: promise,
    heard: () => heard,
    [Symbol.dispose]: () => {
      off();
      offClosed();
    },
  };
}

const statusChangeSchema = z.object({ id: z.string(), status: jobStatusSchema });

/** The new status that a JOB_STATUS_CHANGE event tells of this job; null for every other event. */
export function jobStatusOf(event: QmpEvent, jobId: string): JobStatus | null {
  if (event.name !== 'JOB_STATUS_CHANGE') return null;
  const change = statusChangeSchema.safeParse(event.data);
  return change.success && change.data.id === jobId ? change.data.status : null;
}

/** The error is only to be had between the job's conclusion and its dismissal. */
async function collectOutcome(
  session: QmpSession,
  jobId: string,
  { onConcluded }: JobHooks,
): Promise<JobOutcome> {
  const job = (await queryJobs(session)).find(({ id }) => id === jobId);
  if (job === undefined) {
    return {
      ok: false,
      started: true,
      error: 'Another program dismissed the job before its outcome was read.',
    };
  }
  const outcome: JobOutcome =
    job.error === null ? { ok: true } : { ok: false, started: true, error: job.error };
  await onConcluded?.(outcome);
  await dismissJob(session, jobId);
  return outcome;
}

/** Makes QEMU forget a concluded job, and its error. Throws {@link QmpError}. */
export async function dismissJob(session: QmpSession, jobId: string): Promise<void> {
  await session.execute('job-dismiss', { id: jobId });
}
