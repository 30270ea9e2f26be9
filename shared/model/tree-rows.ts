import { pathTo, type SnapshotTree, type TreeItem } from './tree.ts';

/** How a row hangs on the one it grew from: not at all, straight below in its column, or one column to the right. */
export type Joint = 'root' | 'straight' | 'branch';

/**
 * One row of a tree drawn as a list. Lines pass through every column left of a row's own, because a parent's
 * straight continuation is drawn after its branches; so `column` is all that is needed to draw them.
 */
export interface TreeRow<T extends TreeItem> {
  readonly item: T;
  /** Position in the list, from 0. */
  readonly index: number;
  /** Distance from the root, from 1, as in `aria-level`. */
  readonly level: number;
  /** Where the row is drawn, from 0. Grows only where the tree branches, so it stays below log2(rows) + 2. */
  readonly column: number;
  readonly joint: Joint;
  readonly hasChildren: boolean;
  readonly expanded: boolean;
  /** How many items lie below it, drawn or not. */
  readonly below: number;
  /** From 1, among the siblings as drawn. */
  readonly positionInSet: number;
  readonly setSize: number;
  /** Index of the parent's row, or null for a root. */
  readonly parentIndex: number | null;
  /** Whether the row lies on the way to the present. */
  readonly onPath: boolean;
}

export interface TreeRowsOptions {
  /** Ids whose children are left out. */
  readonly collapsed?: ReadonlySet<string>;
  /** The item that stands for the present: the way to it is drawn as one straight line. */
  readonly presentId?: string | null;
}

/**
 * The rows of a tree in drawing order, parents first. Of several children one continues straight below its parent:
 * the one that leads to the present, else the one with most below it. The others branch off before it, oldest first.
 */
export function treeRows<T extends TreeItem>(
  tree: SnapshotTree<T>,
  { collapsed = new Set(), presentId = null }: TreeRowsOptions = {},
): readonly TreeRow<T>[] {
  const path = new Set(presentId === null ? [] : pathTo(tree, presentId).map((item) => item.id));
  const sizes = subtreeSizes(tree);
  const rows: TreeRow<T>[] = [];
  const stack: Pending<T>[] = [];
  pushAll(stack, tree.roots, (position) => ({
    level: 1,
    column: 0,
    joint: 'root',
    positionInSet: position,
    setSize: tree.roots.length,
    parentIndex: null,
  }));
  for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
    const { item, place } = next;
    const children = tree.childrenOf(item.id);
    const expanded = children.length > 0 && !collapsed.has(item.id);
    const index = rows.length;
    rows.push({
      item,
      index,
      ...place,
      hasChildren: children.length > 0,
      expanded,
      below: (sizes.get(item.id) ?? 1) - 1,
      onPath: path.has(item.id),
    });
    if (!expanded) continue;
    const ordered = straightLast(children, path, sizes);
    pushAll(stack, ordered, (position) => {
      const straight = position === ordered.length;
      return {
        level: place.level + 1,
        column: straight ? place.column : place.column + 1,
        joint: straight ? 'straight' : 'branch',
        positionInSet: position,
        setSize: ordered.length,
        parentIndex: index,
      };
    });
  }
  return rows;
}

type Place = Pick<
  TreeRow<TreeItem>,
  'level' | 'column' | 'joint' | 'positionInSet' | 'setSize' | 'parentIndex'
>;

interface Pending<T> {
  readonly item: T;
  readonly place: Place;
}

function pushAll<T>(stack: Pending<T>[], items: readonly T[], place: (position: number) => Place): void {
  for (let position = items.length; position >= 1; position--) {
    const item = items[position - 1];
    if (item !== undefined) stack.push({ item, place: place(position) });
  }
}

function straightLast<T extends TreeItem>(
  children: readonly T[],
  path: ReadonlySet<string>,
  sizes: ReadonlyMap<string, number>,
): readonly T[] {
  if (children.length < 2) return children;
  const weight = (item: T) => (path.has(item.id) ? Number.POSITIVE_INFINITY : (sizes.get(item.id) ?? 1));
  const straight = children.reduce((best, item) => (weight(item) >= weight(best) ? item : best));
  return [...children.filter((item) => item !== straight), straight];
}

/** How many items each subtree holds, its own root included. */
function subtreeSizes<T extends TreeItem>(tree: SnapshotTree<T>): ReadonlyMap<string, number> {
  const order: T[] = [...tree.roots];
  for (let index = 0; index < order.length; index++) {
    const item = order[index];
    if (item !== undefined) for (const child of tree.childrenOf(item.id)) order.push(child);
  }
  const sizes = new Map<string, number>();
  for (const item of order.reverse()) {
    let size = 1;
    for (const child of tree.childrenOf(item.id)) size += sizes.get(child.id) ?? 1;
    sizes.set(item.id, size);
  }
  return sizes;
}
