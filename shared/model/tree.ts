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

const NONE: readonly never[] = [];

/** Orders by age, oldest first; of the same instant by name. */
export function byAge(a: TreeItem, b: TreeItem): number {
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

/** Everything below a snapshot, parents before children. */
export function descendantsOf<T extends TreeItem>(tree: SnapshotTree<T>, id: string): readonly T[] {
  const found: T[] = [];
  const queue: T[] = [...tree.childrenOf(id)];
  for (let index = 0; index < queue.length; index++) {
    const item = queue[index];
    if (item === undefined) continue;
    found.push(item);
    for (const child of tree.childrenOf(item.id)) queue.push(child);
  }
  return found;
}

/** The way from a root down to `id`, both included; empty when `id` is not in the tree. */
export function pathTo<T extends TreeItem>(tree: SnapshotTree<T>, id: string): readonly T[] {
  const path: T[] = [];
  for (let item = tree.byId.get(id) ?? null; item !== null; item = tree.parentOf(item.id)) path.push(item);
  return path.reverse();
}
