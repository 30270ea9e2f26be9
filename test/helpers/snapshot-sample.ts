import type { Snapshot } from '../../shared/model/snapshot.ts';

/** A snapshot of the machine `m` whose key is its name. */
export function snapshotOf(name: string, change: Partial<Snapshot> = {}): Snapshot {
  return {
    id: `m/${name}`,
    machineId: 'm',
    name,
    description: '',
    labels: [],
    pinned: false,
    safety: false,
    origin: 'snapgrove',
    parentId: null,
    createdAt: 0,
    state: 'running',
    kind: 'internal',
    memory: true,
    sizeBytes: null,
    picture: null,
    pictureProblem: null,
    drives: [],
    drivesLeftOut: [],
    restorable: { ok: true, findings: [] },
    lost: false,
    unreadable: null,
    ...change,
  };
}
