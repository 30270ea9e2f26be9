import { type KeyboardEvent, type MouseEvent, useRef } from 'react';
import type { TreeRow } from '../../../../shared/model/tree-rows.ts';
import { useStable } from '../../lib/use-stable.ts';
import { useOpenOverlay, useViewStore } from '../../view/use-view.tsx';
import { HERE, machineView, setMachineView } from '../../view/view-state.ts';
import type { TreeEntry } from './tree-entries.ts';
import { type TreeAction, type TreeKey, typeAhead } from './tree-keyboard.ts';
import type { TreeRows } from './use-tree-rows.ts';

type Row = TreeRow<TreeEntry>;

export interface TreeInput {
  readonly onKeyDown: (event: KeyboardEvent) => void;
  readonly onContextMenu: (event: MouseEvent) => void;
  readonly onPress: (row: Row, event: MouseEvent) => void;
  readonly onOpen: (row: Row) => void;
  readonly onToggle: (row: Row) => void;
}

/** How long letters belong to one word of type-ahead, in ms. */
const wordTime = 700;

/**
 * What keys and the pointer do in a view of the tree; `actionOf` says what a key means there. Nothing here changes the
 * machine: Delete and Enter open dialogs.
 */
export function useTreeInput(
  machineId: string,
  tree: TreeRows,
  focusIndex: number,
  actionOf: (key: TreeKey) => TreeAction | null,
): TreeInput {
  const view = useViewStore();
  const open = useOpenOverlay();
  const anchorId = useRef<string | null>(null);
  const typed = useRef({ text: '', at: Number.NEGATIVE_INFINITY });
  const { rows } = tree;

  const select = (selection: readonly string[], focusId: string) =>
    setMachineView(view, machineId, { selection, focusId });
  const stateNow = () => machineView(view.getState(), machineId);
  const selectable = (from: number, to: number) =>
    rows
      .slice(Math.min(from, to), Math.max(from, to) + 1)
      .filter((row) => row.item.kind !== 'taking')
      .map((row) => row.item.id);

  const moveTo = (row: Row, how: 'select' | 'extend' | 'only' | 'toggle') => {
    const { id, kind } = row.item;
    const { selection } = stateNow();
    switch (how) {
      case 'extend': {
        const anchor = tree.indexOf(anchorId.current ?? '') ?? focusIndex;
        anchorId.current ??= rows[focusIndex]?.item.id ?? null;
        const range = selectable(anchor, row.index);
        // The last one is the one whose details are shown.
        select([...range.filter((each) => each !== id), ...(kind === 'taking' ? [] : [id])], id);
        return;
      }
      case 'only':
        select(selection, id);
        return;
      case 'toggle': {
        anchorId.current = id;
        if (kind === 'taking') return;
        const without = selection.filter((each) => each !== id);
        const next = without.length < selection.length ? without : [...without, id];
        select(next.length > 0 ? next : [id], id);
        return;
      }
      case 'select':
        anchorId.current = id;
        select(kind === 'taking' ? selection : [id], id);
        return;
      default:
        how satisfies never;
    }
  };

  const setCollapsed = (ids: readonly string[], isCollapsed: boolean) => {
    const { collapsed } = stateNow();
    const others = collapsed.filter((id) => !ids.includes(id));
    setMachineView(view, machineId, { collapsed: isCollapsed ? [...others, ...ids] : others });
  };

  const openPicture = (row: Row) => {
    if (row.item.kind !== 'taking') open({ kind: 'viewer', machineId, id: row.item.id });
  };

  const run = (action: TreeAction, row: Row) => {
    switch (action.kind) {
      case 'move': {
        const to = rows[action.index];
        if (to !== undefined) moveTo(to, action.how);
        return;
      }
      case 'expand':
        setCollapsed(action.ids, false);
        return;
      case 'collapse':
        setCollapsed([action.id], true);
        return;
      case 'toggle':
        moveTo(row, 'toggle');
        return;
      case 'selectAll':
        select(selectable(0, rows.length - 1), row.item.id);
        return;
      case 'open':
        openPicture(row);
        return;
      case 'delete': {
        const { selection } = stateNow();
        const wanted = selection.includes(row.item.id) ? selection : [row.item.id];
        const snapshotIds = wanted.filter((id) => id !== HERE);
        if (row.item.kind !== 'taking' && snapshotIds.length > 0) open({ kind: 'delete', snapshotIds });
        return;
      }
      default:
        action satisfies never;
    }
  };

  const typeLetter = (event: KeyboardEvent): boolean => {
    if (event.key.length !== 1 || event.ctrlKey || event.metaKey || event.altKey) return false;
    const isOneWord = event.timeStamp - typed.current.at < wordTime;
    if (event.key === ' ' && !isOneWord) return false;
    typed.current = { text: (isOneWord ? typed.current.text : '') + event.key, at: event.timeStamp };
    const found = rows[typeAhead(rows, focusIndex, typed.current.text)];
    if (found !== undefined) moveTo(found, 'select');
    return true;
  };

  return {
    onKeyDown: (event) => {
      const row = rows[focusIndex];
      if (row === undefined || event.altKey || event.defaultPrevented) return;
      if (event.key !== '*' && event.key !== '?' && typeLetter(event)) {
        event.preventDefault();
        return;
      }
      const ctrl = event.ctrlKey || event.metaKey;
      const action = actionOf({ key: event.key, ctrl, shift: event.shiftKey });
      if (action === null) return;
      // The word of type-ahead is over: a space after an arrow key toggles.
      typed.current = { text: '', at: Number.NEGATIVE_INFINITY };
      event.preventDefault();
      run(action, row);
    },
    onContextMenu: (event) => {
      const id =
        event.target instanceof Element ? event.target.closest('[data-row]')?.getAttribute('data-row') : null;
      const row = rows[tree.indexOf(id ?? '') ?? -1];
      if (row !== undefined && !stateNow().selection.includes(row.item.id)) moveTo(row, 'select');
    },
    onPress: useStable((row: Row, event: MouseEvent) =>
      moveTo(row, event.shiftKey ? 'extend' : event.ctrlKey || event.metaKey ? 'toggle' : 'select'),
    ),
    onOpen: useStable(openPicture),
    onToggle: useStable((row: Row) => {
      moveTo(row, 'only');
      setCollapsed([row.item.id], row.expanded);
    }),
  };
}
