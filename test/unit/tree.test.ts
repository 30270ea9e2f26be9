import { describe, expect, it } from 'vitest';
import { buildTree, descendantsOf, pathTo, type TreeItem } from '../../shared/model/tree.ts';

function item(id: string, parentId: string | null, createdAt = Number(id.replaceAll(/\D/g, ''))): TreeItem {
  return { id, parentId, createdAt, name: `snapshot ${id}` };
}

function chain(length: number): readonly TreeItem[] {
  return Array.from({ length }, (_, at) => item(`${at}`, at === 0 ? null : `${at - 1}`, at));
}

describe('buildTree', () => {
  it('orders siblings by age and then by name', () => {
    const tree = buildTree([item('c', null, 2), item('b', null, 1), { ...item('a', null, 1), name: 'a' }]);
    expect(tree.roots.map((each) => each.id)).toEqual(['a', 'b', 'c']);
  });

  it('makes a root of a snapshot whose parent is missing', () => {
    const tree = buildTree([item('2', 'gone'), item('1', null)]);
    expect(tree.roots.map((each) => each.id)).toEqual(['1', '2']);
    expect(tree.parentOf('2')).toBeNull();
  });

  it('reaches every member of a cycle from its oldest', () => {
    const tree = buildTree([item('1', '3'), item('2', '1'), item('3', '2')]);
    expect(tree.roots.map((each) => each.id)).toEqual(['1']);
    expect(descendantsOf(tree, '1').map((each) => each.id)).toEqual(['2', '3']);
  });

  it('makes a root of a snapshot that is its own parent', () => {
    expect(buildTree([item('1', '1')]).roots.map((each) => each.id)).toEqual(['1']);
  });
});

describe('ways through a tree', () => {
  it('finds the way to the end of a chain of 10,000', () => {
    const path = pathTo(buildTree(chain(10_000)), '9999');
    expect(path).toHaveLength(10_000);
    expect(path[0]?.id).toBe('0');
  });

  it('finds everything below the start of a chain of 10,000', () => {
    expect(descendantsOf(buildTree(chain(10_000)), '0')).toHaveLength(9_999);
  });

  it('finds 200,000 children of one parent', () => {
    const items = [
      item('root', null, -1),
      ...Array.from({ length: 200_000 }, (_, at) => item(`${at}`, 'root', at)),
    ];
    expect(descendantsOf(buildTree(items), 'root')).toHaveLength(200_000);
  });

  it('finds no way to what is not there', () => {
    expect(pathTo(buildTree(chain(3)), 'x')).toEqual([]);
  });
});
