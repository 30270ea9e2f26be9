import { describe, expect, it } from 'vitest';
import { parseQuery } from '../../renderer/src/features/search/query.ts';
import { searchWorld } from '../../renderer/src/features/search/search-world.ts';
import { applyChanges, EMPTY_WORLD } from '../../renderer/src/world/world.ts';
import { syntheticMachines, syntheticSnapshots } from '../helpers/synthetic-world.ts';

const NOW = new Date(2026, 10, 24, 14, 5).getTime();

const options = {
  machines: 3,
  snapshots: 40,
  shape: 'grove',
  now: NOW,
  picture: (index: number) => ({ sha256: String(index).padStart(64, '0'), width: 8, height: 6 }),
} as const;

const machines = syntheticMachines(options);
const world = applyChanges(EMPTY_WORLD, [
  {
    t: 'patch',
    rev: 1,
    ops: [
      ...machines.map((value) => ({ op: 'put', kind: 'machine', value }) as const),
      ...machines.flatMap((machine, index) =>
        syntheticSnapshots(machine, index, options).map(
          (value) => ({ op: 'put', kind: 'snapshot', value }) as const,
        ),
      ),
    ],
  },
]);

const search = (text: string) => searchWorld(world, parseQuery(text, NOW));

describe('the search over all machines', () => {
  it('finds by name, grouped by machine, the newest first', () => {
    const found = search('nginx');
    expect(found.map((of) => of.machineName)).toEqual(['db', 'web-server', 'win11']);
    for (const { snapshots } of found) {
      expect(snapshots.every((each) => /nginx/.test(each.name + each.description))).toBe(true);
      const times = snapshots.map((each) => each.createdAt);
      expect(times).toEqual(times.toSorted((a, b) => b - a));
    }
  });

  it('finds by label, by machine and by both', () => {
    expect(search('tls').length).toBeGreaterThan(0);
    expect(search('win11').map((of) => of.machineName)).toEqual(['win11']);
    expect(search('win11 upgrade')[0]?.snapshots.every((each) => each.name.includes('upgrade'))).toBe(true);
  });

  it('finds by time', () => {
    const from = NOW - 8 * 86_400_000;
    const snapshots = search('last 8 days').flatMap((of) => of.snapshots);
    expect(snapshots.length).toBeGreaterThan(0);
    expect(snapshots.every((each) => each.createdAt >= from)).toBe(true);
  });

  it('finds nothing for nothing, and for what there isn’t', () => {
    expect(search('')).toEqual([]);
    expect(search('no such snapshot')).toEqual([]);
  });
});
