import { CircleAlert, CircleCheck, Trash2, X } from 'lucide-react';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { useStore } from 'zustand';
import { type Job, reasonOfFailure } from '../../../../shared/model/job.ts';
import { useTimedText } from '../../lib/now.ts';
import { useText } from '../../lib/text/use-text.tsx';
import { useFocusKept } from '../../lib/use-focus-kept.ts';
import { Button } from '../../ui/Button.tsx';
import { Findings } from '../../ui/Findings.tsx';
import { IconButton } from '../../ui/IconButton.tsx';
import { dismissReport, report, reports } from '../../view/report.ts';
import { useSession } from '../../world/use-world.tsx';
import { JobAnnouncer } from './JobAnnouncer.tsx';
import { jobTitleNow } from './job-text.ts';
import styles from './Notices.module.css';
import { useJobNotifications } from './use-job-notifications.ts';
import { useJobResults } from './use-job-results.ts';

/** How long a notice stays that asks for nothing, in ms; pointing at it or focusing it keeps it. */
const stay = 12_000;

/** What ended, failed or can still be undone: a strip above the jobs bar, there only while there is something to say. */
export function Notices() {
  const { t, say } = useText();
  useJobNotifications();
  const { shown, dismiss } = useJobResults();
  const reported = useStore(reports, (state) => state.reported);
  const section = useRef<HTMLElement>(null);
  const focus = useFocusKept(section);
  return (
    <>
      <JobAnnouncer />
      <section ref={section} className={styles.strip} aria-label={t('jobs.notices')} {...focus}>
        {reported.map(({ id, problem }) => (
          <Notice key={id} tone="danger" title={say(problem.said)} onDismiss={() => dismissReport(id)}>
            <Findings findings={problem.findings} areReasons />
          </Notice>
        ))}
        {shown.map((job) => (
          <JobNotice key={job.id} job={job} onDismiss={() => dismiss(job.id)} />
        ))}
      </section>
    </>
  );
}

function JobNotice({ job, onDismiss }: { readonly job: Job; readonly onDismiss: () => void }) {
  const text = useText();
  const { api } = useSession();
  const isFailed = job.state === 'failed' || job.state === 'interrupted';
  const isWaiting = job.state === 'waiting';
  const secondsLeft = useTimedText(
    (now) =>
      job.undoUntil === null || !isWaiting ? '' : `${Math.max(0, Math.ceil((job.undoUntil - now) / 1000))} s`,
    isWaiting ? 'second' : 'slow',
  );
  const undo = () => void report(() => api['job.undo']({ jobId: job.id }));
  return (
    <Notice
      tone={isFailed ? 'danger' : isWaiting ? 'waiting' : 'done'}
      title={jobTitleNow(job, text)}
      aside={secondsLeft}
      stays={isFailed || isWaiting}
      onDismiss={isWaiting ? null : onDismiss}
      actions={
        job.undoable && (
          <>
            <Button size="small" onClick={undo}>
              {text.t(job.kind === 'restore' ? 'job.undoRestore' : 'app.undo')}
            </Button>
            {isWaiting && (
              <Button
                size="small"
                look="quiet"
                onClick={() => void report(() => api['job.hurry']({ jobId: job.id }))}
              >
                {text.t('job.now')}
              </Button>
            )}
          </>
        )
      }
    >
      {job.error !== null && <p className={styles.message}>{text.say(reasonOfFailure(job.error))}</p>}
      <Findings findings={job.error?.findings ?? job.findings} areReasons={job.error !== null} />
    </Notice>
  );
}

const ICONS = { danger: CircleAlert, done: CircleCheck, waiting: Trash2 };

interface NoticeProps {
  readonly tone: 'danger' | 'done' | 'waiting';
  readonly title: string;
  readonly aside?: string;
  /** Whether it stays until it is dismissed or settled. */
  readonly stays?: boolean;
  readonly actions?: ReactNode;
  readonly children?: ReactNode;
  readonly onDismiss: (() => void) | null;
}

function Notice({ tone, title, aside = '', stays = true, actions, children, onDismiss }: NoticeProps) {
  const { t } = useText();
  const [isHeld, setHeld] = useState(false);
  useEffect(() => {
    if (stays || isHeld || onDismiss === null) return;
    const timer = setTimeout(onDismiss, stay);
    return () => clearTimeout(timer);
  }, [stays, isHeld, onDismiss]);
  const Icon = ICONS[tone];
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: pointing at a notice only keeps it from going away
    <div
      className={styles.notice}
      data-tone={tone}
      onPointerEnter={() => setHeld(true)}
      onPointerLeave={() => setHeld(false)}
      onFocus={() => setHeld(true)}
      onBlur={() => setHeld(false)}
    >
      <Icon className={styles.icon} aria-hidden />
      <div className={styles.body}>
        <p className={styles.title} dir="auto">
          {title}
        </p>
        {children}
      </div>
      <div className={styles.actions}>
        {aside !== '' && <span className={styles.aside}>{aside}</span>}
        {actions}
        {onDismiss !== null && (
          <IconButton size="small" label={t('app.dismiss')} icon={<X />} onClick={onDismiss} />
        )}
      </div>
    </div>
  );
}
