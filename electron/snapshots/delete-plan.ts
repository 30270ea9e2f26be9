import { type Finding, finding } from '../../shared/model/finding.ts';
import type { DeleteChildren, DeletePlan } from '../../shared/model/plan.ts';
import type { Snapshot } from '../../shared/model/snapshot.ts';
import { buildTree, descendantsOf, type SnapshotTree } from '../../shared/model/tree.ts';

/**
 * What deleting `targets` does: leaf first, so that no snapshot is ever without its parent; children of what
 * goes move up to the nearest ancestor that stays. `findings` of the hypervisor are added by the caller.
 */
export function planDelete(
  snapshots: Iterable<Snapshot>,
  targets: readonly string[],
  children: DeleteChildren,
): Omit<DeletePlan, 'findings'> & { readonly findings: readonly Finding[] } {
  const tree = buildTree(snapshots);
  const items = targets.flatMap((target) => tree.byId.get(target) ?? []);
  if (items.length < targets.length) {
    return { findings: [gone()], deletes: [], moves: [], pinned: [], freesBytes: null };
  }
  const ids = new Set(
    items.flatMap((item) => [
      ...(children === 'only' ? [] : [item.id]),
      ...(children === 'keep' ? [] : descendantsOf(tree, item.id).map((each) => each.id)),
    ]),
  );
  const going = allOf(tree).filter((each) => ids.has(each.id));
  const moves = going
    .flatMap((each) => tree.childrenOf(each.id))
    .filter((child) => !ids.has(child.id))
    .map((child) => ({
      snapshotId: child.id,
      name: child.name,
      newParentId: nearestStaying(child, ids, (id) => tree.byId.get(id)?.parentId ?? null),
    }));
  const sizes = going.map((each) => each.sizeBytes);
  return {
    findings: going.length === 0 ? items.map((item) => nothingBelow(item.name)) : [],
    deletes: [...going].reverse().map((each) => ({ snapshotId: each.id, name: each.name })),
    moves,
    pinned: going.filter((each) => each.pinned).map((each) => ({ snapshotId: each.id, name: each.name })),
    freesBytes: sizes.every((size) => size === null)
      ? null
      : sizes.reduce<number>((sum, size) => sum + (size ?? 0), 0),
  };
}

/** Every snapshot, parents before children. */
function allOf(tree: SnapshotTree): readonly Snapshot[] {
  return tree.roots.flatMap((root) => [root, ...descendantsOf(tree, root.id)]);
}

function nearestStaying(
  child: Snapshot,
  going: ReadonlySet<string>,
  parentOf: (id: string) => string | null,
): string | null {
  let parent = child.parentId;
  while (parent !== null && going.has(parent)) parent = parentOf(parent);
  return parent;
}

function gone(): Finding {
  return finding('blocks', 'not-there');
}

function nothingBelow(name: string): Finding {
  return finding('blocks', 'no-descendants', { name });
}
