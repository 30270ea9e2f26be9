import { useCallback, useLayoutEffect, useRef } from 'react';

/** A handler whose identity never changes, so that what gets it is not drawn again; it does what the last drawing gave it. */
export function useStable<Arguments extends readonly unknown[]>(
  handler: (...args: Arguments) => void,
): (...args: Arguments) => void {
  const latest = useRef(handler);
  useLayoutEffect(() => {
    latest.current = handler;
  });
  return useCallback((...args) => latest.current(...args), []);
}
