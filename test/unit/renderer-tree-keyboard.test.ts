import { describe, expect, it } from 'vitest';
import { treeAction, typeAhead } from '../../renderer/src/features/tree/tree-keyboard.ts';
import { buildTree } from '../../shared/model/tree.ts';
import { treeRows } from '../../shared/model/tree-rows.ts';

const names = ['alpha', 'beta alpha', 'gamma alpha', 'delta gamma', 'baker gamma'];
const items = names.map((pair, createdAt) => {
  const [name = '', parentId = null] = pair.split(' ');
  return { id: name, name, parentId, createdAt };
});
const tree = buildTree(items);
// alpha, beta, gamma, delta, baker
const open = treeRows(tree);
const closed = treeRows(tree, { collapsed: new Set(['gamma']) });

const press = (rows: typeof open, at: number, key: string, held: { ctrl?: boolean; shift?: boolean } = {}) =>
  treeAction(rows, at, { key, ctrl: held.ctrl ?? false, shift: held.shift ?? false }, 3);

describe('treeAction', () => {
  it('moves by rows, pages and to the ends, and stops there', () => {
    expect(press(open, 0, 'ArrowDown')).toEqual({ kind: 'move', index: 1, how: 'select' });
    expect(press(open, 0, 'ArrowUp')).toEqual({ kind: 'move', index: 0, how: 'select' });
    expect(press(open, 1, 'PageDown')).toEqual({ kind: 'move', index: 4, how: 'select' });
    expect(press(open, 4, 'PageUp')).toEqual({ kind: 'move', index: 1, how: 'select' });
    expect(press(open, 2, 'Home')).toEqual({ kind: 'move', index: 0, how: 'select' });
    expect(press(open, 2, 'End')).toEqual({ kind: 'move', index: 4, how: 'select' });
  });

  it('extends the selection with Shift and leaves it with Ctrl', () => {
    expect(press(open, 0, 'ArrowDown', { shift: true })).toMatchObject({ how: 'extend' });
    expect(press(open, 0, 'ArrowDown', { ctrl: true })).toMatchObject({ how: 'only' });
  });

  it('opens a closed snapshot by ArrowRight, then goes in', () => {
    expect(press(closed, 2, 'ArrowRight')).toEqual({ kind: 'expand', ids: ['gamma'] });
    expect(press(open, 2, 'ArrowRight')).toEqual({ kind: 'move', index: 3, how: 'select' });
    expect(press(open, 1, 'ArrowRight')).toBeNull();
  });

  it('closes an open snapshot by ArrowLeft, then goes to the parent', () => {
    expect(press(open, 2, 'ArrowLeft')).toEqual({ kind: 'collapse', id: 'gamma' });
    expect(press(open, 3, 'ArrowLeft')).toEqual({ kind: 'move', index: 2, how: 'select' });
    expect(press(closed, 2, 'ArrowLeft')).toEqual({ kind: 'move', index: 0, how: 'select' });
  });

  it('opens all closed siblings by *', () => {
    expect(press(closed, 1, '*')).toEqual({ kind: 'expand', ids: ['gamma'] });
  });

  it('asks to delete and to open only without other keys held', () => {
    expect(press(open, 1, 'Delete')).toEqual({ kind: 'delete' });
    expect(press(open, 1, 'Delete', { shift: true })).toBeNull();
    expect(press(open, 1, 'Enter')).toEqual({ kind: 'open' });
    expect(press(open, 1, 'Enter', { ctrl: true })).toBeNull();
  });

  it('has nothing to say about other keys, or about a row that is not there', () => {
    expect(press(open, 1, 'F7')).toBeNull();
    expect(press(open, 99, 'ArrowDown')).toBeNull();
  });
});

describe('typeAhead', () => {
  it('finds the next that begins so, and goes around', () => {
    expect(typeAhead(open, 0, 'b')).toBe(1);
    expect(typeAhead(open, 1, 'b')).toBe(4);
    expect(typeAhead(open, 4, 'b')).toBe(1);
  });

  it('goes from one to the next by the same letter again', () => {
    expect(typeAhead(open, 1, 'bb')).toBe(4);
  });

  it('stays while a word is typed that fits', () => {
    expect(typeAhead(open, 4, 'ba')).toBe(4);
    expect(typeAhead(open, 4, 'be')).toBe(1);
    expect(typeAhead(open, 0, 'zz')).toBe(-1);
  });
});
