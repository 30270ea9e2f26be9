import { useEffect, useState } from 'react';
import { type Job, type JobState, reasonOfFailure } from '../../../../shared/model/job.ts';
import { useText } from '../../lib/text/use-text.tsx';
import hidden from '../../ui/visually-hidden.module.css';
import { useSession } from '../../world/use-world.tsx';
import { onJobChange } from './job-changes.ts';
import { jobTitleNow } from './job-text.ts';

/** Says to screen readers what jobs come to: failures at once, the rest when there is a pause. */
export function JobAnnouncer() {
  const text = useText();
  const { world } = useSession();
  const [polite, setPolite] = useState('');
  const [urgent, setUrgent] = useState('');
  useEffect(
    () =>
      onJobChange(world, (job, before) => {
        if (!isTold(job, before)) return;
        const why = job.error === null ? [] : [text.say(reasonOfFailure(job.error))];
        const told = [jobTitleNow(job, text), ...why].join('. ');
        if (job.state === 'failed' || job.state === 'interrupted') setUrgent(told);
        else setPolite(told);
      }),
    [world, text],
  );
  return (
    <div className={hidden.hidden}>
      <div role="status">{polite}</div>
      <div role="alert">{urgent}</div>
    </div>
  );
}

/** Beginnings and endings are told; what was over before the window saw it is not. */
function isTold(job: Job, before: JobState | undefined): boolean {
  const begins = job.state === 'running' || job.state === 'waiting';
  return begins || (before !== undefined && job.state !== 'queued' && job.state !== 'cancelled');
}
