import { existsSync } from 'node:fs';
import { join } from 'node:path';

/**
 * The program of the worker thread `name`, for code in `folder`: beside it when run from source. In a build it is an
 * entry of its own beside the doors, and the code may be part of a chunk one folder below them. Not
 * `new URL(…, import.meta.url)`: bundlers rewrite that.
 */
export function workerFile(folder: string, name: string): string {
  // Packed, it lies beside the archive: a worker thread and the native code it loads are read from the disk.
  const here = folder.replace(/app\.asar(?=[\\/])/, 'app.asar.unpacked');
  const places = [join(here, `${name}.ts`), join(here, `${name}.js`), join(here, '..', `${name}.js`)];
  const found = places.find((place) => existsSync(place));
  if (found === undefined) throw new Error(`there is no ${name} at ${here}`);
  return found;
}
