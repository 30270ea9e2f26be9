import { type FocusEvent, type RefObject, useLayoutEffect, useRef } from 'react';

export interface FocusKept {
  readonly onFocus: () => void;
  readonly onBlur: (event: FocusEvent) => void;
}

/** The tab stop of the tree, where the keyboard's place is when it is nowhere else. */
export function focusHome(): HTMLElement | null {
  return document.querySelector<HTMLElement>('[data-focus-home]');
}

/** Gives the keyboard to `next` when what had it inside `part`, such as a button that was pressed, is drawn no more. */
export function useFocusKept(
  part: RefObject<HTMLElement | null>,
  next: () => HTMLElement | null = focusHome,
): FocusKept {
  const hadFocus = useRef(false);
  useLayoutEffect(() => {
    if (!hadFocus.current || document.activeElement !== document.body) return;
    hadFocus.current = false;
    next()?.focus();
  });
  return {
    onFocus: () => {
      hadFocus.current = true;
    },
    onBlur: ({ relatedTarget }) => {
      // What is taken away has no successor; that is seen after the drawing.
      if (relatedTarget !== null) hadFocus.current = part.current?.contains(relatedTarget) === true;
    },
  };
}
