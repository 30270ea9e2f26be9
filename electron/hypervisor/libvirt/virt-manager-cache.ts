import { readdir, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { isMissing } from '../../files/durable-file.ts';

/** A snapshot that a picture is looked for. */
export interface PictureWanted {
  readonly name: string;
  /** In ms since the epoch. */
  readonly createdAt: number;
}

/** virt-manager writes a picture when the snapshot is made, by a clock that may be another computer's. */
const EARLY_MS = 5000;
/** Saving a large memory takes its time. */
const LATE_MS = 60 * 60_000;

/** Where virt-manager keeps what it can do without (`vmmConnection.get_cache_dir`). */
export function virtManagerCacheFolder(environment: NodeJS.ProcessEnv): string {
  const cache = environment['XDG_CACHE_HOME'] ?? join(environment['HOME'] ?? homedir(), '.cache');
  return join(cache, 'virt-manager');
}

/**
 * Pictures that virt-manager took of snapshots: `URI/UUID/snap-screenshot-NAME.png` or `.ppm`. It goes by names
 * alone and leaves the picture of a deleted snapshot behind, so one counts only for a snapshot as old as it is.
 * Returns paths by name. Throws system errors other than that there is no such folder.
 */
export async function virtManagerPictures(
  folder: string,
  uuid: string,
  wanted: readonly PictureWanted[],
): Promise<ReadonlyMap<string, string>> {
  const pictures = new Map<string, string>();
  for (const connection of await namesIn(folder)) {
    const machine = join(folder, connection, uuid);
    const names = new Set(await namesIn(machine));
    for (const { name, createdAt } of wanted) {
      for (const file of [`snap-screenshot-${name}.png`, `snap-screenshot-${name}.ppm`]) {
        if (names.has(file) && (await isOfThatTime(join(machine, file), createdAt)))
          pictures.set(name, join(machine, file));
      }
    }
  }
  return pictures;
}

async function isOfThatTime(path: string, createdAt: number): Promise<boolean> {
  const { mtimeMs } = await stat(path);
  return mtimeMs >= createdAt - EARLY_MS && mtimeMs <= createdAt + LATE_MS;
}

async function namesIn(folder: string): Promise<readonly string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
}
