import { type RefObject, useLayoutEffect, useRef } from 'react';
import { useStable } from '../../lib/use-stable.ts';
import { useViewStore } from '../../view/use-view.tsx';
import { HERE, type MachineView, setMachineView } from '../../view/view-state.ts';
import type { TreeRows } from './use-tree-rows.ts';

export interface TreeFocus {
  readonly onFocus: () => void;
  readonly onBlur: (event: { readonly relatedTarget: EventTarget | null }) => void;
}

/**
 * Keeps the keyboard's place in a view of the tree: a row that goes away hands it to its neighbour, a row that moves stays
 * in view by `showRow`, and the browser's focus follows while the view has it,
 * or when it would be lost.
 */
export function useTreeFocus(
  machineId: string,
  tree: TreeRows,
  { selection, focusId }: MachineView,
  scroller: RefObject<HTMLElement | null>,
  showRow: (index: number, isFirst: boolean) => void,
): TreeFocus {
  const view = useViewStore();
  const hasFocus = useRef(false);
  const lastIndex = useRef(-1);
  const index = tree.nearestIndex(focusId);
  const show = useStable(showRow);

  useLayoutEffect(() => {
    const stays = selection.filter((id) => tree.has(id));
    if (!tree.has(focusId)) {
      const neighbour = tree.rows[Math.max(0, Math.min(lastIndex.current - 1, tree.rows.length - 1))];
      const nextId = neighbour?.item.id ?? HERE;
      setMachineView(view, machineId, { focusId: nextId, selection: stays.length > 0 ? stays : [nextId] });
      return;
    }
    if (stays.length < selection.length) {
      setMachineView(view, machineId, { selection: stays.length > 0 ? stays : [focusId] });
    }
    if (lastIndex.current !== index) show(index, lastIndex.current === -1);
    lastIndex.current = index;
  }, [machineId, tree, selection, focusId, index, view, show]);

  // A view that comes when nothing has the focus takes it: what had it, such as the welcome or another view, is gone.
  // A page that was just opened is left alone.
  useLayoutEffect(() => {
    const isLost = document.activeElement === null || document.activeElement === document.body;
    if (isLost && navigator.userActivation.hasBeenActive) hasFocus.current = true;
  }, []);

  // After every drawing: the row that had the focus may have been drawn anew, or be another one now.
  useLayoutEffect(() => {
    if (!hasFocus.current) return;
    const at = document.activeElement;
    const isElsewhere = at !== null && at !== document.body && scroller.current?.contains(at) !== true;
    if (isElsewhere) return;
    const row = scroller.current?.querySelector<HTMLElement>('[data-row][tabindex="0"]');
    if (row !== null && row !== at) row?.focus({ preventScroll: true });
  });

  return {
    onFocus: () => {
      hasFocus.current = true;
    },
    onBlur: ({ relatedTarget }) => {
      if (relatedTarget instanceof Node && scroller.current?.contains(relatedTarget) !== true) {
        hasFocus.current = false;
      }
    },
  };
}
