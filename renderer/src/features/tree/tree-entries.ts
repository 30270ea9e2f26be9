import { isActive, type Job } from '../../../../shared/model/job.ts';
import type { Machine } from '../../../../shared/model/machine.ts';
import { buildTree, type SnapshotTree, type TreeItem } from '../../../../shared/model/tree.ts';
import { HERE } from '../../view/view-state.ts';
import type { SnapshotsOfMachine } from '../../world/world.ts';

/** What a row of the tree stands for. */
export type TreeEntry = TreeItem &
  (
    | { readonly kind: 'snapshot' }
    /** The machine's present state, drawn below the snapshot that it grew from. */
    | { readonly kind: 'here' }
    /** A snapshot that is being taken; `id` is its job's. */
    | { readonly kind: 'taking' }
  );

/** After every snapshot, however wrong a clock was. */
const LAST = Number.POSITIVE_INFINITY;

/** Jobs of a machine that take a snapshot now or soon, the oldest first. */
export function takingJobs(jobs: ReadonlyMap<string, Job>, machineId: string): readonly Job[] {
  const taking: Job[] = [];
  for (const job of jobs.values()) {
    if (job.kind === 'take' && job.machineId === machineId && isActive(job)) taking.push(job);
  }
  return taking.sort((a, b) => a.createdAt - b.createdAt);
}

/** Arranges a machine's snapshots, those being taken, and the present as one tree. */
export function entryTree(
  snapshots: SnapshotsOfMachine,
  current: Machine['currentSnapshotId'],
  taking: readonly Pick<Job, 'id' | 'snapshotName'>[],
): SnapshotTree<TreeEntry> {
  const entries: TreeEntry[] = [];
  const names = new Set<string>();
  for (const { id, parentId, createdAt, name } of snapshots.values()) {
    entries.push({ kind: 'snapshot', id, parentId, createdAt, name });
    names.add(name);
  }
  let parentId = current;
  for (const job of taking) {
    // The snapshot is there a moment before its job ends.
    if (job.snapshotName !== null && names.has(job.snapshotName)) continue;
    entries.push({ kind: 'taking', id: job.id, parentId, createdAt: LAST, name: job.snapshotName ?? '' });
    parentId = job.id;
  }
  entries.push({ kind: 'here', id: HERE, parentId, createdAt: LAST, name: '' });
  return buildTree(entries);
}

/** Whether two sets of snapshots are drawn as the same tree, so that only rows have to be drawn again. */
export function haveSameStructure(a: SnapshotsOfMachine, b: SnapshotsOfMachine): boolean {
  if (a === b) return true;
  if (a.size !== b.size) return false;
  for (const [id, one] of a) {
    const other = b.get(id);
    if (one === other) continue;
    if (
      other === undefined ||
      one.parentId !== other.parentId ||
      one.createdAt !== other.createdAt ||
      one.name !== other.name
    ) {
      return false;
    }
  }
  return true;
}
