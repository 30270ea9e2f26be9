import type { TreeItem } from '../../../../shared/model/tree.ts';
import type { TreeRow } from '../../../../shared/model/tree-rows.ts';

/** What a key means in a tree (WAI-ARIA tree pattern). */
export type TreeAction =
  /** Move to a row; `extend` selects all from the anchor to it, `only` leaves the selection as it is. */
  | { readonly kind: 'move'; readonly index: number; readonly how: 'select' | 'extend' | 'only' }
  | { readonly kind: 'expand'; readonly ids: readonly string[] }
  | { readonly kind: 'collapse'; readonly id: string }
  | { readonly kind: 'toggle' }
  | { readonly kind: 'selectAll' }
  | { readonly kind: 'open' }
  | { readonly kind: 'delete' };

export interface TreeKey {
  readonly key: string;
  readonly ctrl: boolean;
  readonly shift: boolean;
}

/** Finds what a key does from the row at `at`; `page` is how many rows are seen at once. Null for keys of no meaning. */
export function treeAction<T extends TreeItem>(
  rows: readonly TreeRow<T>[],
  at: number,
  { key, ctrl, shift }: TreeKey,
  page: number,
): TreeAction | null {
  const row = rows[at];
  if (row === undefined) return null;
  const to = (index: number): TreeAction => ({
    kind: 'move',
    index: Math.max(0, Math.min(rows.length - 1, index)),
    how: shift ? 'extend' : ctrl ? 'only' : 'select',
  });
  switch (key) {
    case 'ArrowDown':
      return to(at + 1);
    case 'ArrowUp':
      return to(at - 1);
    case 'PageDown':
      return to(at + page);
    case 'PageUp':
      return to(at - page);
    case 'Home':
      return to(0);
    case 'End':
      return to(rows.length - 1);
    case 'ArrowRight':
      if (!row.hasChildren) return null;
      return row.expanded ? to(at + 1) : { kind: 'expand', ids: [row.item.id] };
    case 'ArrowLeft':
      if (row.expanded) return { kind: 'collapse', id: row.item.id };
      return row.parentIndex === null ? null : to(row.parentIndex);
    case '*':
      return {
        kind: 'expand',
        ids: rows
          .filter((each) => each.parentIndex === row.parentIndex && each.hasChildren && !each.expanded)
          .map((each) => each.item.id),
      };
    case ' ':
      return { kind: 'toggle' };
    case 'a':
    case 'A':
      return ctrl ? { kind: 'selectAll' } : null;
    case 'Enter':
      return ctrl || shift ? null : { kind: 'open' };
    case 'Delete':
      return ctrl || shift ? null : { kind: 'delete' };
    default:
      return null;
  }
}

/** Finds the next row whose name begins with what was typed, from `at` on and around; -1 when there is none. */
export function typeAhead<T extends TreeItem>(
  rows: readonly TreeRow<T>[],
  at: number,
  typed: string,
): number {
  const wanted = typed.toLocaleLowerCase();
  // The same letter again and again goes from one to the next.
  const isRepeat = wanted.length > 1 && wanted === wanted.charAt(0).repeat(wanted.length);
  const start = wanted.length === 1 || isRepeat ? at + 1 : at;
  const prefix = isRepeat ? wanted.slice(0, 1) : wanted;
  for (let step = 0; step < rows.length; step++) {
    const index = (start + step) % rows.length;
    if (rows[index]?.item.name.toLocaleLowerCase().startsWith(prefix) === true) return index;
  }
  return -1;
}
