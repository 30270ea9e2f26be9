import { useMemo } from 'react';
import { useStore } from 'zustand';
import { useShallow } from 'zustand/react/shallow';
import { CARDS_FROM, drawnArea, PICTURES_FROM } from './map-camera.ts';
import { type Area, type MapLayout, rowsWithin } from './map-layout.ts';
import type { MapCamera } from './use-map-camera.ts';

export type MapLevel = 'cards' | 'pictures' | 'dots';

/** What is drawn as elements: the cards in and around what is seen; from afar none. */
export interface Drawn {
  readonly level: MapLevel;
  readonly area: Area;
  readonly indices: readonly number[];
  /** Places on the plane are counted from here, because far from its corner a browser's numbers get coarse. */
  readonly origin: { readonly x: number; readonly y: number };
}

const ORIGIN_STEP = 8192;

/** Follows what is to be drawn; it stays the same while the plane is moved by less than a card. */
export function useDrawn(camera: MapCamera, layout: MapLayout): Drawn | null {
  const part = useStore(
    camera.looks,
    useShallow((look) => {
      if (look === null) return null;
      const { zoom } = look.camera;
      const level: MapLevel = zoom >= CARDS_FROM ? 'cards' : zoom >= PICTURES_FROM ? 'pictures' : 'dots';
      const area = drawnArea(look.camera, look.lens);
      const origin = {
        originX: Math.round(area.left / ORIGIN_STEP) * ORIGIN_STEP,
        originY: Math.round(area.top / ORIGIN_STEP) * ORIGIN_STEP,
      };
      // From afar nothing but the origin matters to what is drawn as elements.
      return level === 'cards' ? { level, ...area, ...origin } : { level, ...NOWHERE, ...origin };
    }),
  );
  return useMemo(() => {
    if (part === null) return null;
    const { level, left, top, right, bottom, originX, originY } = part;
    const area = { left, top, right, bottom };
    return {
      level,
      area,
      indices: level === 'cards' ? rowsWithin(layout, area) : [],
      origin: { x: originX, y: originY },
    };
  }, [part, layout]);
}

const NOWHERE: Area = { left: 0, top: 0, right: 0, bottom: 0 };
