import { History } from 'lucide-react';
import { useMemo } from 'react';
import { isActive, type Job } from '../../../../shared/model/job.ts';
import { useTimedText } from '../../lib/now.ts';
import { useText } from '../../lib/text/use-text.tsx';
import { Button } from '../../ui/Button.tsx';
import { Progress } from '../../ui/Progress.tsx';
import { Tooltip } from '../../ui/Tooltip.tsx';
import { formatShortcut } from '../../view/shortcut.ts';
import { useOpenOverlay } from '../../view/use-view.tsx';
import { useWorld } from '../../world/use-world.tsx';
import styles from './JobsBar.module.css';
import { elapsedText, jobPart, jobTitleNow, progressText } from './job-text.ts';

/** The line at the bottom: what runs now, how far it is, how much waits behind it, and the way to the history. */
export function JobsBar() {
  const { t } = useText();
  const open = useOpenOverlay();
  const jobs = useWorld((world) => world.jobs);
  const active = useMemo(() => [...jobs.values()].filter(isUnderWay).sort(byUrgency), [jobs]);
  const [first] = active;
  return (
    <section className={styles.bar} aria-label={t('jobs.title')}>
      {first === undefined ? (
        <span className={styles.idle}>{t('jobs.idle')}</span>
      ) : (
        <RunningJob job={first} />
      )}
      {active.length > 1 && (
        <span className={styles.more}>{t('jobs.more', { count: active.length - 1 })}</span>
      )}
      <Tooltip text={formatShortcut({ key: 'j', mod: true })}>
        <Button
          look="quiet"
          size="small"
          icon={<History aria-hidden />}
          onClick={() => open({ kind: 'jobs' })}
        >
          {t('jobs.history')}
        </Button>
      </Tooltip>
    </section>
  );
}

function RunningJob({ job }: { readonly job: Job }) {
  const text = useText();
  const title = jobTitleNow(job, text);
  const elapsed = useTimedText((now) => elapsedText(job, now, text), 'second');
  const counted = job.progress === null ? '' : progressText(job.progress, text);
  return (
    <div className={styles.job}>
      <span className={styles.title} dir="auto">
        {title}
      </span>
      {job.state === 'running' ? (
        <>
          <span className={styles.progress}>
            <Progress
              label={text.t('job.progress', { what: title })}
              value={jobPart(job.progress)}
              text={counted}
            />
          </span>
          <span className={styles.numbers}>
            {[counted, elapsed].filter((part) => part !== '').join(' · ')}
          </span>
        </>
      ) : (
        <span className={styles.numbers}>{text.t(`job.state.${job.state}`)}</span>
      )}
    </div>
  );
}

/** Running or behind one that runs; what can still be undone is said by its notice. */
function isUnderWay(job: Job): boolean {
  return isActive(job) && job.state !== 'waiting';
}

const ORDER = ['running', 'queued'];

function byUrgency(a: Job, b: Job): number {
  return ORDER.indexOf(a.state) - ORDER.indexOf(b.state) || a.createdAt - b.createdAt;
}
