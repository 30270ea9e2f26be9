import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { BLANK_SNAPSHOT_NOTES, documentOf } from '../../electron/snapshots/document-of.ts';
import { FormerNotes } from '../../electron/snapshots/former-notes.ts';
import type { Intent } from '../../electron/snapshots/intent.ts';
import { MachineBook } from '../../electron/snapshots/machine-book.ts';
import { MachineNotesFiles } from '../../electron/snapshots/machine-notes.ts';
import { recover } from '../../electron/snapshots/recover.ts';
import { SnapshotDocuments } from '../../electron/snapshots/snapshot-documents.ts';
import { asIs } from '../../shared/sentences/sentence.ts';
import { LISTED_UUID, ListedHypervisor, listedDomain, listedSnapshot } from '../helpers/listed-hypervisor.ts';
import { makeTemporaryFolder, type TemporaryFolder } from '../helpers/temporary-folder.ts';

const STARTED = 1_000_000;

let folder: TemporaryFolder;
let hypervisor: ListedHypervisor;
let book: MachineBook;
const errors: unknown[] = [];

beforeEach(async () => {
  folder = await makeTemporaryFolder();
  hypervisor = new ListedHypervisor();
  book = openBook();
});
afterEach(async () => {
  await book.settled();
  await folder[Symbol.asyncDispose]();
  expect(errors.splice(0)).toEqual([]);
});

function openBook(): MachineBook {
  return new MachineBook({
    hypervisor,
    uuid: LISTED_UUID,
    documents: new SnapshotDocuments(folder.path),
    notesFiles: new MachineNotesFiles(folder.path),
    formerNotes: new FormerNotes(folder.path),
    onReconciled: async () => undefined,
    onPictureLeft: () => undefined,
    onError: (error) => errors.push(error),
  });
}

/** Snapshots that were taken here, each from the one before; the last one is current. */
async function taken(...names: readonly string[]): Promise<readonly string[]> {
  const facts = names.map((name, index) => listedSnapshot(name, index + 1));
  hypervisor.snapshots = facts;
  await book.load();
  const keys: string[] = [];
  for (const [index, each] of facts.entries()) {
    const key = `k${index}-a`;
    keys.push(key);
    const about = {
      description: `about ${each.name}`,
      state: 'running' as const,
      parent: names[index - 1] ?? null,
      notes: BLANK_SNAPSHOT_NOTES,
    };
    await book.writeDocument(key, documentOf(each, LISTED_UUID, about), { currentKey: key, currentSince: 1 });
  }
  await book.reconcile();
  return keys;
}

/** What was found out, in English. */
async function found(...args: Parameters<typeof recover>): Promise<readonly string[]> {
  return (await recover(...args)).map(({ text }) => text);
}

function drawn(): readonly string[] {
  return [...book.entries.values()].map(
    ({ key }) =>
      `${book.nameOf(key)} < ${book.nameOf(book.parentKey(key)) ?? '-'}${key === book.currentKey ? ' *' : ''}`,
  );
}

function take(change: Partial<Extract<Intent, { kind: 'take' }>> = {}): Intent {
  return {
    kind: 'take',
    name: 'new',
    description: 'what was told',
    labels: ['kept'],
    safety: false,
    parentName: null,
    state: 'running',
    ramBytes: 1,
    devices: null,
    drivesLeftOut: [],
    startedAt: STARTED,
    ...change,
  };
}

describe('a take that was cut off', () => {
  it('is said not to be made where nothing is listed, or only an older one of its name', async () => {
    expect(await found(book, [take()])).toEqual(['The snapshot “new” was not made.']);
    hypervisor.snapshots = [listedSnapshot('new', STARTED - 2001)];
    expect(await found(book, [take()])).toEqual(['The snapshot “new” was not made.']);
    expect([...book.entries.values()].map(({ document }) => document)).toEqual([null]);
  });

  it('is given its notes and its place where it was made, once', async () => {
    await taken('base');
    hypervisor.snapshots = [...hypervisor.snapshots, listedSnapshot('new', STARTED - 2000)];
    const intent = take({ parentName: 'base' });
    expect(await found(book, [intent])).toEqual(['The snapshot “new” was made; its picture was not kept.']);
    expect(drawn()).toEqual(['base < -', 'new < base *']);
    const [, made] = [...book.entries.values()];
    expect(made?.document).toMatchObject({
      description: 'what was told',
      notes: { labels: ['kept'], screenshotProblem: 'Snapgrove ended before its picture was kept.' },
    });
    expect(await found(book, [intent])).toEqual(['The snapshot “new” was made.']);
    expect(book.entries.size).toBe(2);
    const again = openBook();
    await again.reconcile();
    expect([...again.entries]).toEqual([...book.entries]);
  });

  it('is where the present state grew from, also when only that was not noted', async () => {
    const [, key = ''] = await taken('base', 'new');
    await book.remember({ currentKey: 'k0-a', currentSince: 0 });
    expect(await found(book, [take({ startedAt: 2 })])).toEqual(['The snapshot “new” was made.']);
    expect(book.currentKey).toBe(key);
  });
});

describe('a deletion that was cut off', () => {
  it('is finished where the snapshot is gone: what hung on it hangs one higher', async () => {
    const [, middle = ''] = await taken('base', 'middle', 'top');
    await book.setCurrent(middle);
    hypervisor.snapshots = hypervisor.snapshots.filter(({ name }) => name !== 'middle');
    const intent: Intent = { kind: 'delete', snapshots: [{ key: middle, name: 'middle' }] };
    expect(await found(book, [intent])).toEqual(['“middle” was deleted.']);
    expect(drawn()).toEqual(['base < - *', 'top < base']);
    expect(await found(book, [intent])).toEqual(['“middle” was deleted.']);
  });

  it('is said not to have been where the snapshot is there', async () => {
    const [base = '', top = ''] = await taken('base', 'top');
    const snapshots = [
      { key: base, name: 'base' },
      { key: top, name: 'top' },
    ];
    hypervisor.snapshots = hypervisor.snapshots.filter(({ name }) => name !== 'top');
    expect(await found(book, [{ kind: 'delete', snapshots }])).toEqual([
      '“base” was not deleted and is still there.',
      '“top” was deleted.',
    ]);
    expect(drawn()).toEqual(['base < - *']);
  });

  it('forgets nothing while its drive can’t be read', async () => {
    const [base = ''] = await taken('base');
    hypervisor.snapshots = [];
    const { drives } = listedDomain();
    const unreadable = drives.map((drive) => ({ ...drive, leftOut: asIs('its image /a is missing') }));
    hypervisor.machines.set(LISTED_UUID, listedDomain({ drives: unreadable, state: 'off' }));
    const sentences = await found(book, [{ kind: 'delete', snapshots: [{ key: base, name: 'base' }] }]);
    expect(sentences).toEqual([
      'Deleting “base” was cut off, and nobody can tell now whether it is still there.',
    ]);
    expect(book.entries.get(base)?.document?.description).toBe('about base');
  });
});

describe('a restore that was cut off', () => {
  const restore = async (change: () => void = () => undefined) => {
    const [key = ''] = await taken('base', 'later');
    change();
    const intent: Intent = { kind: 'restore', key, name: 'base', startedAt: STARTED };
    const said = (await found(book, [intent])).join(' ');
    return { said, at: book.nameOf(book.currentKey) };
  };
  const ended = (outcome: ListedHypervisor['outcome']) => () => {
    hypervisor.outcome = outcome;
  };
  const inState = (state: 'paused' | 'off') => hypervisor.machines.set(LISTED_UUID, listedDomain({ state }));

  it('moves the present to the snapshot where it was done, and says what the machine does', async () => {
    expect(await restore(ended('restored'))).toEqual({ said: '“base” was restored. web runs.', at: 'base' });
  });

  it('leaves the present where it was when nothing was done', async () => {
    expect(await restore()).toEqual({ said: '“base” was not restored. web is as it was.', at: 'later' });
  });

  it('says that the machine may have been paused for it', async () => {
    const { said, at } = await restore(() => inState('paused'));
    expect(said).toBe('“base” was not restored. web is as it was, and may have been paused for it.');
    expect(at).toBe('later');
  });

  it('says what the next start begins with where that is all that was done', async () => {
    const { said, at } = await restore(() => {
      inState('off');
      hypervisor.activated = 'base';
    });
    expect(said).toBe('“base” was activated: web starts from it next time.');
    expect(at).toBe('later');
  });

  it('says that it failed half way, and does not call that restored', async () => {
    const { said, at } = await restore(ended('half'));
    expect(said).toMatch(/^Restoring “base” failed half way\./);
    expect(at).toBe('later');
  });

  it('says that nobody can tell where nobody can', async () => {
    const { said } = await restore(ended('unknown'));
    expect(said).toMatch(/^Restoring “base” was cut off, and nobody can tell how far it came\./);
  });

  it('moves the present also to a snapshot that is gone since, while that is told of', async () => {
    const { said, at } = await restore(() => {
      hypervisor.outcome = 'restored';
      hypervisor.snapshots = hypervisor.snapshots.filter(({ name }) => name !== 'base');
    });
    expect(said).toBe('“base” was restored. web runs.');
    expect(at).toBe('base');
  });

  it('leaves the present where it was when the snapshot is forgotten since', async () => {
    const [key = ''] = await taken('base', 'later');
    hypervisor.outcome = 'restored';
    hypervisor.snapshots = hypervisor.snapshots.filter(({ name }) => name !== 'base');
    await book.removeDocument(key);
    const intent: Intent = { kind: 'restore', key, name: 'base', startedAt: STARTED };
    expect(await found(book, [intent])).toEqual([
      'Restoring “base” was cut off, and the snapshot is gone since.',
    ]);
    expect(book.nameOf(book.currentKey)).toBe('later');
  });
});
