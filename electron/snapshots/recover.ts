import type { DomainSnapshot } from '../../shared/domainsnapshot.ts';
import { say } from '../../shared/sentences/say.ts';
import type { Sentence } from '../../shared/sentences/sentence.ts';
import { moveChildrenUp } from './delete.ts';
import type { Intent } from './intent.ts';
import type { MachineBook } from './machine-book.ts';
import { newKey } from './snapshot-documents.ts';
import { writeDocument } from './take.ts';

const PICTURE_PROBLEM = say('picture/cut-off');

/**
 * Makes the tree true after the program ended in the middle of an operation: gives a snapshot that was made its
 * notes, finishes the notes of a deletion that was carried out. Returns sentences on what was found.
 */
export async function recover(book: MachineBook, intents: readonly Intent[]): Promise<readonly Sentence[]> {
  await book.reconcile();
  const sentences: Sentence[] = [];
  for (const intent of intents) {
    switch (intent.kind) {
      case 'take':
        sentences.push(await recoverTake(book, intent));
        break;
      case 'delete':
        sentences.push(...(await recoverDelete(book, intent.snapshots)));
        break;
      case 'restore':
        sentences.push(await recoverRestore(book, intent));
        break;
      default:
        intent satisfies never;
    }
  }
  return sentences;
}

async function recoverTake(book: MachineBook, intent: Extract<Intent, { kind: 'take' }>): Promise<Sentence> {
  const entry = [...book.entries.values()].find(
    // An image's date has whole seconds on some file formats: a little earlier is the same moment.
    ({ facts }) => facts?.name === intent.name && facts.createdAt >= intent.startedAt - 2000,
  );
  if (entry?.facts == null) return say('found/not-made', { name: intent.name });
  if (entry.document !== null) {
    await book.updateDocument(entry.key, withPictureProblem);
    // The program may have ended between the document and the note that says what the present state grew from.
    const { createdAt } = entry.facts;
    if (book.notes.currentSince < createdAt) {
      await book.remember({ currentKey: entry.key, currentSince: createdAt, currentActivity: null });
    }
    await book.reconcile();
    return say('found/made', { name: intent.name });
  }
  const key = newKey();
  await writeDocument(book, key, entry.facts, intent, PICTURE_PROBLEM);
  const { createdAt } = entry.facts;
  await book.remember(({ elsewhere: { [entry.key]: _placed, ...elsewhere } }) => ({
    elsewhere,
    currentKey: key,
    currentSince: createdAt,
  }));
  await book.reconcile();
  return say('found/made-without-picture', { name: intent.name });
}

function withPictureProblem(document: DomainSnapshot): DomainSnapshot {
  const { notes } = document;
  if (notes === null || notes.screenshot !== null || notes.screenshotProblem !== null) return document;
  return { ...document, notes: { ...notes, screenshotProblem: PICTURE_PROBLEM.text } };
}

async function recoverDelete(
  book: MachineBook,
  snapshots: readonly { readonly key: string; readonly name: string }[],
): Promise<readonly Sentence[]> {
  const sentences: Sentence[] = [];
  for (const { key, name } of snapshots) {
    const entry = book.entries.get(key);
    if (entry !== undefined && entry.facts !== null) {
      sentences.push(say('found/not-deleted', { name }));
      continue;
    }
    // A drive that can't be read may hold it still, and what is told of it must not be forgotten.
    if (entry !== undefined && book.reconciled?.shown.get(key)?.lost !== true) {
      sentences.push(say('found/delete-in-doubt', { name }));
      continue;
    }
    if (entry !== undefined) {
      await moveChildrenUp(book, key, name);
      await book.removeDocument(key);
      await book.reconcile();
    }
    sentences.push(say('found/deleted', { name }));
  }
  return sentences;
}

/** Where nobody can tell how it ended, the present state is said to grow from the snapshot, and to differ. */
async function recoverRestore(
  book: MachineBook,
  intent: Extract<Intent, { kind: 'restore' }>,
): Promise<Sentence> {
  const { key, name } = intent;
  const { name: machine, state } = book.domain;
  const outcome = book.hypervisor.restoreOutcome(book.uuid, intent.startedAt);
  switch (outcome) {
    case 'untouched':
      if (book.activatedKey === key) return say('found/activated', { name, machine });
      return say(state === 'paused' ? 'found/not-restored-paused' : 'found/not-restored', { name, machine });
    case 'half':
      return say('found/half-restored', { name, machine });
    case 'restored':
    case 'unknown':
      break;
    default:
      return outcome satisfies never;
  }
  if (!book.entries.has(key)) return say('found/restore-cut-off', { name });
  await book.remember({ currentKey: key, currentSince: Date.now(), currentActivity: null });
  await book.reconcile();
  if (outcome !== 'restored') return say('found/restore-in-doubt', { name, machine });
  return state === 'running'
    ? say('found/restored-runs', { name, machine })
    : say('found/restored', { name, machine, state: say(`machine-state/${state}`) });
}
