import type { SnapshotTree } from '../../../../shared/model/tree.ts';
import type { TreeRow } from '../../../../shared/model/tree-rows.ts';
import { HERE } from '../../view/view-state.ts';
import type { TreeEntry } from '../tree/tree-entries.ts';
import type { TreeRows } from '../tree/use-tree-rows.ts';

/** The entries of a tree in the order of time, as a list of rows that all hang on nothing; the present is the last. */
export function timeRows(tree: SnapshotTree<TreeEntry>): TreeRows {
  const entries = [...tree.byId.values()].sort(byTime);
  const rows = entries.map(
    (item, index): TreeRow<TreeEntry> => ({
      item,
      index,
      level: 1,
      column: 0,
      joint: 'root',
      hasChildren: false,
      expanded: false,
      below: 0,
      positionInSet: index + 1,
      setSize: entries.length,
      parentIndex: null,
      onPath: false,
    }),
  );
  const indices = new Map(rows.map((row) => [row.item.id, row.index]));
  return {
    rows,
    indexOf: (id) => indices.get(id),
    has: (id) => indices.has(id),
    nearestIndex: (id) => indices.get(id) ?? indices.get(HERE) ?? 0,
    pathStart: -1,
    pathEnd: -1,
  };
}

const LAST: Readonly<Record<TreeEntry['kind'], number>> = { snapshot: 0, taking: 1, here: 2 };

function byTime(a: TreeEntry, b: TreeEntry): number {
  if (a.kind !== b.kind) return LAST[a.kind] - LAST[b.kind];
  if (a.kind !== 'snapshot') return 0;
  return a.createdAt - b.createdAt || (a.name < b.name ? -1 : a.name > b.name ? 1 : 0);
}
