import { deleteCount, deletesSnapshot, type Job, type JobProgress } from '../../../../shared/model/job.ts';
import { formatDuration } from '../../lib/text/format.ts';
import type { Text } from '../../lib/text/use-text.tsx';

/** What a job is about, as something that goes on ("Taking …"), was done ("Took …") or failed. */
export function jobTitle(job: Job, { t }: Text, tense: 'job' | 'done' | 'failed'): string {
  const machine = job.machineName;
  switch (job.kind) {
    case 'take':
    case 'restore':
    case 'activate':
      return t(`${tense}.${job.kind}`, { name: job.snapshotName ?? '', machine });
    case 'delete':
      if (!isOfOne(job)) return t(`${tense}.deleteMany`, { count: deleteCount(job), machine });
      return t(`${tense}.${job.kind}`, { name: job.snapshotName ?? '', machine });
    case 'start':
    case 'pause':
    case 'resume':
    case 'shutdown':
    case 'powerOff':
    case 'reset':
      return t(`${tense}.${job.kind}`, { machine });
    default:
      return job.kind satisfies never;
  }
}

/** Whether a delete is of the one snapshot that it is named after. */
function isOfOne(job: Job): boolean {
  return deleteCount(job) === 1 && deletesSnapshot(job, job.snapshotId ?? '');
}

/** The title of a job in its present state. */
export function jobTitleNow(job: Job, text: Text): string {
  if (job.state === 'done') return jobTitle(job, text, 'done');
  if (job.state === 'failed' || job.state === 'interrupted') return jobTitle(job, text, 'failed');
  if (job.state === 'waiting' && job.kind === 'delete') {
    return isOfOne(job)
      ? text.t('jobs.willDelete', { name: job.snapshotName ?? '' })
      : text.t('jobs.willDeleteMany', { count: deleteCount(job), machine: job.machineName });
  }
  return jobTitle(job, text, 'job');
}

/** How far a job is, from 0 to 1, by what it counts; null when that can't be known. Never quite 1 before it is done. */
export function jobPart(progress: JobProgress | null): number | null {
  if (progress === null || progress.total === null || progress.total <= 0) return null;
  return Math.min(progress.done / progress.total, 0.99);
}

/** What a job counts, in words: bytes or steps, with the percentage where the end is known. */
export function progressText(progress: JobProgress, { t, bytes, percent }: Text): string {
  const part = jobPart(progress);
  const { done, total, unit } = progress;
  if (unit === 'steps') return total === null ? '' : t('job.step', { done, total });
  if (total === null || part === null) return t('job.bytesOnly', { done: bytes(done) });
  return `${percent(part)} · ${t('job.bytes', { done: bytes(done), total: bytes(total) })}`;
}

/** How long a job runs already, and how long it will take in all where earlier ones tell. */
export function elapsedText(job: Job, now: number, { t, span }: Text): string {
  if (job.startedAt === null) return '';
  const elapsed = t('job.elapsed', { duration: formatDuration(now - job.startedAt) });
  const estimate = job.progress?.estimateMs ?? null;
  if (estimate === null) return elapsed;
  return `${elapsed}, ${t('job.estimate', { duration: span(estimate) })}`;
}
