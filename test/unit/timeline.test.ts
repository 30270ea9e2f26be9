import { describe, expect, it } from 'vitest';
import { gapInUnits, gapsBefore } from '../../renderer/src/features/timeline/gaps.ts';
import { timeRows } from '../../renderer/src/features/timeline/time-rows.ts';
import type { TreeEntry } from '../../renderer/src/features/tree/tree-entries.ts';
import { HERE } from '../../renderer/src/view/view-state.ts';
import { buildTree } from '../../shared/model/tree.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

describe('the timeline', () => {
  const entries: readonly TreeEntry[] = [
    { kind: 'here', id: HERE, parentId: 'b', createdAt: Number.POSITIVE_INFINITY, name: '' },
    { kind: 'taking', id: 'job', parentId: 'b', createdAt: Number.POSITIVE_INFINITY, name: 'new' },
    { kind: 'snapshot', id: 'b', parentId: 'a', createdAt: 2000, name: 'b' },
    { kind: 'snapshot', id: 'c', parentId: 'a', createdAt: 1500, name: 'c' },
    { kind: 'snapshot', id: 'a', parentId: null, createdAt: 1000, name: 'a' },
  ];
  const list = timeRows(buildTree(entries));

  it('goes by time whatever the tree is, then what is being taken, then the present', () => {
    expect(list.rows.map((row) => row.item.id)).toEqual(['a', 'c', 'b', 'job', HERE]);
    expect(list.rows.map((row) => row.positionInSet)).toEqual([1, 2, 3, 4, 5]);
  });

  it('finds a place for what is not there: the present', () => {
    expect(list.nearestIndex('c')).toBe(1);
    expect(list.nearestIndex('gone')).toBe(4);
    expect(list.has('gone')).toBe(false);
  });

  it('says how long nothing was kept, where that is worth a word', () => {
    const gaps = gapsBefore([0, HOUR, HOUR + 3 * DAY, Number.POSITIVE_INFINITY]);
    expect(gaps).toEqual([null, null, 3 * DAY, null]);
  });

  it.each([
    [5 * HOUR, 5, 'hour'],
    [DAY, 1, 'day'],
    [3.2 * DAY, 3, 'day'],
    [20 * DAY, 3, 'week'],
    [70 * DAY, 2, 'month'],
    [800 * DAY, 2, 'year'],
  ] as const)('counts %d ms as %d %s', (ms, count, unit) => {
    expect(gapInUnits(ms)).toEqual({ count, unit });
  });
});
