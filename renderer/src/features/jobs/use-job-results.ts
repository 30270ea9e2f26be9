import { useEffect, useState } from 'react';
import { isActive, type Job } from '../../../../shared/model/job.ts';
import { useSession, useWorld } from '../../world/use-world.tsx';
import { onJobChange } from './job-changes.ts';

/**
 * Jobs that ended since this window saw them run, and deletes that can still be undone, the newest first.
 * What had ended before the window was opened is history and not reported again.
 */
export function useJobResults(): { readonly shown: readonly Job[]; readonly dismiss: (id: string) => void } {
  const { world } = useSession();
  const jobs = useWorld((state) => state.jobs);
  const [watched, setWatched] = useState<ReadonlySet<string>>(new Set());

  useEffect(
    () =>
      onJobChange(world, (job, before) => {
        // One that this window never saw in any state and that is over now ended too quickly to be seen, or long ago.
        if (before === undefined && (isActive(job) || job.createdAt > Date.now() - 10_000)) {
          setWatched((ids) => new Set([...ids, job.id]));
        }
      }),
    [world],
  );

  const shown: Job[] = [];
  for (const id of watched) {
    const job = jobs.get(id);
    if (job !== undefined && isWorthNotice(job)) shown.unshift(job);
  }
  return {
    shown,
    dismiss: (id) => setWatched((ids) => new Set([...ids].filter((each) => each !== id))),
  };
}

function isWorthNotice(job: Job): boolean {
  switch (job.state) {
    case 'waiting':
      return job.undoable;
    case 'failed':
    case 'interrupted':
      return true;
    case 'done':
      return job.kind === 'restore' || job.findings.length > 0;
    case 'queued':
    case 'running':
    case 'cancelled':
      return false;
    default:
      return job.state satisfies never;
  }
}
