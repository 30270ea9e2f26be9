import { type RefObject, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react';
import { createStore, type StoreApi } from 'zustand/vanilla';
import { useRem } from '../../lib/use-rem.ts';
import { type Camera, firstCamera, type Lens, within } from './map-camera.ts';
import { type Area, areaOf, type MapLayout } from './map-layout.ts';

/** How the plane is looked at now; null until the window's size is known. */
export interface Look {
  readonly camera: Camera;
  readonly lens: Lens;
}

export interface MapCamera {
  readonly looks: StoreApi<Look | null>;
  readonly look: (change: (look: Look) => Camera) => void;
  /** The same, in a short movement where movement is wanted. */
  readonly glide: (change: (look: Look) => Camera) => void;
}

/** How long a movement takes, in ms. */
const glideTime = 180;

/** Where each machine's map was looked at last, while the window is open. */
const remembered = new Map<string, Camera>();

/** Follows the size of the window onto the plane and keeps the camera; `anchor` is the row that stays put when others move. */
export function useMapCamera(
  machineId: string,
  container: RefObject<HTMLElement | null>,
  layout: MapLayout,
  anchor: { readonly id: string; readonly index: number },
): MapCamera {
  const rem = useRem();
  const [looks] = useState(() => createStore<Look | null>(() => null));
  const frame = useRef(0);
  const latest = useRef({ layout, anchor });
  const anchored = useRef<{ readonly id: string; readonly area: Area } | null>(null);

  const camera = useMemo<MapCamera>(() => {
    const set = (look: Look, next: Camera) => {
      const kept = within(next, latest.current.layout.extent);
      remembered.set(machineId, kept);
      looks.setState({ ...look, camera: kept }, true);
    };
    const stop = () => cancelAnimationFrame(frame.current);
    return {
      looks,
      look: (change) => {
        stop();
        const now = looks.getState();
        if (now !== null) set(now, change(now));
      },
      glide: (change) => {
        stop();
        const from = looks.getState();
        if (from === null) return;
        const to = change(from);
        if (matchMedia('(prefers-reduced-motion: reduce)').matches) {
          set(from, to);
          return;
        }
        const began = performance.now();
        const step = (now: number) => {
          const look = looks.getState();
          if (look === null) return;
          const part = Math.min(1, Math.max(0, (now - began) / glideTime));
          set(look, between(from.camera, to, 1 - (1 - part) ** 3));
          if (part < 1) frame.current = requestAnimationFrame(step);
        };
        frame.current = requestAnimationFrame(step);
      },
    };
  }, [looks, machineId]);

  useLayoutEffect(() => {
    latest.current = { layout, anchor };
    const area = areaOf(layout, anchor.index);
    const before = anchored.current;
    anchored.current = { id: anchor.id, area };
    const now = looks.getState();
    if (before === null || now === null || before.id !== anchor.id) return;
    const [dx, dy] = [area.left - before.area.left, area.top - before.area.top];
    if (dx === 0 && dy === 0) return;
    cancelAnimationFrame(frame.current);
    const { camera: at } = now;
    looks.setState({ ...now, camera: { ...at, x: at.x + dx, y: at.y + dy } }, true);
  }, [looks, layout, anchor]);

  useLayoutEffect(() => {
    const element = container.current;
    if (element === null) return;
    const measure = () => {
      const lens = { width: element.clientWidth, height: element.clientHeight, unit: rem / 16 };
      if (lens.width === 0 || lens.height === 0) return;
      const { layout: now, anchor: at } = latest.current;
      const known = looks.getState()?.camera ?? remembered.get(machineId);
      looks.setState({ lens, camera: known ?? firstCamera(now.extent, lens, areaOf(now, at.index)) }, true);
    };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, [container, looks, machineId, rem]);

  useEffect(() => () => cancelAnimationFrame(frame.current), []);
  return camera;
}

function between(from: Camera, to: Camera, part: number): Camera {
  const mix = (a: number, b: number) => a + (b - a) * part;
  return {
    x: mix(from.x, to.x),
    y: mix(from.y, to.y),
    zoom: from.zoom * (to.zoom / from.zoom) ** part,
  };
}
