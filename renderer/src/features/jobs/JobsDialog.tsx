import { useMemo } from 'react';
import { isActive, type Job, reasonOfFailure } from '../../../../shared/model/job.ts';
import { sentenceOf } from '../../../../shared/sentences/sentence.ts';
import { useTimedText } from '../../lib/now.ts';
import { useText } from '../../lib/text/use-text.tsx';
import { useAction } from '../../lib/use-action.ts';
import { Button } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { Findings } from '../../ui/Findings.tsx';
import { ProblemBox } from '../../ui/ProblemBox.tsx';
import { Progress } from '../../ui/Progress.tsx';
import { RelativeTime } from '../../ui/RelativeTime.tsx';
import type { OverlayProps } from '../../view/overlay.ts';
import { useSession, useWorld } from '../../world/use-world.tsx';
import styles from './JobsDialog.module.css';
import { elapsedText, jobPart, jobTitleNow, progressText } from './job-text.ts';

/** Every job: what runs and waits, then what was done, with what happened when. */
export function JobsDialog({ onClose }: OverlayProps<'jobs'>) {
  const { t } = useText();
  const { api } = useSession();
  const jobs = useWorld((world) => world.jobs);
  const sorted = useMemo(() => [...jobs.values()].sort(activeThenNewest), [jobs]);
  const action = useAction();
  return (
    <Dialog
      title={t('jobs.title')}
      width="wide"
      onClose={onClose}
      footer={
        <>
          <Button
            disabled={action.isBusy || sorted.every(isActive)}
            onClick={() => void action.run(() => api['job.clear']({}))}
          >
            {t('jobs.clear')}
          </Button>
          <Button look="primary" onClick={onClose}>
            {t('app.close')}
          </Button>
        </>
      }
    >
      <ProblemBox problem={action.problem} />
      {sorted.length === 0 ? (
        <p className={styles.none}>{t('jobs.none')}</p>
      ) : (
        <ul className={styles.list}>
          {sorted.map((job) => (
            <JobEntry key={job.id} job={job} />
          ))}
        </ul>
      )}
    </Dialog>
  );
}

function JobEntry({ job }: { readonly job: Job }) {
  const text = useText();
  const { t } = text;
  const { api } = useSession();
  const action = useAction();
  const title = jobTitleNow(job, text);
  return (
    <li className={styles.job} data-state={job.state}>
      <div className={styles.head}>
        <span className={styles.title} dir="auto">
          {title}
        </span>
        <span className={styles.when}>
          <JobTime job={job} />
        </span>
        {job.undoable && (
          <Button
            size="small"
            disabled={action.isBusy}
            onClick={() => void action.run(() => api['job.undo']({ jobId: job.id }))}
          >
            {t(job.kind === 'restore' ? 'job.undoRestore' : 'app.undo')}
          </Button>
        )}
      </div>
      {job.state === 'running' && (
        <>
          <Progress label={t('job.progress', { what: title })} value={jobPart(job.progress)} />
          {job.progress !== null && <span className={styles.quiet}>{progressText(job.progress, text)}</span>}
        </>
      )}
      {job.error !== null && <p className={styles.error}>{text.say(reasonOfFailure(job.error))}</p>}
      <Findings findings={job.error?.findings ?? job.findings} areReasons={job.error !== null} />
      <ProblemBox problem={action.problem} />
      {job.events.length > 0 && (
        <details className={styles.events}>
          <summary>{t('jobs.whatHappened', { count: job.events.length })}</summary>
          <ol>
            {job.events.map((event) => (
              <li key={`${event.at} ${event.text}`} className={styles.event}>
                <time dateTime={new Date(event.at).toISOString()}>{text.timeOfDay(event.at)}</time>
                <span>{text.say(sentenceOf(event.text, event.said))}</span>
              </li>
            ))}
          </ol>
        </details>
      )}
    </li>
  );
}

function JobTime({ job }: { readonly job: Job }) {
  const text = useText();
  const elapsed = useTimedText((now) => elapsedText(job, now, text), 'second');
  const state = text.t(`job.state.${job.state}`);
  if (job.state === 'running') return elapsed;
  if (job.finishedAt === null) return state;
  const took =
    job.startedAt === null ? '' : text.t('job.took', { duration: text.span(job.finishedAt - job.startedAt) });
  return (
    <>
      {[state, took].filter((part) => part !== '').join(', ')} · <RelativeTime at={job.finishedAt} />
    </>
  );
}

function activeThenNewest(a: Job, b: Job): number {
  return Number(isActive(b)) - Number(isActive(a)) || b.createdAt - a.createdAt;
}
