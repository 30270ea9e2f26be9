import { type Area, CARD, PITCH } from './map-layout.ts';

/** How the plane is looked at: the point in the middle of the window, in the plane's units, and how large it is drawn. */
export interface Camera {
  readonly x: number;
  readonly y: number;
  readonly zoom: number;
}

/** Size of the window onto the plane, in CSS pixels, and CSS pixels of one unit at zoom 1. */
export interface Lens {
  readonly width: number;
  readonly height: number;
  readonly unit: number;
}

export const LARGEST = 2;
/** From here on the map is drawn as cards; below, as pictures, and further out as dots. */
export const CARDS_FROM = 0.5;
export const PICTURES_FROM = 0.13;
/** The whole is looked at from the start when it is at least this large then. */
const READABLE = 0.6;
/** Free room around what is fitted or shown, in units at zoom 1; the controls lie in it. */
const MARGIN = { x: 40, y: 76 } as const;

/** CSS pixels of one of the plane's units. */
export function scaleOf(camera: Camera, lens: Lens): number {
  return camera.zoom * lens.unit;
}

/** The part of the plane that is seen. */
export function seenArea(camera: Camera, lens: Lens): Area {
  const scale = scaleOf(camera, lens);
  const halfWidth = lens.width / 2 / scale;
  const halfHeight = lens.height / 2 / scale;
  return {
    left: camera.x - halfWidth,
    top: camera.y - halfHeight,
    right: camera.x + halfWidth,
    bottom: camera.y + halfHeight,
  };
}

/** What is seen and one card around, in whole cards, so that it stays the same while the plane is moved a little. */
export function drawnArea(camera: Camera, lens: Lens): Area {
  const seen = seenArea(camera, lens);
  return {
    left: (Math.floor(seen.left / PITCH.x) - 1) * PITCH.x,
    top: (Math.floor(seen.top / PITCH.y) - 1) * PITCH.y,
    right: (Math.ceil(seen.right / PITCH.x) + 1) * PITCH.x,
    bottom: (Math.ceil(seen.bottom / PITCH.y) + 1) * PITCH.y,
  };
}

/** The point of the plane that is seen at a point of the window. */
export function planePoint(camera: Camera, lens: Lens, x: number, y: number): { x: number; y: number } {
  const scale = scaleOf(camera, lens);
  return { x: camera.x + (x - lens.width / 2) / scale, y: camera.y + (y - lens.height / 2) / scale };
}

/** Moves what is seen by CSS pixels. */
export function panBy(camera: Camera, lens: Lens, dx: number, dy: number): Camera {
  const scale = scaleOf(camera, lens);
  return { ...camera, x: camera.x + dx / scale, y: camera.y + dy / scale };
}

/** Zooms by a factor and keeps the plane's point at a point of the window (CSS pixels) where it is. */
export function zoomAt(
  camera: Camera,
  lens: Lens,
  factor: number,
  at: { readonly x: number; readonly y: number },
  extent: Area,
): Camera {
  const zoom = Math.max(smallestZoom(extent, lens), Math.min(LARGEST, camera.zoom * factor));
  const held = planePoint(camera, lens, at.x, at.y);
  const scale = zoom * lens.unit;
  return {
    x: held.x - (at.x - lens.width / 2) / scale,
    y: held.y - (at.y - lens.height / 2) / scale,
    zoom,
  };
}

/** Looks at the whole; never larger than in life. */
export function fitWhole(extent: Area, lens: Lens): Camera {
  return {
    x: (extent.left + extent.right) / 2,
    y: (extent.top + extent.bottom) / 2,
    zoom: Math.min(1, fittingZoom(extent, lens)),
  };
}

/** Where one begins to look: at the whole when it can be read then, else at a card, with no empty plane beside the tree. */
export function firstCamera(extent: Area, lens: Lens, card: Area): Camera {
  const whole = fitWhole(extent, lens);
  if (whole.zoom >= READABLE) return whole;
  const zoom = 0.85;
  const centre = centreOf(card);
  const along = (at: number, low: number, high: number, size: number, margin: number) => {
    const half = (size / 2 - margin) / (zoom * lens.unit);
    return high - low <= 2 * half ? (low + high) / 2 : Math.max(low + half, Math.min(high - half, at));
  };
  return {
    x: along(centre.x, extent.left, extent.right, lens.width, MARGIN.x * lens.unit),
    y: along(centre.y, extent.top, extent.bottom, lens.height, MARGIN.y * lens.unit),
    zoom,
  };
}

/** Moves no further than needed to see a card, and what it hangs on where there is room. */
export function showCard(camera: Camera, lens: Lens, card: Area): Camera {
  const scale = scaleOf(camera, lens);
  const along = (at: number, low: number, high: number, size: number, margin: number) => {
    const half = Math.max(0, (size / 2 - margin) / scale);
    if (high - low > 2 * half) return (low + high) / 2;
    return Math.max(high - half, Math.min(low + half, at));
  };
  return {
    ...camera,
    x: along(camera.x, card.left, card.right, lens.width, MARGIN.x * lens.unit),
    y: along(camera.y, card.top, card.bottom, lens.height, MARGIN.y * lens.unit),
  };
}

/** Keeps some of the tree in sight. */
export function within(camera: Camera, extent: Area): Camera {
  const x = Math.max(extent.left, Math.min(extent.right, camera.x));
  const y = Math.max(extent.top, Math.min(extent.bottom, camera.y));
  return x === camera.x && y === camera.y ? camera : { ...camera, x, y };
}

function fittingZoom(extent: Area, lens: Lens): number {
  const width = Math.max(CARD.width, extent.right - extent.left) * lens.unit;
  const height = Math.max(CARD.height, extent.bottom - extent.top) * lens.unit;
  return Math.min(
    Math.max(1, lens.width - 2 * MARGIN.x * lens.unit) / width,
    Math.max(1, lens.height - 2 * MARGIN.y * lens.unit) / height,
  );
}

function smallestZoom(extent: Area, lens: Lens): number {
  return Math.min(0.1, fittingZoom(extent, lens));
}

function centreOf(area: Area): { x: number; y: number } {
  return { x: (area.left + area.right) / 2, y: (area.top + area.bottom) / 2 };
}
