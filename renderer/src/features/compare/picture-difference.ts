/** Pixels of a picture, four bytes each: red, green, blue, opacity. */
export interface Pixels {
  readonly data: Uint8ClampedArray;
  readonly width: number;
  readonly height: number;
}

/** A rectangle in pixels; `right` and `bottom` are the first ones outside. */
export interface Box {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

export interface PictureDifference {
  /** Size of what both pictures cover together. */
  readonly width: number;
  readonly height: number;
  /** One byte per pixel: 1 where the pictures differ. */
  readonly mask: Uint8Array;
  readonly changedPixels: number;
  /** Rectangles around what changed, near ones taken together. */
  readonly areas: readonly Box[];
}

/** How far a colour's parts may differ before it counts: screens sent as video have a little noise. */
const TOLERANCE = 12;
const FIRST_CELL = 16;
const MOST_AREAS = 24;

/** Compares two pictures pixel by pixel, both laid at the upper left; what only one of them covers has changed. */
export function comparePictures(before: Pixels, after: Pixels): PictureDifference {
  const width = Math.max(before.width, after.width);
  const height = Math.max(before.height, after.height);
  const mask = new Uint8Array(width * height);
  let changedPixels = 0;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      if (!differsAt(before, after, x, y)) continue;
      mask[y * width + x] = 1;
      changedPixels += 1;
    }
  }
  return { width, height, mask, changedPixels, areas: areasOf(mask, width, height) };
}

function differsAt(before: Pixels, after: Pixels, x: number, y: number): boolean {
  const isInBefore = x < before.width && y < before.height;
  const isInAfter = x < after.width && y < after.height;
  if (!isInBefore || !isInAfter) return isInBefore !== isInAfter;
  const from = (y * before.width + x) * 4;
  const to = (y * after.width + x) * 4;
  for (let part = 0; part < 3; part++) {
    if (Math.abs((before.data[from + part] ?? 0) - (after.data[to + part] ?? 0)) > TOLERANCE) return true;
  }
  return false;
}

function areasOf(mask: Uint8Array, width: number, height: number): readonly Box[] {
  for (let cell = FIRST_CELL; ; cell *= 2) {
    const areas = areasByCells(mask, width, height, cell);
    if (areas.length <= MOST_AREAS || cell > Math.max(width, height)) return areas;
  }
}

/** Takes changed cells that touch, also at a corner, as one area, and draws its box close around the changed pixels. */
function areasByCells(mask: Uint8Array, width: number, height: number, cell: number): readonly Box[] {
  const columns = Math.ceil(width / cell);
  const rows = Math.ceil(height / cell);
  const boxes = cellBoxes(mask, width, height, cell, columns);
  const areas: Box[] = [];
  const seen = new Set<number>();
  for (const start of boxes.keys()) {
    if (seen.has(start)) continue;
    seen.add(start);
    let area: Box | null = null;
    const waiting = [start];
    for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
      const box = boxes.get(at);
      if (box !== undefined) area = area === null ? box : around(area, box);
      const [column, row] = [at % columns, Math.floor(at / columns)];
      for (let dy = -1; dy <= 1; dy++) {
        for (let dx = -1; dx <= 1; dx++) {
          const [x, y] = [column + dx, row + dy];
          const next = y * columns + x;
          if (x < 0 || y < 0 || x >= columns || y >= rows || seen.has(next) || !boxes.has(next)) continue;
          seen.add(next);
          waiting.push(next);
        }
      }
    }
    if (area !== null) areas.push(area);
  }
  return areas;
}

/** For each cell with changed pixels, the box around them. */
function cellBoxes(
  mask: Uint8Array,
  width: number,
  height: number,
  cell: number,
  columns: number,
): ReadonlyMap<number, Box> {
  const boxes = new Map<number, Box>();
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      if (mask[y * width + x] !== 1) continue;
      const key = Math.floor(y / cell) * columns + Math.floor(x / cell);
      const pixel: Box = { left: x, top: y, right: x + 1, bottom: y + 1 };
      const known = boxes.get(key);
      if (known === undefined) boxes.set(key, pixel);
      else if (x < known.left || x >= known.right || y >= known.bottom) boxes.set(key, around(known, pixel));
    }
  }
  return boxes;
}

function around(a: Box, b: Box): Box {
  return {
    left: Math.min(a.left, b.left),
    top: Math.min(a.top, b.top),
    right: Math.max(a.right, b.right),
    bottom: Math.max(a.bottom, b.bottom),
  };
}
