import { createStore } from 'zustand/vanilla';
import { type Problem, problemOf } from '../lib/use-action.ts';

/** A problem of something small that has no dialog of its own to say it in. */
export interface Reported {
  readonly id: number;
  readonly problem: Problem;
}

/** Problems that wait to be read; shown among the notices. */
export const reports = createStore<{ readonly reported: readonly Reported[] }>(() => ({ reported: [] }));

let lastId = 0;

/** Does something small that the user asked for and tells of its failure in a notice. */
export async function report(work: () => Promise<unknown>): Promise<void> {
  try {
    await work();
  } catch (cause) {
    const problem = problemOf(cause);
    lastId += 1;
    const reported: Reported = { id: lastId, problem };
    reports.setState((state) => ({ reported: [...state.reported, reported] }));
  }
}

/** Takes a problem off the list. */
export function dismissReport(id: number): void {
  reports.setState((state) => ({ reported: state.reported.filter((each) => each.id !== id) }));
}
