import { describe, expect, it } from 'vitest';
import {
  type Box,
  comparePictures,
  type Pixels,
} from '../../renderer/src/features/compare/picture-difference.ts';

function picture(
  width: number,
  height: number,
  boxes: readonly (Box & { readonly grey: number })[] = [],
): Pixels {
  const data = new Uint8ClampedArray(width * height * 4).fill(255);
  for (const { left, top, right, bottom, grey } of boxes) {
    for (let y = top; y < bottom; y++) {
      for (let x = left; x < right; x++) data.fill(grey, (y * width + x) * 4, (y * width + x) * 4 + 3);
    }
  }
  return { data, width, height };
}

const box = (left: number, top: number, right: number, bottom: number, grey = 0) => ({
  left,
  top,
  right,
  bottom,
  grey,
});

describe('the difference of two pictures', () => {
  it('is nothing for the same', () => {
    const { changedPixels, areas } = comparePictures(picture(64, 48), picture(64, 48));
    expect([changedPixels, areas]).toEqual([0, []]);
  });

  it('is outlined to the pixel', () => {
    const { changedPixels, areas } = comparePictures(
      picture(200, 100),
      picture(200, 100, [box(33, 21, 90, 60)]),
    );
    expect(changedPixels).toBe(57 * 39);
    expect(areas).toEqual([{ left: 33, top: 21, right: 90, bottom: 60 }]);
  });

  it('keeps far changes apart and takes near ones together', () => {
    const { areas } = comparePictures(
      picture(400, 200),
      picture(400, 200, [box(10, 10, 20, 20), box(24, 10, 34, 20), box(300, 150, 310, 160)]),
    );
    expect(areas).toEqual([
      { left: 10, top: 10, right: 34, bottom: 20 },
      { left: 300, top: 150, right: 310, bottom: 160 },
    ]);
  });

  it('does not mind a little noise', () => {
    const noisy = comparePictures(
      picture(50, 50, [box(0, 0, 50, 50, 100)]),
      picture(50, 50, [box(0, 0, 50, 50, 109)]),
    );
    expect(noisy.changedPixels).toBe(0);
  });

  it('counts what only one of them covers as changed', () => {
    const { width, height, changedPixels, areas } = comparePictures(picture(64, 48), picture(80, 48));
    expect([width, height, changedPixels]).toEqual([80, 48, 16 * 48]);
    expect(areas).toEqual([{ left: 64, top: 0, right: 80, bottom: 48 }]);
  });

  it('never outlines more than can be looked at', () => {
    const dots = Array.from({ length: 200 }, (_, at) => {
      const [x, y] = [(at % 20) * 40, Math.floor(at / 20) * 40];
      return box(x, y, x + 4, y + 4);
    });
    const { areas } = comparePictures(picture(800, 400), picture(800, 400, dots));
    expect(areas.length).toBeGreaterThan(0);
    expect(areas.length).toBeLessThanOrEqual(24);
  });
});
