import type { StoreApi } from 'zustand/vanilla';
import type { Job, JobState } from '../../../../shared/model/job.ts';
import type { World } from '../../world/world.ts';

/**
 * Calls back for every job that is new or has another state, with the state that it had before.
 * What is there at the beginning counts as new. Returns the function that ends it.
 */
export function onJobChange(
  world: StoreApi<World>,
  onChange: (job: Job, before: JobState | undefined) => void,
): () => void {
  let states: ReadonlyMap<string, JobState> = new Map();
  const look = (jobs: World['jobs']) => {
    const before = states;
    states = new Map([...jobs.values()].map((job) => [job.id, job.state]));
    for (const job of jobs.values()) {
      if (before.get(job.id) !== job.state) onChange(job, before.get(job.id));
    }
  };
  look(world.getState().jobs);
  return world.subscribe((state, previous) => {
    if (state.jobs !== previous.jobs) look(state.jobs);
  });
}
