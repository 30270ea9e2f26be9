import { type PointerEvent, type RefObject, useEffect, useRef, useState } from 'react';
import { panBy, zoomAt } from './map-camera.ts';
import type { MapLayout } from './map-layout.ts';
import type { MapCamera } from './use-map-camera.ts';

/** How far the pointer moves before a press becomes a pull, in CSS pixels. */
const slack = 4;
/** CSS pixels of a line and of a page, for wheels that count in those. */
const wheelUnits = [1, 32, 400] as const;

export interface MapPointer {
  readonly isPulling: boolean;
  readonly onPointerDown: (event: PointerEvent) => void;
  readonly onPointerMove: (event: PointerEvent) => void;
  readonly onPointerUp: (event: PointerEvent) => void;
}

/** Pulls the plane with the pointer, moves it with the wheel, and zooms with Ctrl and the wheel. */
export function useMapPointer(
  container: RefObject<HTMLElement | null>,
  { look }: MapCamera,
  layout: MapLayout,
): MapPointer {
  const [isPulling, setPulling] = useState(false);
  const last = useRef<{ readonly x: number; readonly y: number } | null>(null);

  useEffect(() => {
    const element = container.current;
    if (element === null) return;
    const onWheel = (event: WheelEvent) => {
      event.preventDefault();
      const unit = wheelUnits[event.deltaMode] ?? 1;
      const [dx, dy] = [event.deltaX * unit, event.deltaY * unit];
      if (!event.ctrlKey && !event.metaKey) {
        look(({ camera, lens }) =>
          event.shiftKey && dx === 0 ? panBy(camera, lens, dy, 0) : panBy(camera, lens, dx, dy),
        );
        return;
      }
      const box = element.getBoundingClientRect();
      const at = { x: event.clientX - box.left, y: event.clientY - box.top };
      // A wheel's notch is about 100 pixels, a pinch sends a few at a time.
      const factor = Math.exp(-Math.max(-120, Math.min(120, dy)) / 400);
      look(({ camera, lens }) => zoomAt(camera, lens, factor, at, layout.extent));
    };
    element.addEventListener('wheel', onWheel, { passive: false });
    return () => element.removeEventListener('wheel', onWheel);
  }, [container, look, layout]);

  return {
    isPulling,
    onPointerDown: (event) => {
      if (event.button === 2) return;
      last.current = { x: event.clientX, y: event.clientY };
    },
    onPointerMove: (event) => {
      const from = last.current;
      if (from === null) return;
      const [dx, dy] = [event.clientX - from.x, event.clientY - from.y];
      if (!isPulling) {
        if (Math.hypot(dx, dy) < slack) return;
        // From now on the plane has the pointer, so what is under it is not pressed when the pull ends.
        event.currentTarget.setPointerCapture(event.pointerId);
        setPulling(true);
      }
      last.current = { x: event.clientX, y: event.clientY };
      look(({ camera, lens }) => panBy(camera, lens, -dx, -dy));
    },
    onPointerUp: () => {
      last.current = null;
      setPulling(false);
    },
  };
}
