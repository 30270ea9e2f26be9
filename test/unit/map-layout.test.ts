import { describe, expect, it } from 'vitest';
import {
  areaOf,
  CARD,
  layoutMap,
  PITCH,
  rowAt,
  rowsWithin,
} from '../../renderer/src/features/map/map-layout.ts';
import { buildTree, type TreeItem } from '../../shared/model/tree.ts';
import { type TreeRow, treeRows } from '../../shared/model/tree-rows.ts';

function rowsOf(parents: Readonly<Record<string, string | null>>): readonly TreeRow<TreeItem>[] {
  const items = Object.entries(parents).map(([id, parentId], at) => ({
    id,
    parentId,
    createdAt: at,
    name: id,
  }));
  return treeRows(buildTree(items));
}

function chain(length: number): readonly TreeRow<TreeItem>[] {
  const items = Array.from({ length }, (_, at) => ({
    id: String(at),
    parentId: at === 0 ? null : String(at - 1),
    createdAt: at,
    name: String(at),
  }));
  return treeRows(buildTree(items));
}

describe('the layout of the map', () => {
  it('puts children one column to the right, and no card on another', () => {
    const rows = rowsOf({ a: null, b: 'a', c: 'a', d: 'b', e: 'b', f: 'c', other: null });
    const layout = layoutMap(rows);
    for (const { index, level } of rows) expect(areaOf(layout, index).left).toBe((level - 1) * PITCH.x);
    for (const { index } of rows) expect(rowsWithin(layout, areaOf(layout, index))).toEqual([index]);
  });

  it('keeps siblings in the order of the tree from top to bottom', () => {
    const rows = rowsOf({ a: null, b: 'a', c: 'a', d: 'a' });
    const layout = layoutMap(rows);
    const heights = rows.slice(1).map(({ index }) => layout.y[index] ?? Number.NaN);
    expect(heights).toEqual(heights.toSorted((a, b) => a - b));
    expect(layout.columns[2]).toEqual([1, 2, 3]);
  });

  it('begins at the corner and knows how far it goes', () => {
    const layout = layoutMap(rowsOf({ a: null, b: 'a', c: 'a' }));
    expect(Math.min(...layout.y)).toBe(0);
    expect(layout.extent).toEqual({
      left: 0,
      top: 0,
      right: PITCH.x + CARD.width,
      bottom: PITCH.y + CARD.height,
    });
  });

  it('lays out a chain of 10,000 without running out of stack', () => {
    const layout = layoutMap(chain(10_000));
    expect(layout.x[9_999]).toBe(9_999 * PITCH.x);
    expect(layout.extent.bottom).toBe(CARD.height);
  });

  it('lays out 10,000 children of one', () => {
    const parents = Object.fromEntries(Array.from({ length: 10_000 }, (_, at) => [`child ${at}`, 'root']));
    const layout = layoutMap(rowsOf({ root: null, ...parents }));
    expect(layout.extent.bottom).toBe(9_999 * PITCH.y + CARD.height);
    expect(layout.trunks).toHaveLength(1);
  });

  it('finds the card at a point, and none between cards', () => {
    const layout = layoutMap(rowsOf({ a: null, b: 'a' }));
    expect(rowAt(layout, 10, 10)).toBe(0);
    expect(rowAt(layout, PITCH.x + 1, 1)).toBe(1);
    expect(rowAt(layout, CARD.width + 5, 10)).toBeNull();
  });

  it('is empty for no rows', () => {
    expect(layoutMap([]).extent).toEqual({ left: 0, top: 0, right: 0, bottom: 0 });
  });
});
