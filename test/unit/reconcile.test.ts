import { describe, expect, it } from 'vitest';
import type { Domain, SnapshotFacts } from '../../electron/hypervisor/hypervisor.ts';
import { BLANK_SNAPSHOT_NOTES, documentOf } from '../../electron/snapshots/document-of.ts';
import type { StoredSnapshot } from '../../electron/snapshots/document-reader.ts';
import { BLANK_NOTES, type MachineNotes } from '../../electron/snapshots/machine-notes.ts';
import { type Reconciled, reconcile } from '../../electron/snapshots/reconcile.ts';
import { AVAILABLE, type Capabilities } from '../../shared/model/machine.ts';

const UUID = '6d1c2a0e-0f5b-4b54-9a3c-2f0d0a5c7a11';
const can: Capabilities = {
  take: AVAILABLE,
  memory: AVAILABLE,
  diskOnly: AVAILABLE,
  external: AVAILABLE,
  quiesce: AVAILABLE,
  chooseDrives: AVAILABLE,
  restore: AVAILABLE,
  activate: AVAILABLE,
  delete: AVAILABLE,
  screenshot: AVAILABLE,
  start: AVAILABLE,
  pause: AVAILABLE,
  resume: AVAILABLE,
  shutdown: AVAILABLE,
  powerOff: AVAILABLE,
  reset: AVAILABLE,
};

function domain(change: Partial<Domain> = {}): Domain {
  return {
    uuid: UUID,
    name: 'web',
    state: 'running',
    source: { kind: 'qmp', address: '/q' },
    link: { status: 'connected', readOnly: null },
    memoryBytes: 1,
    drives: [
      {
        id: 'a',
        device: null,
        path: '/a',
        format: 'qcow2',
        virtualSizeBytes: 1,
        actualSizeBytes: 1,
        readOnly: false,
        leftOut: null,
      },
    ],
    capabilities: can,
    findings: [],
    names: 'any',
    heads: 1,
    devices: null,
    seenAt: 1,
    activity: null,
    ...change,
  };
}

function listed(name: string, at: number, id = String(at)): SnapshotFacts {
  return {
    name,
    identities: [`${id}@${at}`],
    createdAt: at,
    state: null,
    kind: 'internal',
    memory: true,
    parentName: undefined,
    description: undefined,
    current: undefined,
    sizeBytes: 1,
    drives: [],
    instances: [{ drivePath: '/a', driveId: 'a', imageSnapshotId: id, imageDateMs: at, vmStateBytes: 1 }],
    findings: [],
  };
}

const stored = (
  key: string,
  facts: SnapshotFacts,
  parent: string | null,
  origin: 'snapgrove' | 'elsewhere' = 'snapgrove',
): StoredSnapshot => ({
  key,
  document: documentOf(facts, UUID, {
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
    domain: domain(more),
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
    const first = look([listed('old', 1), listed('new', 2)], []);
    expect(drawn(first)).toEqual(['old < -', 'new < old']);
    expect(first.entries.get(first.currentKey ?? '')?.facts?.name).toBe('new');
    const again = look([listed('old', 1), listed('new', 2)], [], first.notes);
    expect(again.notes).toEqual(first.notes);
    expect(drawn(again)).toEqual(drawn(first));
  });

  it('hangs a stranger below the present state where it was made after that began, else by age', () => {
    const a = listed('a', 10);
    const b = listed('b', 20);
    const documents = [stored('k1-a', a, null), stored('k2-b', b, 'a')];
    // Restored to a at 30: what comes later grew from a.
    const notes = { currentKey: 'k1-a', currentSince: 30 };
    const seen = look([a, b, listed('later', 40), listed('between', 15)], documents, notes);
    expect(drawn(seen)).toEqual(['a < -', 'b < a', 'later < a', 'between < a']);
    expect(seen.entries.get(seen.currentKey ?? '')?.facts?.name).toBe('later');
  });

  it('finds the children of what others deleted their grandparent', () => {
    const facts = [listed('a', 1), listed('b', 2), listed('c', 3)];
    const { notes } = look(facts, []);
    expect(drawn(look([listed('a', 1), listed('c', 3)], [], notes))).toEqual(['a < -', 'c < a']);
  });

  it('keeps the place of a described stranger that is gone and carries nothing, for its children', () => {
    const [a, b, c] = [listed('a', 1), listed('b', 2), listed('c', 3)] as const;
    const documents = [stored('k1-a', a, null), stored('k2-b', b, 'a', 'elsewhere'), stored('k3-c', c, 'b')];
    const seen = look([a, c], documents, { currentKey: 'k3-c', currentSince: 3 });
    expect(seen.forget).toEqual(['k2-b']);
    const after = look([a, c], [stored('k1-a', a, null), stored('k3-c', c, 'b')], seen.notes);
    expect(drawn(after)).toEqual(['a < -', 'c < a']);
  });

  it('shows ours that is gone as lost, below which its children stay, and never as the one of its name', () => {
    const ours = listed('name', 1);
    const child = listed('child', 2);
    const theirs = listed('name', 3);
    const documents = [stored('k1-a', ours, null), stored('k2-b', child, 'name')];
    const seen = look([child, theirs], documents, { currentKey: 'k2-b', currentSince: 2 });
    expect([...drawn(seen)].sort()).toEqual(['child < name', 'name < child', 'name! < -']);
    expect(seen.snapshots.find((each) => each.name === 'child')?.parentId).toBe('m/k1-a');
    expect(seen.forget).toEqual([]);
  });

  it('believes a parent of ours that is younger, for clocks are put back', () => {
    const parent = listed('parent', 100);
    const child = listed('child', 50);
    expect(
      drawn(look([parent, child], [stored('k1-a', parent, null), stored('k2-b', child, 'parent')])),
    ).toEqual(['parent < -', 'child < parent']);
  });

  it('forgets and loses nothing while the machine can’t be seen', () => {
    const a = listed('a', 1);
    const seen = look([], [stored('k1-a', a, null, 'elsewhere')], {}, { state: 'unknown' });
    expect(seen.forget).toEqual([]);
    expect(seen.snapshots).toMatchObject([{ name: 'a', lost: false, restorable: { ok: false } }]);
  });

  it('knows a stranger again while one of its drives can’t be read', () => {
    const both = { ...listed('x', 1), identities: ['1@1', '7@1'] };
    const first = look([both], []);
    const again = look([{ ...both, identities: ['7@1'] }], [], first.notes);
    expect(again.snapshots[0]?.id).toBe(first.snapshots[0]?.id);
    expect(again.notes).toEqual(first.notes);
    expect(look([{ ...both, identities: ['8@1'] }], [], first.notes).snapshots[0]?.id).not.toBe(
      first.snapshots[0]?.id,
    );
  });

  it('marks one whose metadata can’t be read, and shows the rest', () => {
    const a = listed('a', 1);
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
