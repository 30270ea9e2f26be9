import { QmpError } from '../../qmp/errors.ts';
import { adoptJob, type JobRequest, runJob } from '../../qmp/jobs.ts';
import type { QmpSession } from '../../qmp/session.ts';

/**
 * How a job ended that outlives connections. `unknown`: QEMU answers again and does not know the job, so what it
 * did must be seen from the images. `gone`: QEMU has ended. `silent`: nobody knows yet.
 */
export type LastingOutcome =
  | { readonly end: 'ok' }
  | { readonly end: 'refused' | 'failed'; readonly error: string }
  | { readonly end: 'unknown' | 'gone' | 'silent' };

/** QEMU answers nobody while it saves memory, so a new connection may take as long as that. */
export const COME_BACK_MS = 10 * 60 * 1000;

/**
 * Runs a job to its end. The job belongs to QEMU and goes on when the connection is cut: then it waits for a new
 * connection and takes the job up again. `comeBack` resolves with a session after the lost one, or null when QEMU
 * has ended; it rejects when its signal aborts. Does not throw for a lost connection.
 */
export async function runLastingJob(
  session: QmpSession,
  request: JobRequest,
  comeBack: (signal: AbortSignal) => Promise<QmpSession | null>,
): Promise<LastingOutcome> {
  try {
    const outcome = await runJob(session, request);
    if (outcome.ok) return { end: 'ok' };
    return { end: outcome.started ? 'failed' : 'refused', error: outcome.error };
  } catch (error) {
    if (!(error instanceof QmpError)) throw error;
  }
  const signal = AbortSignal.timeout(COME_BACK_MS);
  for (;;) {
    let next: QmpSession | null;
    try {
      next = await comeBack(signal);
    } catch (error) {
      if (signal.aborted) return { end: 'silent' };
      throw error;
    }
    if (next === null) return { end: 'gone' };
    try {
      const outcome = await adoptJob(next, request.jobId, request);
      if (outcome === null) return { end: 'unknown' };
      return outcome.ok ? { end: 'ok' } : { end: 'failed', error: outcome.error };
    } catch (error) {
      // Lost once more: the job is still QEMU's.
      if (!(error instanceof QmpError)) throw error;
    }
  }
}
