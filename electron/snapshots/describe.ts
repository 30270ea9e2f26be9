import type { DomainSnapshot } from '../../shared/domainsnapshot.ts';
import { BLANK_SNAPSHOT_NOTES, documentOf, storableParent } from './document-of.ts';
import type { MachineBook } from './machine-book.ts';

export interface Description {
  readonly description?: string | undefined;
  readonly labels?: readonly string[] | undefined;
  readonly pinned?: boolean | undefined;
}

/** The last change of each machine's notes that is under way. */
const changing = new WeakMap<MachineBook, Promise<void>>();

/** Changes what the user wrote about a snapshot; what is left out stays. Throws HypervisorError, DomainSnapshotError. */
export async function describeSnapshot(book: MachineBook, key: string, change: Description): Promise<void> {
  // The first note on a snapshot made elsewhere gives it a document: of two at once, one would lose the other's.
  const before = changing.get(book) ?? Promise.resolve();
  const turn = before.then(() => describe(book, key, change));
  // The next change does not care how this one ended; its caller hears of it.
  changing.set(
    book,
    turn.catch(() => undefined),
  );
  await turn;
}

async function describe(book: MachineBook, key: string, change: Description): Promise<void> {
  const entry = book.entry(key);
  if (change.description !== undefined && entry.facts !== null) {
    await book.hypervisor.describeSnapshot(book.uuid, entry.facts, change.description);
  }
  if (entry.document === null) {
    // Under the key that it is known by: whoever looks at it goes on looking at it.
    await book.writeDocument(key, described(newDocument(book, key), change));
    await forgetPlace(book, key);
  } else {
    await book.updateDocument(key, (document) =>
      described({ ...document, description: entry.facts?.description ?? document.description }, change),
    );
  }
  await book.reconcile();
}

function described(document: DomainSnapshot, change: Description): DomainSnapshot {
  const notes = document.notes ?? BLANK_SNAPSHOT_NOTES;
  return {
    ...document,
    description: change.description ?? document.description,
    notes: { ...notes, labels: change.labels ?? notes.labels, pinned: change.pinned ?? notes.pinned },
  };
}

/** The document of a snapshot with its place in the tree of today; a new one where it was made elsewhere. */
export function currentDocument(book: MachineBook, key: string): DomainSnapshot {
  const { document, facts } = book.entry(key);
  if (document === null) return newDocument(book, key);
  return {
    ...document,
    description: facts?.description ?? document.description,
    parent: storableParent(book.nameOf(book.parentKey(key))),
  };
}

function newDocument(book: MachineBook, key: string): DomainSnapshot {
  const { facts } = book.entry(key);
  if (facts === null) throw new Error('An entry without facts has a document.');
  return documentOf(facts, book.uuid, {
    description: facts.description ?? '',
    state: facts.state ?? 'nostate',
    parent: book.nameOf(book.parentKey(key)),
    notes: { ...BLANK_SNAPSHOT_NOTES, origin: 'elsewhere' },
  });
}

/** The document says what the notes had to know of a snapshot without one. */
async function forgetPlace(book: MachineBook, key: string): Promise<void> {
  await book.remember(({ elsewhere }) => ({
    elsewhere: Object.fromEntries(Object.entries(elsewhere).filter(([each]) => each !== key)),
  }));
}
