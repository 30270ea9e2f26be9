import { describe, expect, it } from 'vitest';
import { buildTree, type TreeItem } from '../../shared/model/tree.ts';
import { treeRows } from '../../shared/model/tree-rows.ts';

function item(id: string, parentId: string | null, createdAt: number): TreeItem {
  return { id, parentId, createdAt, name: id };
}

/** Items from "child parent" pairs, each younger than the one before. */
function grove(...pairs: readonly string[]): readonly TreeItem[] {
  return pairs.map((pair, at) => {
    const [id = '', parent = null] = pair.split(' ');
    return item(id, parent, at);
  });
}

/** The rows as text: a column per dot, the joint, the name. */
function drawn(items: readonly TreeItem[], options: Parameters<typeof treeRows>[1] = {}): readonly string[] {
  const joints = { root: '', straight: '|', branch: '\\' };
  return treeRows(buildTree(items), options).map(
    (row) => `${'.'.repeat(row.column)}${joints[row.joint]}${row.item.id}`,
  );
}

describe('treeRows', () => {
  it('goes straight down where a snapshot has one child', () => {
    expect(drawn(grove('a', 'b a', 'c b'))).toEqual(['a', '|b', '|c']);
  });

  it('lets the branch that leads to the present go straight, after the others', () => {
    const items = grove('a', 'b a', 'c a', 'd b', 'e b', 'f c', 'g f');
    expect(drawn(items, { presentId: 'e' })).toEqual(['a', '.\\c', '.|f', '.|g', '|b', '.\\d', '|e']);
  });

  it('lets the largest branch go straight where none leads to the present', () => {
    expect(drawn(grove('a', 'b a', 'c a', 'd b'))).toEqual(['a', '.\\c', '|b', '|d']);
  });

  it('draws a chain of 10,000 in one column, with true levels', () => {
    const items = Array.from({ length: 10_000 }, (_, at) => item(`${at}`, at === 0 ? null : `${at - 1}`, at));
    const rows = treeRows(buildTree(items));
    expect(rows).toHaveLength(10_000);
    expect(rows.at(-1)).toMatchObject({ column: 0, level: 10_000, parentIndex: 9_998 });
  });

  it('never needs more columns than the logarithm of what it draws, however the tree is made', () => {
    let random = 42;
    const next = (below: number) => {
      random = (random * 1_103_515_245 + 12_345) % 2 ** 31;
      return random % below;
    };
    for (const count of [10, 100, 1_000, 10_000]) {
      const items = Array.from({ length: count }, (_, at) =>
        item(`${at}`, at === 0 ? null : `${next(at)}`, at),
      );
      const rows = treeRows(buildTree(items), { presentId: `${next(count)}` });
      expect(Math.max(...rows.map((row) => row.column))).toBeLessThan(Math.log2(count) + 2);
    }
  });

  it('draws every item once, each directly or later below its parent', () => {
    const rows = treeRows(buildTree(grove('a', 'b a', 'c a', 'd b', 'e c', 'f c', 'g')));
    expect(new Set(rows.map((row) => row.item.id)).size).toBe(7);
    for (const row of rows) {
      expect(row.parentIndex === null ? null : rows[row.parentIndex]?.item.id).toBe(row.item.parentId);
    }
  });

  it('counts places among the siblings as drawn', () => {
    const rows = treeRows(buildTree(grove('a', 'b a', 'c a', 'd a')), { presentId: 'b' });
    expect(rows.map((row) => [row.item.id, row.positionInSet, row.setSize])).toEqual([
      ['a', 1, 1],
      ['c', 1, 3],
      ['d', 2, 3],
      ['b', 3, 3],
    ]);
  });

  it('leaves out what is below a collapsed snapshot and says how much that is', () => {
    const rows = treeRows(buildTree(grove('a', 'b a', 'c b', 'd b')), { collapsed: new Set(['b', 'd']) });
    expect(rows.map((row) => [row.item.id, row.expanded, row.hasChildren, row.below])).toEqual([
      ['a', true, true, 3],
      ['b', false, true, 2],
    ]);
  });

  it('knows the way to the present, all of it in the first column of its tree', () => {
    const rows = treeRows(buildTree(grove('x', 'a', 'b a', 'c a', 'd c', 'e c', 'f b')), { presentId: 'd' });
    const path = rows.filter((row) => row.onPath);
    expect(path.map((row) => row.item.id)).toEqual(['a', 'c', 'd']);
    expect(path.map((row) => row.column)).toEqual([0, 0, 0]);
  });
});
