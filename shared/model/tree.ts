import type { Snapshot } from './snapshot.ts';

/** What the tree algorithms need of a snapshot. */
export type TreeItem = Pick<Snapshot, 'id' | 'parentId' | 'createdAt' | 'name'>;

/** A machine's snapshots by parent, oldest sibling first. Items whose parent is missing are roots. */
export interface SnapshotTree<T extends TreeItem = Snapshot> {
  readonly byId: ReadonlyMap<string, T>;
  readonly roots: readonly T[];
  readonly childrenOf: (id: string) => readonly T[];
  readonly parentOf: (id: string) => T | null;
}

/** One row of a tree drawn as a list. */
export interface TreeRow<T extends TreeItem = Snapshot> {
  readonly item: T;
  readonly depth: number;
  /** For each ancestor level, whether a line goes on below this row. */
  readonly lines: readonly boolean[];
  readonly isLast: boolean;
  readonly hasChildren: boolean;
}

const NONE: readonly never[] = [];

function byAge(a: TreeItem, b: TreeItem): number {
  return a.createdAt - b.createdAt || (a.name < b.name ? -1 : a.name > b.name ? 1 : 0);
}

/**
 * Arranges snapshots as a forest. A missing parent makes a root, never a hidden snapshot; of a cycle the
 * oldest member becomes a root, so that every item is reachable.
 */
export function buildTree<T extends TreeItem>(items: Iterable<T>): SnapshotTree<T> {
  const byId = new Map<string, T>();
  for (const item of items) byId.set(item.id, item);
  const parents = new Map<string, string | null>();
  for (const item of byId.values()) {
    parents.set(item.id, item.parentId !== null && byId.has(item.parentId) ? item.parentId : null);
  }
  breakCycles(byId, parents);
  const children = new Map<string, T[]>();
  const roots: T[] = [];
  for (const item of byId.values()) {
    const parent = parents.get(item.id) ?? null;
    if (parent === null) roots.push(item);
    else {
      const siblings = children.get(parent);
      if (siblings === undefined) children.set(parent, [item]);
      else siblings.push(item);
    }
  }
  roots.sort(byAge);
  for (const siblings of children.values()) siblings.sort(byAge);
  return {
    byId,
    roots,
    childrenOf: (id) => children.get(id) ?? NONE,
    parentOf: (id) => byId.get(parents.get(id) ?? '') ?? null,
  };
}

function breakCycles<T extends TreeItem>(
  byId: ReadonlyMap<string, T>,
  parents: Map<string, string | null>,
): void {
  const settled = new Set<string>();
  for (const start of byId.keys()) {
    const path: string[] = [];
    const onPath = new Set<string>();
    let at: string | null = start;
    while (at !== null && !settled.has(at) && !onPath.has(at)) {
      path.push(at);
      onPath.add(at);
      at = parents.get(at) ?? null;
    }
    if (at !== null && onPath.has(at)) {
      const members = path.slice(path.indexOf(at)).map((id) => byId.get(id));
      const oldest = members.filter((each) => each !== undefined).sort(byAge)[0];
      if (oldest !== undefined) parents.set(oldest.id, null);
    }
    for (const id of path) settled.add(id);
  }
}

/** The rows of a tree in drawing order (parents first); children of ids in `collapsed` are left out. */
export function flattenTree<T extends TreeItem>(
  tree: SnapshotTree<T>,
  collapsed: ReadonlySet<string> = new Set(),
): readonly TreeRow<T>[] {
  const rows: TreeRow<T>[] = [];
  const stack: { readonly item: T; readonly lines: readonly boolean[]; readonly isLast: boolean }[] = [];
  const push = (items: readonly T[], lines: readonly boolean[]): void => {
    for (let index = items.length - 1; index >= 0; index--) {
      const item = items[index];
      if (item !== undefined) stack.push({ item, lines, isLast: index === items.length - 1 });
    }
  };
  push(tree.roots, []);
  for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
    const children = tree.childrenOf(next.item.id);
    rows.push({
      item: next.item,
      depth: next.lines.length,
      lines: next.lines,
      isLast: next.isLast,
      hasChildren: children.length > 0,
    });
    if (!collapsed.has(next.item.id)) push(children, [...next.lines, !next.isLast]);
  }
  return rows;
}

/** Everything below a snapshot, parents before children. */
export function descendantsOf<T extends TreeItem>(tree: SnapshotTree<T>, id: string): readonly T[] {
  const found: T[] = [];
  const queue: T[] = [...tree.childrenOf(id)];
  for (let index = 0; index < queue.length; index++) {
    const item = queue[index];
    if (item === undefined) continue;
    found.push(item);
    queue.push(...tree.childrenOf(item.id));
  }
  return found;
}

/** The way from a root down to `id`, both included; empty when `id` is not in the tree. */
export function pathTo<T extends TreeItem>(tree: SnapshotTree<T>, id: string): readonly T[] {
  const path: T[] = [];
  for (let item = tree.byId.get(id) ?? null; item !== null; item = tree.parentOf(item.id)) path.push(item);
  return path.reverse();
}
