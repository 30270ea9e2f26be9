import { AppError, errorCodeSchema } from '../../shared/contract/errors.ts';
import { isActive, type Job, type JobKind } from '../../shared/model/job.ts';
import { asIs } from '../../shared/sentences/sentence.ts';
import type { CommandContext } from './command.ts';
import { bytesText } from './words.ts';

const verbs: Readonly<Record<JobKind, string>> = {
  take: 'Taking',
  restore: 'Restoring',
  activate: 'Activating',
  delete: 'Deleting',
  start: 'Starting',
  pause: 'Pausing',
  resume: 'Resuming',
  shutdown: 'Shutting down',
  powerOff: 'Powering off',
  reset: 'Resetting',
};

/**
 * Waits for a job to end and returns it when it is done; its findings are told. Throws AppError when it failed.
 * Ctrl+C leaves a job of another process alone; one of this process is left only at the second time.
 */
export async function finishedJob(context: CommandContext, jobId: string): Promise<Job> {
  const { console } = context;
  const link = await context.core();
  const leaving = new AbortController();
  let asked = false;
  const onInterrupt = () => {
    if (!link.isOwn) {
      leaving.abort(
        new AppError(
          'cancelled',
          asIs('It goes on in the Snapgrove that runs; its window shows how it ends.'),
        ),
      );
    } else if (asked) {
      console.note('Left before the end. The next start finds out how it ended, and shows what is there.');
      // Closing would wait for the job, and that is what nobody wants to wait for.
      process.exit(130);
    } else {
      asked = true;
      console.note(
        'This is not broken off half way; it ends in a moment. Ctrl+C again leaves it all the same.',
      );
    }
  };
  process.on('SIGINT', onInterrupt);
  try {
    const job = await link.until(
      ({ jobs }) => {
        const found = jobs.get(jobId);
        if (found === undefined) return undefined;
        if (!isActive(found)) return found;
        console.progress(progressText(found));
        return undefined;
      },
      { signal: leaving.signal },
    );
    if (job.state === 'done') {
      for (const { message } of job.findings) console.note(message);
      return job;
    }
    throw failure(job);
  } finally {
    console.progress(null);
    process.off('SIGINT', onInterrupt);
  }
}

/** A job that runs, in one line. */
export function progressText(job: Job): string {
  const what = job.snapshotName === null ? job.machineName : `“${job.snapshotName}” of ${job.machineName}`;
  const { progress } = job;
  const step = job.events.at(-1)?.text;
  return `${verbs[job.kind]} ${what}${howFar(progress) || (step === undefined ? ' …' : `: ${step}`)}`;
}

function howFar(progress: Job['progress']): string {
  if (progress === null) return '';
  const { unit, done, total } = progress;
  if (unit === 'steps') return total === null ? `: step ${done}` : `: ${done} of ${total}`;
  if (total === null || total === 0) return done === 0 ? '' : `: ${bytesText(done)}`;
  return `: ${Math.min(100, Math.floor((100 * done) / total))} % (${bytesText(done)} of ${bytesText(total)})`;
}

function failure(job: Job): AppError {
  const { error } = job;
  if (error === null)
    return new AppError('cancelled', asIs('It was taken back before it began. Nothing was changed.'));
  const code = errorCodeSchema.safeParse(error.code);
  return new AppError(code.data ?? 'failed', asIs(error.message), { findings: error.findings });
}
