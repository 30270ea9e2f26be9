import { useEffect } from 'react';
import { type Job, reasonOfFailure } from '../../../../shared/model/job.ts';
import { useText } from '../../lib/text/use-text.tsx';
import { useSession } from '../../world/use-world.tsx';
import { onJobChange } from './job-changes.ts';
import { jobTitleNow } from './job-text.ts';

/** How long a job must have run for its end to be worth a notification of the desktop, in ms. */
const long = 10_000;

/** Tells by a notification of the desktop that a long job ended while the user was elsewhere, where the face can. */
export function useJobNotifications(): void {
  const session = useSession();
  const text = useText();
  useEffect(
    () =>
      onJobChange(session.world, (job, before) => {
        const canNotify = session.world.getState().shell?.capabilities.notify ?? false;
        if (!canNotify || before === undefined || document.hasFocus() || !isLongAndOver(job)) return;
        const notice = {
          title: jobTitleNow(job, text).slice(0, 200),
          body: (job.error === null ? '' : text.say(reasonOfFailure(job.error))).slice(0, 1000),
        };
        // Only a courtesy: the same is in the window.
        void session.api['shell.notify'](notice).catch(() => undefined);
      }),
    [session, text],
  );
}

function isLongAndOver(job: Job): boolean {
  if (job.state !== 'done' && job.state !== 'failed') return false;
  return job.startedAt !== null && job.finishedAt !== null && job.finishedAt - job.startedAt >= long;
}
