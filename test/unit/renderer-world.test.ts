import { describe, expect, it } from 'vitest';
import { applyChanges, EMPTY_WORLD, type World } from '../../renderer/src/world/world.ts';
import type { Change, Op } from '../../shared/model/world.ts';
import { createSyntheticCore } from '../helpers/synthetic-core.ts';

const core = createSyntheticCore({
  machines: 3,
  snapshots: 20,
  shape: 'grove',
  now: 1_700_000_000_000,
  picture: () => ({ sha256: 'a'.repeat(64), width: 640, height: 480 }),
  jobMs: 1,
  undoMs: 0,
});
const [machineA, machineB] = [...core.machines.values()];
if (machineA === undefined || machineB === undefined)
  throw new Error('the stand-in core has too few machines');
const ofA = [...core.snapshots.values()].filter((each) => each.machineId === machineA.id);
const [first, second] = ofA;
if (first === undefined || second === undefined) throw new Error('the stand-in core has too few snapshots');

const settings = {
  theme: 'system',
  language: 'system',
  screenshots: true,
  refreshSeconds: 15,
  undoMs: 5000,
  storeFolder: '/store',
} as const;
const all: Change = {
  t: 'all',
  rev: 1,
  connections: [],
  machines: [machineA, machineB],
  snapshots: [...core.snapshots.values()],
  jobs: [],
  settings,
};
const loaded: World = applyChanges(EMPTY_WORLD, [all]);

function patch(...ops: readonly Op[]): Change {
  return { t: 'patch', rev: 2, ops };
}

describe('applyChanges', () => {
  it('takes the whole, sorted by machine', () => {
    expect(loaded.loaded).toBe(true);
    expect(loaded.settings).toEqual(settings);
    expect(loaded.machines.size).toBe(2);
    expect(loaded.snapshots.get(machineA.id)?.size).toBe(ofA.length);
  });

  it('leaves what nobody touched as it was, down to the maps', () => {
    const changed = { ...first, description: 'new' };
    const world = applyChanges(loaded, [patch({ op: 'put', kind: 'snapshot', value: changed })]);
    expect(world.snapshots.get(machineA.id)?.get(first.id)).toBe(changed);
    expect(world.snapshots.get(machineA.id)?.get(second.id)).toBe(second);
    expect(world.snapshots.get(machineB.id)).toBe(loaded.snapshots.get(machineB.id));
    expect(world.machines).toBe(loaded.machines);
    expect(world.jobs).toBe(loaded.jobs);
  });

  it('never changes the world it was given', () => {
    applyChanges(loaded, [
      patch({ op: 'put', kind: 'snapshot', value: { ...first, name: 'other' } }),
      patch({ op: 'drop', kind: 'snapshot', id: second.id }),
      patch({ op: 'drop', kind: 'machine', id: machineB.id }),
    ]);
    expect(loaded.snapshots.get(machineA.id)?.get(first.id)).toBe(first);
    expect(loaded.snapshots.get(machineA.id)?.has(second.id)).toBe(true);
    expect(loaded.machines.has(machineB.id)).toBe(true);
  });

  it('applies many patches as one after the other would', () => {
    const changes = ofA.map((each, at) =>
      patch(
        at % 3 === 0
          ? { op: 'drop', kind: 'snapshot', id: each.id }
          : { op: 'put', kind: 'snapshot', value: { ...each, description: `patch ${at}` } },
      ),
    );
    const oneByOne = changes.reduce((world, change) => applyChanges(world, [change]), loaded);
    expect(applyChanges(loaded, changes)).toEqual(oneByOne);
  });

  it('drops a machine without snapshots from the map of snapshots, and takes them up again', () => {
    const drops = ofA.map((each) => patch({ op: 'drop', kind: 'snapshot', id: each.id }));
    const empty = applyChanges(loaded, drops);
    expect(empty.snapshots.has(machineA.id)).toBe(false);
    const again = applyChanges(empty, [patch({ op: 'put', kind: 'snapshot', value: first })]);
    expect([...(again.snapshots.get(machineA.id)?.keys() ?? [])]).toEqual([first.id]);
  });

  it('forgets what was there before when the whole comes again', () => {
    const world = applyChanges(loaded, [
      patch({ op: 'put', kind: 'snapshot', value: { ...first, name: 'lost with the whole' } }),
      { ...all, rev: 9, machines: [machineA], snapshots: [second] },
    ]);
    expect([...world.machines.keys()]).toEqual([machineA.id]);
    expect([...(world.snapshots.get(machineA.id)?.values() ?? [])]).toEqual([second]);
  });
});
