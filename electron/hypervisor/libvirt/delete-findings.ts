import { type Finding, finding } from '../../../shared/model/finding.ts';
import { standingAgainstChange } from './common-findings.ts';
import type { Definition } from './definition.ts';
import { isAtLeast, versionText } from './host.ts';
import { severityOfLetGo } from './let-go.ts';
import { isUnfitForJobs } from './name-findings.ts';
import { isOn, kindOf, type Situation } from './situation.ts';
import { type HeldDisk, type SnapshotReading, sourceOf } from './snapshot-reading.ts';

/** The tree as it is after the steps of a plan so far. */
interface Tree {
  readonly snapshots: Map<string, SnapshotReading>;
  readonly parents: Map<string, string | null>;
  current: string | null;
}

/**
 * Everything that stands against or speaks to deleting snapshots one after the other, in this order (leaf first):
 * each step is checked against the tree that those before it leave. What libvirt refuses is in
 * `qemuSnapshotDeleteValidate` and `qemuSnapshotDeleteExternalPrepareData` (qemu/qemu_snapshot.c).
 */
export function deleteFindings(situation: Situation, doomed: readonly SnapshotReading[]): readonly Finding[] {
  const tree = treeOf(situation);
  const files = doomed.filter((each) => kindOf(each) !== 'internal');
  // Inside an image libvirt deletes also while a job copies that.
  const findings = standingAgainstChange(situation).filter(
    ({ code }) => code !== 'block-job' || files.length > 0,
  );
  if (doomed.length > 1 && files.length > 0) {
    findings.push(finding('informs', 'one-by-one'));
  }
  for (const snapshot of doomed) {
    findings.push(...stepFindings(situation, tree, tree.snapshots.get(snapshot.name) ?? snapshot));
    remove(tree, snapshot.name);
  }
  // What holds for the machine holds for each snapshot, and is said once.
  return [...new Map(findings.map((each) => [each.message, each])).values()];
}

function stepFindings(situation: Situation, tree: Tree, snapshot: SnapshotReading): readonly Finding[] {
  if (situation.host.driver !== 'QEMU') return [];
  return kindOf(snapshot) === 'internal'
    ? internalFindings(situation, snapshot)
    : externalFindings(situation, tree, snapshot);
}

/** QEMU deletes in the image that it has open, so that must be the one that holds the snapshot. */
function internalFindings(situation: Situation, snapshot: SnapshotReading): readonly Finding[] {
  if (!isOn(situation)) return [];
  const findings: Finding[] = [];
  if (isUnfitForJobs(snapshot.name, situation.host)) {
    findings.push(
      finding('blocks', 'name-plain:delete', {
        name: snapshot.name,
        version: versionText(situation.host.libvirt),
        machine: situation.name,
      }),
    );
  }
  const other = snapshot.disks.find(({ target, place }) => {
    const then = sourceOf(snapshot.definition, target);
    return place === 'internal' && then !== null && then !== sourceOf(situation.definition, target);
  });
  if (other === undefined) return findings;
  const values = { name: snapshot.name, disk: other.target, machine: situation.name };
  return [...findings, finding('blocks', 'other-image', values)];
}

function externalFindings(situation: Situation, tree: Tree, snapshot: SnapshotReading): readonly Finding[] {
  const { host } = situation;
  const { name } = snapshot;
  const findings: Finding[] = [];
  if (snapshot.disks.some((disk) => disk.halfDeleted)) {
    const [below] = childrenOf(tree, name);
    findings.push(
      below === undefined
        ? finding('blocks', 'half-deleted:alone', { name })
        : finding('blocks', 'half-deleted', { name, below }),
    );
  }
  if (!isAtLeast(host.libvirt, 9, 0)) {
    const version = versionText(host.libvirt);
    return [...findings, finding('blocks', 'no-external-delete', { name, version })];
  }
  const children = childrenOf(tree, name);
  const isCurrent = tree.current === name;
  const isBefore = isAncestor(tree, name, tree.current);
  if (isCurrent && children.length > 0) {
    findings.push(finding('blocks', 'current-with-children', { name, machine: situation.name }));
  } else if (children.length > 1) {
    findings.push(finding('blocks', 'several-children', { children: children.length, name }));
  } else if (children.length === 1 && !isBefore) {
    findings.push(finding('blocks', 'other-branch', { name, machine: situation.name }));
  }
  if (situation.managedSave) {
    findings.push(finding('blocks', 'managed-save:delete', { name, machine: situation.name }));
  }
  const merges = isCurrent || children.length > 0;
  if (merges) findings.push(...mergeFindings(situation, tree, snapshot));
  else findings.push(...unlinkFindings(situation, tree, snapshot));
  return findings;
}

/** Files are merged into those of the parent (block commit). */
function mergeFindings(situation: Situation, tree: Tree, snapshot: SnapshotReading): readonly Finding[] {
  const { name: machine, host } = situation;
  const findings: Finding[] = [];
  const parent = outsideOf(snapshot)
    .map(({ target }) => parentHolding(tree, snapshot.name, target))
    .find((each) => each !== null && kindOf(each) !== 'external');
  if (parent != null) {
    findings.push(
      isAtLeast(host.libvirt, 11, 0)
        ? finding('blocks', 'internal-parent', { name: snapshot.name, parent: parent.name })
        : loss(situation, snapshot, parent),
    );
  }
  const volume = snapshot.definition?.disks.find(
    (disk) => disk.type === 'volume' && holds(snapshot, disk.target),
  );
  if (volume !== undefined) {
    findings.push(finding('warns', 'volume-disk', { name: snapshot.name, disk: volume.target, machine }));
  }
  const severity = severityOfLetGo(situation.letGo, host);
  if (severity === 'warns') findings.push(finding('warns', 'paused:perhaps', { machine }));
  else if (severity === 'blocks') findings.push(finding('blocks', 'paused', { machine }));
  if (isOn(situation)) return findings;
  // It looks for the image below in a chain that it knows only of machines that are on (libvirt 9.0).
  if (!isAtLeast(host.libvirt, 9, 9) && tree.current !== snapshot.name) {
    const values = { name: snapshot.name, machine, version: versionText(host.libvirt) };
    findings.push(finding(isAtLeast(host.libvirt, 9, 1) ? 'warns' : 'blocks', 'merge-while-off', values));
  }
  return [...findings, finding('informs', 'starts-for-delete', { machine })];
}

/**
 * A snapshot at the end of another branch has no files after it: libvirt removes the images that it was taken of.
 * Before 11.0 it did so also when a snapshot inside such an image was needed still, and with it the image was lost;
 * since then only those that a snapshot in files of its own began (`qemuSnapshotDiscardExternal`).
 */
function unlinkFindings(situation: Situation, tree: Tree, snapshot: SnapshotReading): readonly Finding[] {
  const findings: Finding[] = [];
  const isCareful = isAtLeast(situation.host.libvirt, 11, 0);
  const removed: string[] = [];
  for (const { target, overlay } of outsideOf(snapshot)) {
    const parent = parentHolding(tree, snapshot.name, target);
    const path = sourceOf(snapshot.definition, target);
    if (!isCareful || (parent !== null && kindOf(parent) !== 'internal')) {
      if (path !== null) removed.push(path);
    } else if (overlay !== null && !isInUse(situation.definition, overlay)) {
      findings.push(finding('informs', 'overlay-stays', { path: overlay }));
    }
  }
  const inUse = removed.find((path) => isInUse(situation.definition, path));
  if (inUse !== undefined) {
    const values = { name: snapshot.name, path: inUse, machine: situation.name };
    findings.push(finding('blocks', 'image-in-use', values));
  }
  const needed = Array.from(tree.snapshots.values()).find(
    (other) =>
      other.name !== snapshot.name &&
      other.disks.some(({ target }) => removed.includes(sourceOf(other.definition, target) ?? '')),
  );
  return needed === undefined ? findings : [...findings, loss(situation, snapshot, needed)];
}

function loss({ host }: Situation, snapshot: SnapshotReading, needed: SnapshotReading): Finding {
  const { libvirt } = host;
  const values = { name: snapshot.name, needed: needed.name, version: versionText(libvirt) };
  return finding('blocks', isAtLeast(libvirt, 11, 0) ? 'data-loss' : 'data-loss:old', values);
}

function treeOf({ snapshots, current }: Situation): Tree {
  return {
    snapshots: new Map(snapshots),
    parents: new Map(Array.from(snapshots, ([name, { parent }]) => [name, parent])),
    current,
  };
}

/** What libvirt does to the tree when it deletes one: children move up, and the parent becomes current. */
function remove(tree: Tree, name: string): void {
  const parent = tree.parents.get(name) ?? null;
  for (const child of childrenOf(tree, name)) tree.parents.set(child, parent);
  // What a deletion that broke off left undone is done with it.
  const above = parent === null ? undefined : tree.snapshots.get(parent);
  if (above !== undefined) {
    const disks = above.disks.map((disk) => ({ ...disk, halfDeleted: false }));
    tree.snapshots.set(above.name, { ...above, disks });
  }
  tree.parents.delete(name);
  tree.snapshots.delete(name);
  if (tree.current === name) tree.current = parent;
}

function childrenOf(tree: Tree, name: string): readonly string[] {
  return Array.from(tree.parents).flatMap(([child, parent]) => (parent === name ? [child] : []));
}

function isAncestor(tree: Tree, name: string, of: string | null): boolean {
  for (const each of ancestors(tree, of)) if (each === name) return true;
  return false;
}

function* ancestors(tree: Tree, of: string | null): Generator<string> {
  const seen = new Set<string>();
  let at = of === null ? null : (tree.parents.get(of) ?? null);
  while (at !== null && !seen.has(at)) {
    seen.add(at);
    yield at;
    at = tree.parents.get(at) ?? null;
  }
}

/** The nearest snapshot above that holds the disk too (`qemuSnapshotFindParentSnapForDisk`). */
function parentHolding(tree: Tree, snapshot: string, target: string): SnapshotReading | null {
  for (const name of ancestors(tree, snapshot)) {
    const above = tree.snapshots.get(name);
    if (above?.disks.some((disk) => disk.target === target) === true) return above;
  }
  return null;
}

function outsideOf(snapshot: SnapshotReading): readonly HeldDisk[] {
  return snapshot.disks.filter((disk) => disk.place !== 'internal');
}

function holds(snapshot: SnapshotReading, target: string): boolean {
  return snapshot.disks.some((disk) => disk.target === target && disk.place !== 'internal');
}

function isInUse(definition: Definition, path: string): boolean {
  return definition.disks.some((disk) => disk.source === path || disk.backing.includes(path));
}
