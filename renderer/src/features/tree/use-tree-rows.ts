import { useMemo, useState } from 'react';
import { useShallow } from 'zustand/react/shallow';
import type { SnapshotTree } from '../../../../shared/model/tree.ts';
import { type TreeRow, treeRows } from '../../../../shared/model/tree-rows.ts';
import { useMachineView } from '../../view/use-view.tsx';
import { HERE } from '../../view/view-state.ts';
import { useMachine, useSnapshots, useWorld } from '../../world/use-world.tsx';
import type { SnapshotsOfMachine } from '../../world/world.ts';
import { entryTree, haveSameStructure, type TreeEntry, takingJobs } from './tree-entries.ts';

export interface TreeRows {
  readonly rows: readonly TreeRow<TreeEntry>[];
  readonly indexOf: (id: string) => number | undefined;
  /** Whether it is in the tree, visible or not. */
  readonly has: (id: string) => boolean;
  /** The visible row of an entry, or of its nearest visible ancestor. */
  readonly nearestIndex: (id: string) => number;
  /** First and last row on the way to the present; -1 where it isn't shown. */
  readonly pathStart: number;
  readonly pathEnd: number;
}

/** A machine's snapshots, those being taken, and the present as one tree; the same one while it is drawn the same. */
export function useEntryTree(machineId: string): SnapshotTree<TreeEntry> {
  const [keepStructure] = useState(structureKeeper);
  const snapshots = keepStructure(useSnapshots(machineId));
  const current = useMachine(machineId)?.currentSnapshotId ?? null;
  const taking = useWorld(
    useShallow((world) =>
      takingJobs(world.jobs, machineId).flatMap((job) => [job.id, job.snapshotName ?? '']),
    ),
  );
  return useMemo(() => {
    const jobs: { id: string; snapshotName: string }[] = [];
    for (let at = 0; at < taking.length; at += 2) {
      jobs.push({ id: taking[at] ?? '', snapshotName: taking[at + 1] ?? '' });
    }
    return entryTree(snapshots, current, jobs);
  }, [snapshots, current, taking]);
}

/** The rows of a machine's tree as it is collapsed now. */
export function useTreeRows(machineId: string): TreeRows {
  const tree = useEntryTree(machineId);
  const { collapsed } = useMachineView(machineId);
  return useMemo(() => {
    const rows = treeRows(tree, { collapsed: new Set(collapsed), presentId: HERE });
    const indices = new Map(rows.map((row) => [row.item.id, row.index]));
    const nearestIndex = (id: string): number => {
      for (let item = tree.byId.get(id) ?? null; item !== null; item = tree.parentOf(item.id)) {
        const index = indices.get(item.id);
        if (index !== undefined) return index;
      }
      return indices.get(HERE) ?? 0;
    };
    return {
      rows,
      indexOf: (id) => indices.get(id),
      has: (id) => tree.byId.has(id),
      nearestIndex,
      pathStart: rows.findIndex((row) => row.onPath),
      pathEnd: rows.findLastIndex((row) => row.onPath),
    };
  }, [tree, collapsed]);
}

/** Hands back the snapshots it saw before while they are drawn as the same tree. */
function structureKeeper(): (snapshots: SnapshotsOfMachine) => SnapshotsOfMachine {
  let kept: SnapshotsOfMachine = new Map();
  return (snapshots) => {
    if (!haveSameStructure(kept, snapshots)) kept = snapshots;
    return kept;
  };
}
