import { stat } from 'node:fs';
import { statfs } from 'node:fs/promises';
import { dirname, isAbsolute } from 'node:path';
import type { Progress } from '../hypervisor.ts';

const INTERVAL_MS = 100;
const BLOCK_BYTES = 512;

/**
 * Watches an image grow while QEMU, which answers nothing then, saves memory into it. Tells the bytes written
 * so far against the guest's memory size; where the image takes room that it already had, nothing is told.
 */
export function watchGrowth(
  path: string | null,
  memoryBytes: number,
  onProgress: (progress: Progress) => void,
): Disposable {
  if (path === null || !isAbsolute(path)) return { [Symbol.dispose]: () => undefined };
  let start: number | null = null;
  let last = 0;
  const look = (): void => {
    stat(path, (error, stats) => {
      if (error !== null) return;
      const bytes = stats.blocks * BLOCK_BYTES;
      start ??= bytes;
      const grown = Math.max(0, bytes - start);
      if (grown === last) return;
      last = grown;
      onProgress({ doneBytes: Math.min(grown, memoryBytes), totalBytes: memoryBytes });
    });
  };
  look();
  const timer = setInterval(look, INTERVAL_MS);
  return { [Symbol.dispose]: () => clearInterval(timer) };
}

/** Room in bytes on the file system of a local image; null for anything else. */
export async function freeBytesAt(path: string | null): Promise<number | null> {
  if (path === null || !isAbsolute(path)) return null;
  try {
    const room = await statfs(dirname(path));
    return room.bavail * room.bsize;
  } catch {
    // An image that this user may not look at: the room is not known.
    return null;
  }
}
