import { useEffect, useLayoutEffect, useRef } from 'react';
import type { TreeRow } from '../../../../shared/model/tree-rows.ts';
import { usePictureUrl } from '../../lib/picture-url.tsx';
import { useMachine, useSnapshots } from '../../world/use-world.tsx';
import type { TreeEntry } from '../tree/tree-entries.ts';
import { drawMap, type MapColours } from './draw-map.ts';
import styles from './MapCanvas.module.css';
import type { MapLayout } from './map-layout.ts';
import { createMapThumbnails, type MapThumbnails } from './map-thumbnails.ts';
import type { MapCamera } from './use-map-camera.ts';

export interface MapCanvasProps {
  readonly machineId: string;
  readonly layout: MapLayout;
  readonly rows: readonly TreeRow<TreeEntry>[];
  readonly selected: ReadonlySet<number>;
  readonly camera: MapCamera;
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
    const draw = () => {
      const look = camera.looks.getState();
      if (look === null) return;
      const ratio = Math.min(2, window.devicePixelRatio);
      const width = Math.round(look.lens.width * ratio);
      const height = Math.round(look.lens.height * ratio);
      if (element.width !== width || element.height !== height) {
        element.width = width;
        element.height = height;
      }
      drawMap(context, look, ratio, { layout, rows, selected, colours: coloursOf(element), pictureOf });
    };
    let frame = 0;
    const soon = () => {
      cancelAnimationFrame(frame);
      frame = requestAnimationFrame(draw);
    };
    wish.current = soon;
    draw();
    const stopFollowing = camera.looks.subscribe(draw);
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
