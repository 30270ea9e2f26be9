import type { Machine } from '../../shared/model/machine.ts';
import type { Snapshot } from '../../shared/model/snapshot.ts';
import { buildTree } from '../../shared/model/tree.ts';
import { escapeControls, timeText } from './words.ts';

/** One line to be drawn; null is the present. */
interface Step {
  readonly snapshot: Snapshot | null;
  readonly prefix: string;
  readonly isLast: boolean;
}

/** A machine's snapshots drawn as a tree, oldest first, with the present below the snapshot that it grew from. */
export function treeText(
  snapshots: readonly Snapshot[],
  { name, currentSnapshotId, changedSince }: Pick<Machine, 'name' | 'currentSnapshotId' | 'changedSince'>,
): string {
  const tree = buildTree(snapshots);
  const here = currentSnapshotId !== null && changedSince ? 'You are here, changed since' : 'You are here';
  const lines: string[] = [escapeControls(name)];
  const roots: (Snapshot | null)[] = [...tree.roots];
  const isHereAtRoot = currentSnapshotId === null || tree.byId.get(currentSnapshotId) === undefined;
  if (isHereAtRoot) roots.push(null);
  // A stack of our own: a chain of thousands of snapshots is deeper than the engine's.
  const steps: Step[] = [];
  const push = (children: readonly (Snapshot | null)[], prefix: string) => {
    for (const [index, snapshot] of [...children.entries()].reverse()) {
      steps.push({ snapshot, prefix, isLast: index === children.length - 1 });
    }
  };
  push(roots, '');
  for (let step = steps.pop(); step !== undefined; step = steps.pop()) {
    const { snapshot, prefix, isLast } = step;
    lines.push(`${prefix}${isLast ? '└─ ' : '├─ '}${snapshot === null ? here : rowText(snapshot)}`);
    if (snapshot === null) continue;
    const children: (Snapshot | null)[] = [...tree.childrenOf(snapshot.id)];
    if (snapshot.id === currentSnapshotId) children.push(null);
    push(children, `${prefix}${isLast ? '   ' : '│  '}`);
  }
  return `${lines.join('\n')}\n`;
}

function rowText(snapshot: Snapshot): string {
  return [escapeControls(snapshot.name), timeText(snapshot.createdAt), ...snapshotMarks(snapshot)].join('  ');
}

/** What is special about a snapshot, in words. */
export function snapshotMarks(snapshot: Snapshot): readonly string[] {
  const { memory, kind, safety, pinned, origin, lost, unreadable, restorable, labels } = snapshot;
  return [
    memory ? 'memory' : 'disk only',
    ...(kind === 'internal' ? [] : [kind]),
    ...(safety ? ['safety'] : []),
    ...(pinned ? ['pinned'] : []),
    ...(origin === 'elsewhere' ? ['made elsewhere'] : []),
    ...(lost ? ['lost'] : unreadable !== null ? ['unreadable'] : restorable.ok ? [] : ['can’t be restored']),
    ...labels.map((label) => `#${escapeControls(label)}`),
  ];
}
