import { readFile, rm } from 'node:fs/promises';
import { vi } from 'vitest';
import type { RawQmp } from './raw-qmp.ts';
import type { TemporaryFolder } from './temporary-folder.ts';

export interface Screen {
  readonly width: number;
  readonly height: number;
  /** Three bytes for each pixel: red, green, blue. */
  readonly pixels: Buffer;
}

/** Takes what the guest shows now, through a PPM file in `folder`. */
export async function readScreen(qmp: RawQmp, folder: TemporaryFolder): Promise<Screen> {
  const file = folder.entry('screen.ppm');
  await qmp.execute('screendump', { filename: file });
  const ppm = await readFile(file);
  await rm(file);
  const header = /^P6\s+(\d+)\s+(\d+)\s+255\s/.exec(ppm.subarray(0, 64).toString('latin1'));
  if (!header) throw new Error('QEMU wrote no PPM');
  return {
    width: Number(header[1]),
    height: Number(header[2]),
    pixels: ppm.subarray(header[0].length),
  };
}

/** Looks at the guest's screen until it fits, and returns it; rejects after `timeoutMs`. */
export function waitScreen(
  qmp: RawQmp,
  folder: TemporaryFolder,
  fits: (screen: Screen) => boolean,
  timeoutMs = 20_000,
): Promise<Screen> {
  return vi.waitFor(
    async () => {
      const screen = await readScreen(qmp, folder);
      if (!fits(screen)) throw new Error('The guest does not show what was expected');
      return screen;
    },
    { timeout: timeoutMs, interval: 50 },
  );
}
