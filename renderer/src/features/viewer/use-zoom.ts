import { type RefObject, useLayoutEffect, useRef, useState } from 'react';
import { nextStep } from './zoom-steps.ts';

export interface Zoom {
  /** CSS pixels of one of the picture's; null while the picture is fitted into its room. */
  readonly size: number | null;
  readonly setSize: (size: number | null, at?: { readonly x: number; readonly y: number }) => void;
  readonly step: (by: 1 | -1) => void;
}

/** How large a picture is drawn in a room that scrolls; the middle (or the point asked for) stays where it is. */
export function useZoom(
  room: RefObject<HTMLElement | null>,
  picture: { readonly width: number; readonly height: number } | null,
): Zoom {
  const [size, setState] = useState<number | null>(null);
  const held = useRef<{ x: number; y: number; partX: number; partY: number } | null>(null);

  const sizeNow = () => {
    const element = room.current;
    if (size !== null || element === null || picture === null) return size ?? 1;
    return Math.min(element.clientWidth / picture.width, element.clientHeight / picture.height);
  };

  const setSize: Zoom['setSize'] = (next, at) => {
    const element = room.current;
    if (element !== null && picture !== null) {
      const now = sizeNow();
      const { clientWidth, clientHeight } = element;
      const [x, y] = [at?.x ?? clientWidth / 2, at?.y ?? clientHeight / 2];
      const along = (point: number, scroll: number, extent: number, space: number) =>
        (point + scroll - Math.max(0, (space - extent) / 2)) / extent;
      held.current = {
        x,
        y,
        partX: along(x, element.scrollLeft, picture.width * now, clientWidth),
        partY: along(y, element.scrollTop, picture.height * now, clientHeight),
      };
    }
    setState(next);
  };

  useLayoutEffect(() => {
    const element = room.current;
    const from = held.current;
    held.current = null;
    if (element === null || from === null || size === null || picture === null) return;
    element.scrollTo(from.partX * picture.width * size - from.x, from.partY * picture.height * size - from.y);
  }, [room, picture, size]);

  return { size, setSize, step: (by) => setSize(nextStep(sizeNow(), by)) };
}
