import { type Finding, finding, isAllowed } from '../../shared/model/finding.ts';
import type { DeletePlan } from '../../shared/model/plan.ts';
import { type Snapshot, splitSnapshotId } from '../../shared/model/snapshot.ts';
import { say } from '../../shared/sentences/say.ts';
import { storableParent } from './document-of.ts';
import { type OperationJournal, RefusedError } from './intent.ts';
import type { MachineBook } from './machine-book.ts';

/**
 * Deletes the snapshots of a plan that was shown, leaf first, and stops at the first error with the tree true.
 * Pinned snapshots that are not named in `pinned` stop it before anything is sent. Throws RefusedError,
 * HypervisorError.
 */
export async function deleteSnapshots(
  book: MachineBook,
  plan: Pick<DeletePlan, 'deletes'>,
  pinned: ReadonlySet<string>,
  journal: OperationJournal,
): Promise<readonly Finding[]> {
  await book.reconcile();
  const steps = plan.deletes.map(({ snapshotId, name }) => ({ key: splitSnapshotId(snapshotId).key, name }));
  refusePinned(book, steps, pinned);
  const checked = await deleteFindings(
    book,
    steps.map(({ key }) => key),
  );
  if (!isAllowed(checked)) throw new RefusedError(say('delete/refused'), checked);
  await journal.intend({ kind: 'delete', snapshots: steps });

  const findings: Finding[] = [];
  for (const [index, { key, name }] of steps.entries()) {
    if (steps.length > 1)
      journal.progress({ unit: 'steps', done: index, total: steps.length, estimateMs: null });
    findings.push(...(await deleteOne(book, key, name, journal)));
  }
  return findings;
}

/** Everything that stands against deleting these snapshots now. Throws HypervisorError. */
export async function deleteFindings(
  book: MachineBook,
  keys: readonly string[],
): Promise<readonly Finding[]> {
  const facts = keys.flatMap((key) => book.entry(key).facts ?? []);
  const checked = await book.hypervisor.check(book.uuid, { kind: 'delete', snapshots: facts });
  const shown = new Map(book.reconciled?.snapshots.map((each) => [splitSnapshotId(each.id).key, each]));
  return [
    ...checked,
    ...keys.flatMap((key) => {
      const snapshot = shown.get(key);
      return snapshot === undefined ? [] : unseenFindings(snapshot, book.entry(key).facts !== null, book);
    }),
  ];
}

/** What nobody can look into keeps what it holds: that must not be called deleted, nor its notes be thrown away. */
function unseenFindings(snapshot: Snapshot, isListed: boolean, book: MachineBook): readonly Finding[] {
  if (snapshot.lost || book.hypervisor.keepsTree) return [];
  const { name } = snapshot;
  const paths = snapshot.drives
    .filter(({ status }) => status === 'missing' || status === 'unknown')
    .map(({ path }) => path);
  if (paths.length === 0) return [];
  const values = { name, paths, machine: book.domain.name };
  return [isListed ? finding('warns', 'part-stays', values) : finding('blocks', 'not-seen:there', values)];
}

function refusePinned(
  book: MachineBook,
  steps: readonly { readonly key: string; readonly name: string }[],
  named: ReadonlySet<string>,
): void {
  const kept = steps.filter(
    ({ key }) => book.entry(key).document?.notes?.pinned === true && !named.has(`${book.machineId}/${key}`),
  );
  if (kept.length === 0) return;
  const names = kept.map(({ name }) => name);
  throw new RefusedError(say('delete/refused'), [
    finding('blocks', 'pinned', { count: names.length, names, machine: book.domain.name }),
  ]);
}

async function deleteOne(
  book: MachineBook,
  key: string,
  name: string,
  journal: OperationJournal,
): Promise<readonly Finding[]> {
  const { facts } = book.entry(key);
  let findings: readonly Finding[] = [];
  if (facts === null) journal.step(say('step/forget', { name }));
  else {
    const result = await book.hypervisor.deleteSnapshot(book.uuid, facts, {
      onProgress: () => undefined,
      onStep: journal.step,
    });
    findings = result.findings;
  }
  await moveChildrenUp(book, key, name);
  await book.removeDocument(key);
  await book.reconcile();
  return findings;
}

/** Hangs the children of a snapshot that goes below its parent, and the present state too. */
export async function moveChildrenUp(book: MachineBook, key: string, name: string): Promise<void> {
  if (book.hypervisor.keepsTree) return;
  const parentKey = book.parentKey(key);
  const parentName = storableParent(book.nameOf(parentKey));
  for (const entry of book.entries.values()) {
    if (entry.document?.parent === name && entry.key !== key && book.parentKey(entry.key) === key) {
      await book.updateDocument(entry.key, (document) => ({ ...document, parent: parentName }));
    }
  }
  await book.remember((notes) => ({
    elsewhere: Object.fromEntries(
      Object.entries(notes.elsewhere)
        .filter(([each]) => each !== key)
        .map(([each, place]) => [each, place.parent === key ? { ...place, parent: parentKey } : place]),
    ),
    ...(notes.currentKey === key ? { currentKey: parentKey } : {}),
  }));
}
