import { describe, expect, it } from 'vitest';
import type { Domain, SnapshotFacts } from '../../electron/hypervisor/hypervisor.ts';
import { BLANK_SNAPSHOT_NOTES, documentOf } from '../../electron/snapshots/document-of.ts';
import type { StoredSnapshot } from '../../electron/snapshots/document-reader.ts';
import { BLANK_NOTES, type MachineNotes } from '../../electron/snapshots/machine-notes.ts';
import { type Reconciled, reconcile } from '../../electron/snapshots/reconcile.ts';
import { LISTED_UUID, listedDomain, listedSnapshot } from '../helpers/listed-hypervisor.ts';

const stored = (
  key: string,
  facts: SnapshotFacts,
  parent: string | null,
  origin: 'snapgrove' | 'elsewhere' = 'snapgrove',
): StoredSnapshot => ({
  key,
  document: documentOf(facts, LISTED_UUID, {
    description: '',
    state: 'running',
    parent,
    notes: { ...BLANK_SNAPSHOT_NOTES, origin },
  }),
});

const look = (
  facts: readonly SnapshotFacts[],
  documents: readonly StoredSnapshot[],
  notes: Partial<MachineNotes> = {},
  more: Partial<Domain> = {},
): Reconciled =>
  reconcile({
    machineId: 'm',
    domain: listedDomain(more),
    facts,
    stored: documents,
    notes: { ...BLANK_NOTES, ...notes },
    keepsTree: false,
  });

/** Each snapshot as `name < parent`, with a mark for a lost one. */
const drawn = ({ snapshots }: Reconciled) => {
  const names = new Map(snapshots.map((each) => [each.id, each.name]));
  return snapshots.map(
    (each) => `${each.name}${each.lost ? '!' : ''} < ${names.get(each.parentId ?? '') ?? '-'}`,
  );
};

describe('reconcile', () => {
  it('hangs strangers one below the other by age at the first look, and stands at the newest', () => {
    const first = look([listedSnapshot('old', 1), listedSnapshot('new', 2)], []);
    expect(drawn(first)).toEqual(['old < -', 'new < old']);
    expect(first.entries.get(first.currentKey ?? '')?.facts?.name).toBe('new');
    const again = look([listedSnapshot('old', 1), listedSnapshot('new', 2)], [], first.notes);
    expect(again.notes).toEqual(first.notes);
    expect(drawn(again)).toEqual(drawn(first));
  });

  it('hangs a stranger below the present state where it was made after that began, else by age', () => {
    const a = listedSnapshot('a', 10);
    const b = listedSnapshot('b', 20);
    const documents = [stored('k1-a', a, null), stored('k2-b', b, 'a')];
    // Restored to a at 30: what comes later grew from a.
    const notes = { currentKey: 'k1-a', currentSince: 30 };
    const seen = look([a, b, listedSnapshot('later', 40), listedSnapshot('between', 15)], documents, notes);
    expect(drawn(seen)).toEqual(['a < -', 'b < a', 'later < a', 'between < a']);
    expect(seen.entries.get(seen.currentKey ?? '')?.facts?.name).toBe('later');
  });

  it('finds the children of what others deleted their grandparent', () => {
    const facts = [listedSnapshot('a', 1), listedSnapshot('b', 2), listedSnapshot('c', 3)];
    const { notes } = look(facts, []);
    expect(drawn(look([listedSnapshot('a', 1), listedSnapshot('c', 3)], [], notes))).toEqual([
      'a < -',
      'c < a',
    ]);
  });

  it('keeps the place of a described stranger that is gone and carries nothing, for its children', () => {
    const [a, b, c] = [listedSnapshot('a', 1), listedSnapshot('b', 2), listedSnapshot('c', 3)] as const;
    const documents = [stored('k1-a', a, null), stored('k2-b', b, 'a', 'elsewhere'), stored('k3-c', c, 'b')];
    const seen = look([a, c], documents, { currentKey: 'k3-c', currentSince: 3 });
    expect(seen.forget).toEqual(['k2-b']);
    const after = look([a, c], [stored('k1-a', a, null), stored('k3-c', c, 'b')], seen.notes);
    expect(drawn(after)).toEqual(['a < -', 'c < a']);
  });

  it('shows ours that is gone as lost, below which its children stay, and never as the one of its name', () => {
    const ours = listedSnapshot('name', 1);
    const child = listedSnapshot('child', 2);
    const theirs = listedSnapshot('name', 3);
    const documents = [stored('k1-a', ours, null), stored('k2-b', child, 'name')];
    const seen = look([child, theirs], documents, { currentKey: 'k2-b', currentSince: 2 });
    expect([...drawn(seen)].sort()).toEqual(['child < name', 'name < child', 'name! < -']);
    expect(seen.snapshots.find((each) => each.name === 'child')?.parentId).toBe('m/k1-a');
    expect(seen.forget).toEqual([]);
  });

  it('believes a parent of ours that is younger, for clocks are put back', () => {
    const parent = listedSnapshot('parent', 100);
    const child = listedSnapshot('child', 50);
    expect(
      drawn(look([parent, child], [stored('k1-a', parent, null), stored('k2-b', child, 'parent')])),
    ).toEqual(['parent < -', 'child < parent']);
  });

  it('forgets and loses nothing while the machine can’t be seen', () => {
    const a = listedSnapshot('a', 1);
    const seen = look([], [stored('k1-a', a, null, 'elsewhere')], {}, { state: 'unknown' });
    expect(seen.forget).toEqual([]);
    expect(seen.snapshots).toMatchObject([{ name: 'a', lost: false, restorable: { ok: false } }]);
  });

  it('knows a stranger again while one of its drives can’t be read', () => {
    const both = { ...listedSnapshot('x', 1), identities: ['1@1', '7@1'] };
    const first = look([both], []);
    const again = look([{ ...both, identities: ['7@1'] }], [], first.notes);
    expect(again.snapshots[0]?.id).toBe(first.snapshots[0]?.id);
    expect(again.notes).toEqual(first.notes);
    expect(look([{ ...both, identities: ['8@1'] }], [], first.notes).snapshots[0]?.id).not.toBe(
      first.snapshots[0]?.id,
    );
  });

  it('marks one whose metadata can’t be read, and shows the rest', () => {
    const a = listedSnapshot('a', 1);
    const bad: StoredSnapshot = { key: 'k9-f', problem: 'line 1: no.', writtenAt: 5 };
    const { snapshots } = look([a], [stored('k1-a', a, null), bad]);
    expect(snapshots).toMatchObject([
      { name: 'a', unreadable: null },
      {
        name: 'k9-f',
        unreadable: { text: 'Its metadata can’t be read: line 1: no.' },
        restorable: { ok: false },
      },
    ]);
  });
});
