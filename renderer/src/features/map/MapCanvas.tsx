import { useEffect, useLayoutEffect, useRef } from 'react';
import type { TreeRow } from '../../../../shared/model/tree-rows.ts';
import { usePictureUrl } from '../../lib/picture-url.tsx';
import { useMachine, useSnapshots } from '../../world/use-world.tsx';
import type { TreeEntry } from '../tree/tree-entries.ts';
import { drawMap, type MapColours } from './draw-map.ts';
import styles from './MapCanvas.module.css';
import { scaleOf } from './map-camera.ts';
import type { MapLayout } from './map-layout.ts';
import { createMapThumbnails, type MapThumbnails } from './map-thumbnails.ts';
import type { Look, MapCamera } from './use-map-camera.ts';

export interface MapCanvasProps {
  readonly machineId: string;
  readonly layout: MapLayout;
  readonly rows: readonly TreeRow<TreeEntry>[];
  readonly selected: ReadonlySet<number>;
  readonly camera: MapCamera;
}

/** How much more than what is seen is drawn on each side, as a part of it. */
const MARGIN = 0.35;

interface Drawn {
  readonly look: Look;
  readonly marginX: number;
  readonly marginY: number;
}

/** The map as it is drawn from afar, where a card could not be read. Drawn again only when something differs. */
export function MapCanvas({ machineId, layout, rows, selected, camera }: MapCanvasProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const snapshots = useSnapshots(machineId);
  const machinePicture = useMachine(machineId)?.picture ?? null;
  const pictureUrl = usePictureUrl();
  const thumbnails = useRef<MapThumbnails>(null);
  const wish = useRef<() => void>(() => undefined);

  useEffect(() => {
    const made = createMapThumbnails(() => wish.current());
    thumbnails.current = made;
    wish.current();
    return () => {
      thumbnails.current = null;
      made.close();
    };
  }, []);

  useLayoutEffect(() => {
    const element = canvas.current;
    const context = element?.getContext('2d') ?? null;
    if (element === null || context === null) return;
    const pictureOf = (index: number) => {
      const id = rows[index]?.item.id ?? '';
      const picture = rows[index]?.item.kind === 'here' ? machinePicture : snapshots.get(id)?.picture;
      return picture ? (thumbnails.current?.get(pictureUrl(picture.sha256, 'thumbnail')) ?? null) : null;
    };
    let drawn: Drawn | null = null;
    const draw = () => {
      const look = camera.looks.getState();
      if (look === null) return;
      const ratio = Math.min(2, window.devicePixelRatio);
      const [marginX, marginY] = [Math.ceil(look.lens.width * MARGIN), Math.ceil(look.lens.height * MARGIN)];
      const lens = {
        ...look.lens,
        width: look.lens.width + 2 * marginX,
        height: look.lens.height + 2 * marginY,
      };
      const [width, height] = [Math.round(lens.width * ratio), Math.round(lens.height * ratio)];
      if (element.width !== width || element.height !== height) {
        element.width = width;
        element.height = height;
        element.style.inlineSize = `${lens.width}px`;
        element.style.blockSize = `${lens.height}px`;
      }
      drawMap(context, { camera: look.camera, lens }, ratio, {
        layout,
        rows,
        selected,
        colours: coloursOf(element),
        pictureOf,
      });
      drawn = { look, marginX, marginY };
      element.style.transform = `translate3d(${-marginX}px, ${-marginY}px, 0)`;
    };
    /** Moves what is drawn as long as nothing undrawn comes into sight. */
    const follow = () => {
      const look = camera.looks.getState();
      if (look === null) return;
      if (drawn === null || look.lens !== drawn.look.lens || look.camera.zoom !== drawn.look.camera.zoom) {
        draw();
        return;
      }
      const scale = scaleOf(look.camera, look.lens);
      const x = Math.round((drawn.look.camera.x - look.camera.x) * scale);
      const y = Math.round((drawn.look.camera.y - look.camera.y) * scale);
      if (Math.abs(x) > drawn.marginX || Math.abs(y) > drawn.marginY) draw();
      else element.style.transform = `translate3d(${x - drawn.marginX}px, ${y - drawn.marginY}px, 0)`;
    };
    let frame = 0;
    const soon = () => {
      cancelAnimationFrame(frame);
      frame = requestAnimationFrame(draw);
    };
    wish.current = soon;
    draw();
    const stopFollowing = camera.looks.subscribe(follow);
    const stopWatching = onColoursChange(soon);
    return () => {
      cancelAnimationFrame(frame);
      stopFollowing();
      stopWatching();
    };
  }, [camera, layout, rows, selected, snapshots, machinePicture, pictureUrl]);

  return (
    <div role="none" aria-hidden>
      <canvas ref={canvas} className={styles.canvas} />
    </div>
  );
}

/** Reads the colours that the style sheet gives the canvas by properties that draw nothing on it. */
function coloursOf(element: HTMLElement): MapColours {
  const style = getComputedStyle(element);
  return {
    card: style.caretColor,
    line: style.borderTopColor,
    path: style.color,
    selected: style.outlineColor,
    dot: style.textDecorationColor,
  };
}

function onColoursChange(changed: () => void): () => void {
  const scheme = matchMedia('(prefers-color-scheme: dark)');
  scheme.addEventListener('change', changed);
  const themes = new MutationObserver(changed);
  themes.observe(document.documentElement, { attributeFilter: ['data-theme'] });
  return () => {
    scheme.removeEventListener('change', changed);
    themes.disconnect();
  };
}
