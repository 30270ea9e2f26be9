import type { TreeItem } from '../../../../shared/model/tree.ts';
import type { TreeRow } from '../../../../shared/model/tree-rows.ts';
import { type TreeAction, type TreeKey, treeAction } from '../tree/tree-keyboard.ts';
import type { MapLayout } from './map-layout.ts';

/**
 * Finds what a key does on the map: as in the tree, but the arrows go where they point. Right to the child that the
 * line goes on to, left to the parent, up and down to the next card of the same column.
 */
export function mapAction<T extends TreeItem>(
  rows: readonly TreeRow<T>[],
  layout: MapLayout,
  at: number,
  pressed: TreeKey,
): TreeAction | null {
  const row = rows[at];
  if (row === undefined) return null;
  const to = (index: number | undefined): TreeAction | null =>
    index === undefined
      ? null
      : { kind: 'move', index, how: pressed.shift ? 'extend' : pressed.ctrl ? 'only' : 'select' };
  const column = layout.columns[row.level] ?? [];
  const place = column.indexOf(at);
  switch (pressed.key) {
    case 'ArrowRight':
      if (row.hasChildren && !row.expanded) return { kind: 'expand', ids: [row.item.id] };
      return to(childAhead(rows, at));
    case 'ArrowLeft':
      return to(row.parentIndex ?? undefined);
    case 'ArrowUp':
      return to(column[place - 1]);
    case 'ArrowDown':
      return to(column[place + 1]);
    case 'PageUp':
      return to(column[Math.max(0, place - 5)]);
    case 'PageDown':
      return to(column[Math.min(column.length - 1, place + 5)]);
    default:
      return treeAction(rows, at, pressed, 1);
  }
}

/** The child that the line goes straight on to: the last one drawn. */
function childAhead<T extends TreeItem>(rows: readonly TreeRow<T>[], at: number): number | undefined {
  const from = rows[at];
  if (from === undefined || !from.expanded) return undefined;
  for (let index = at + 1; index < rows.length; index++) {
    const row = rows[index];
    if (row === undefined || row.level <= from.level) return undefined;
    if (row.parentIndex === at && row.positionInSet === row.setSize) return index;
  }
  return undefined;
}
