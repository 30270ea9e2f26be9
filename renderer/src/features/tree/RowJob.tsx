import type { Job } from '../../../../shared/model/job.ts';
import type { Text } from '../../lib/text/use-text.tsx';
import { useText } from '../../lib/text/use-text.tsx';
import { Button } from '../../ui/Button.tsx';
import { Progress } from '../../ui/Progress.tsx';
import { report } from '../../view/report.ts';
import { useSession } from '../../world/use-world.tsx';
import { jobPart, jobTitleNow, progressText } from '../jobs/job-text.ts';
import styles from './RowJob.module.css';

/** What happens to a snapshot now, in a word or two. */
export function rowJobText(job: Job, { t }: Text): string {
  if (job.state === 'waiting') return t('tree.job.waiting');
  if (job.state === 'queued') return t('tree.job.queued');
  switch (job.kind) {
    case 'restore':
    case 'delete':
    case 'activate':
      return t(`tree.job.${job.kind}`);
    case 'take':
    case 'start':
    case 'pause':
    case 'resume':
    case 'shutdown':
    case 'powerOff':
    case 'reset':
      return t('job.state.running');
    default:
      return job.kind satisfies never;
  }
}

/** A job on its row: what it does and how far it is, or the way to undo it. */
export function RowJob({ job }: { readonly job: Job }) {
  const text = useText();
  const { api } = useSession();
  return (
    <span className={styles.job}>
      <span className={styles.word}>{job.kind === 'take' ? takeText(job, text) : rowJobText(job, text)}</span>
      {job.state === 'running' && (
        <span className={styles.bar}>
          <Progress
            label={text.t('job.progress', { what: jobTitleNow(job, text) })}
            value={jobPart(job.progress)}
          />
        </span>
      )}
      {job.state === 'waiting' && job.undoable && (
        <Button
          size="small"
          // For the pointer only: the notice in the corner has the same for the keyboard and screen readers.
          tabIndex={-1}
          aria-hidden
          onClick={(event) => {
            event.stopPropagation();
            void report(() => api['job.undo']({ jobId: job.id }));
          }}
          onDoubleClick={(event) => event.stopPropagation()}
        >
          {text.t('app.undo')}
        </Button>
      )}
    </span>
  );
}

function takeText(job: Job, text: Text): string {
  if (job.state === 'queued') return text.t('job.queued');
  return job.progress === null ? '' : progressText(job.progress, text);
}
