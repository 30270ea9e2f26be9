import { describe, expect, it } from 'vitest';
import { mapAction } from '../../renderer/src/features/map/map-keyboard.ts';
import { layoutMap } from '../../renderer/src/features/map/map-layout.ts';
import { buildTree } from '../../shared/model/tree.ts';
import { treeRows } from '../../shared/model/tree-rows.ts';

const parents = { a: null, b: 'a', c: 'a', d: 'c', e: 'b', f: 'd' };
const items = Object.entries(parents).map(([id, parentId], at) => ({
  id,
  parentId,
  createdAt: at,
  name: id,
}));

function press(from: string, key: string, collapsed: readonly string[] = [], shift = false) {
  const rows = treeRows(buildTree(items), { collapsed: new Set(collapsed), presentId: 'f' });
  const at = rows.findIndex((row) => row.item.id === from);
  const action = mapAction(rows, layoutMap(rows), at, { key, ctrl: false, shift });
  return action?.kind === 'move' ? [rows[action.index]?.item.id, action.how] : action;
}

describe('the keyboard on the map', () => {
  it('goes right along the line to the present, and left to the parent', () => {
    expect(press('a', 'ArrowRight')).toEqual(['c', 'select']);
    expect(press('c', 'ArrowLeft')).toEqual(['a', 'select']);
    expect(press('f', 'ArrowRight')).toBeNull();
    expect(press('a', 'ArrowLeft')).toBeNull();
  });

  it('goes up and down within a column, also to cousins', () => {
    expect(press('c', 'ArrowUp')).toEqual(['b', 'select']);
    expect(press('e', 'ArrowDown')).toEqual(['d', 'select']);
    expect(press('d', 'ArrowDown')).toBeNull();
  });

  it('opens what is collapsed before it goes on', () => {
    expect(press('c', 'ArrowRight', ['c'])).toEqual({ kind: 'expand', ids: ['c'] });
  });

  it('selects several with Shift', () => {
    expect(press('b', 'ArrowDown', [], true)).toEqual(['c', 'extend']);
  });

  it('does what the tree does with the other keys', () => {
    expect(press('b', 'Enter')).toEqual({ kind: 'open' });
    expect(press('b', 'Home')).toEqual(['a', 'select']);
    expect(press('b', 'Delete')).toEqual({ kind: 'delete' });
  });
});
