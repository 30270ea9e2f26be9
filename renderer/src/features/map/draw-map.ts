import type { TreeRow } from '../../../../shared/model/tree-rows.ts';
import type { TreeEntry } from '../tree/tree-entries.ts';
import { PICTURES_FROM, scaleOf, seenArea } from './map-camera.ts';
import { type Area, CARD, type MapLayout, rowsWithin } from './map-layout.ts';
import type { Look } from './use-map-camera.ts';

/** Height of a card's picture in the map's units. */
const PICTURE_HEIGHT = 117;

export interface MapColours {
  readonly card: string;
  readonly line: string;
  readonly path: string;
  readonly selected: string;
  readonly dot: string;
}

export interface MapDrawing {
  readonly layout: MapLayout;
  readonly rows: readonly TreeRow<TreeEntry>[];
  readonly selected: ReadonlySet<number>;
  readonly colours: MapColours;
  /** The picture of a row, or null. */
  readonly pictureOf: (index: number) => ImageBitmap | null;
}

/** Draws the map from afar: small pictures, or dots when even those could not be made out. Sizes in device pixels. */
export function drawMap(context: CanvasRenderingContext2D, look: Look, ratio: number, of: MapDrawing): void {
  const { layout, rows, selected, colours } = of;
  const { width, height } = look.lens;
  const scale = scaleOf(look.camera, look.lens) * ratio;
  const area = seenArea(look.camera, look.lens);
  context.setTransform(1, 0, 0, 1, 0, 0);
  context.clearRect(0, 0, width * ratio, height * ratio);
  context.fillStyle = colours.line;
  drawLines(context, layout, area, scale, Math.max(1, Math.min(1.5 * ratio, scale * 4)), () => true);
  context.fillStyle = colours.path;
  const isOnPath = (index: number) => rows[index]?.onPath ?? false;
  drawLines(context, layout, area, scale, Math.max(1.5, Math.min(2.5 * ratio, scale * 8)), isOnPath);

  const showsPictures = look.camera.zoom >= PICTURES_FROM;
  const cardWidth = Math.max(2 * ratio, CARD.width * scale);
  const cardHeight = Math.max(2 * ratio, CARD.height * scale);
  const radius = Math.min(6 * ratio, cardHeight / 6);
  let [lastX, lastY] = [Number.NaN, Number.NaN];
  for (const index of rowsWithin(layout, area)) {
    const row = rows[index];
    if (row === undefined) continue;
    const x = Math.round(((layout.x[index] ?? 0) - area.left) * scale);
    const y = Math.round(((layout.y[index] ?? 0) - area.top) * scale);
    const isMarked = row.onPath || selected.has(index);
    // Thousands may share a pixel.
    if (x === lastX && y === lastY && !isMarked) continue;
    [lastX, lastY] = [x, y];
    context.fillStyle = showsPictures ? colours.card : row.onPath ? colours.path : colours.dot;
    if (radius < 2) context.fillRect(x, y, cardWidth, cardHeight);
    else {
      context.beginPath();
      context.roundRect(x, y, cardWidth, cardHeight, radius);
      context.fill();
    }
    if (showsPictures) {
      const picture = of.pictureOf(index);
      const pad = 4 * scale;
      const [width, height] = [cardWidth - 2 * pad, (PICTURE_HEIGHT - 4) * scale];
      if (picture !== null) drawCovering(context, picture, x + pad, y + pad, width, height);
      // A bar stands for the name.
      context.fillStyle = row.onPath ? colours.path : colours.dot;
      const length = Math.min(width - 2 * pad, (row.item.name.length + 4) * 7 * scale);
      context.fillRect(x + 3 * pad, y + 140 * scale, length, Math.max(1, 8 * scale));
    }
    if (row.onPath || selected.has(index)) {
      context.lineWidth = (selected.has(index) ? 2 : 1) * ratio;
      context.strokeStyle = selected.has(index) ? colours.selected : colours.path;
      context.strokeRect(x, y, cardWidth, cardHeight);
    }
  }
}

/**
 * Draws the lines to the wanted children with upright and level bars: from afar no bend is seen, and thousands of bars
 * are quick to fill.
 */
function drawLines(
  context: CanvasRenderingContext2D,
  layout: MapLayout,
  area: Area,
  scale: number,
  thickness: number,
  isWanted: (child: number) => boolean,
): void {
  const toX = (x: number) => Math.round((x - area.left) * scale);
  const toY = (y: number) => Math.round((y - area.top + CARD.height / 2) * scale - thickness / 2);
  for (const trunk of layout.trunks) {
    if (trunk.bottom < area.top || trunk.top > area.bottom) continue;
    const parentX = (layout.x[trunk.parent] ?? 0) + CARD.width;
    const childX = parentX + (trunk.x - parentX) * 2;
    if (childX < area.left || parentX > area.right) continue;
    const parentY = layout.y[trunk.parent] ?? 0;
    const [x0, turn, x1] = [toX(parentX), toX(trunk.x), toX(childX)];
    let [top, bottom] = [parentY, parentY];
    let isUsed = false;
    for (const child of trunk.children) {
      if (!isWanted(child)) continue;
      isUsed = true;
      const y = layout.y[child] ?? 0;
      top = Math.min(top, y);
      bottom = Math.max(bottom, y);
      if (y + CARD.height >= area.top && y <= area.bottom) {
        context.fillRect(turn, toY(y), Math.max(1, x1 - turn), thickness);
      }
    }
    if (!isUsed) continue;
    context.fillRect(x0, toY(parentY), Math.max(1, turn - x0), thickness);
    const from = Math.max(top, area.top - CARD.height);
    const to = Math.min(bottom, area.bottom);
    if (to > from)
      context.fillRect(turn - thickness / 2, toY(from), thickness, toY(to) - toY(from) + thickness);
  }
}

function drawCovering(
  context: CanvasRenderingContext2D,
  picture: ImageBitmap,
  x: number,
  y: number,
  width: number,
  height: number,
): void {
  const scale = Math.max(width / picture.width, height / picture.height);
  const [sourceWidth, sourceHeight] = [width / scale, height / scale];
  context.drawImage(
    picture,
    (picture.width - sourceWidth) / 2,
    (picture.height - sourceHeight) / 2,
    sourceWidth,
    sourceHeight,
    x,
    y,
    width,
    height,
  );
}
