import { HERE } from '../../view/view-state.ts';
import type { SnapshotsOfMachine } from '../../world/world.ts';

/** What can be viewed of a machine in the order of time: its snapshots, the oldest first, then the present. */
export function inTime(snapshots: SnapshotsOfMachine): readonly string[] {
  const sorted = [...snapshots.values()].sort(
    (a, b) => a.createdAt - b.createdAt || (a.name < b.name ? -1 : a.name > b.name ? 1 : 0),
  );
  return [...sorted.map(({ id }) => id), HERE];
}
