import { describe, expect, it } from 'vitest';
import {
  type Camera,
  drawnArea,
  firstCamera,
  fitWhole,
  LARGEST,
  type Lens,
  panBy,
  planePoint,
  seenArea,
  showCard,
  within,
  zoomAt,
} from '../../renderer/src/features/map/map-camera.ts';

const lens: Lens = { width: 1000, height: 800, unit: 1 };
const camera: Camera = { x: 500, y: 400, zoom: 1 };
const extent = { left: 0, top: 0, right: 10_000, bottom: 8_000 };

describe('the camera of the map', () => {
  it('sees what lies around its point', () => {
    expect(seenArea(camera, lens)).toEqual({ left: 0, top: 0, right: 1000, bottom: 800 });
    expect(seenArea({ ...camera, zoom: 2 }, lens)).toEqual({ left: 250, top: 200, right: 750, bottom: 600 });
  });

  it('moves by pixels of the screen, however large the map is drawn', () => {
    expect(panBy({ ...camera, zoom: 0.5 }, lens, 100, -50)).toEqual({ x: 700, y: 300, zoom: 0.5 });
  });

  it('zooms about a point, which stays where it is', () => {
    const before = planePoint(camera, lens, 200, 700);
    const closer = zoomAt(camera, lens, 1.7, { x: 200, y: 700 }, extent);
    const after = planePoint(closer, lens, 200, 700);
    expect(after.x).toBeCloseTo(before.x, 9);
    expect(after.y).toBeCloseTo(before.y, 9);
    expect(closer.zoom).toBeCloseTo(1.7, 9);
  });

  it('stops at its largest, and where everything is seen', () => {
    expect(zoomAt(camera, lens, 100, { x: 0, y: 0 }, extent).zoom).toBe(LARGEST);
    const furthest = zoomAt(camera, lens, 1e-6, { x: 0, y: 0 }, extent).zoom;
    expect(furthest).toBeLessThanOrEqual(fitWhole(extent, lens).zoom);
    expect(furthest).toBeGreaterThan(0);
  });

  it('shows everything when it is asked to', () => {
    const seen = seenArea(fitWhole(extent, lens), lens);
    expect(seen.left).toBeLessThanOrEqual(extent.left);
    expect(seen.right).toBeGreaterThanOrEqual(extent.right);
    expect(seen.top).toBeLessThanOrEqual(extent.top);
    expect(seen.bottom).toBeGreaterThanOrEqual(extent.bottom);
  });

  it('begins with the whole of a small map, and with the wanted card of a large one', () => {
    const small = { left: 0, top: 0, right: 600, bottom: 400 };
    const card = { left: 9_000, top: 7_000, right: 9_200, bottom: 7_168 };
    expect(firstCamera(small, lens, small)).toEqual(fitWhole(small, lens));
    const seen = seenArea(firstCamera(extent, lens, card), lens);
    expect(seen.left).toBeLessThan(card.left);
    expect(seen.right).toBeGreaterThan(card.right);
    expect(seen.bottom).toBeGreaterThan(card.bottom);
  });

  it('moves no further than needed to show a card', () => {
    const inSight = { left: 300, top: 300, right: 500, bottom: 450 };
    expect(showCard(camera, lens, inSight)).toEqual(camera);
    const right = showCard(camera, lens, { left: 1200, top: 300, right: 1400, bottom: 450 });
    expect(right.x).toBeGreaterThan(camera.x);
    expect(right.y).toBe(camera.y);
    expect(seenArea(right, lens).right).toBeGreaterThanOrEqual(1400);
  });

  it('keeps the tree in sight', () => {
    expect(within({ x: -500, y: 9_000, zoom: 1 }, extent)).toEqual({ x: 0, y: 8_000, zoom: 1 });
    expect(within(camera, extent)).toBe(camera);
  });

  it('draws the same part while it is moved by less than a card', () => {
    const from: Camera = { x: 700, y: 500, zoom: 1 };
    expect(drawnArea(panBy(from, lens, 5, 5), lens)).toEqual(drawnArea(from, lens));
    const drawn = drawnArea(from, lens);
    const seen = seenArea(from, lens);
    expect(drawn.left).toBeLessThan(seen.left);
    expect(drawn.bottom).toBeGreaterThan(seen.bottom);
  });
});
