import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { isLeftOver, namesIn, readIfThere } from '../files/durable-file.ts';
import { foldersOfPlaces, type MachinePlace } from './machine-place.ts';

const SHA256 = /\b[0-9a-f]{64}\b/g;

/**
 * Walks through the whole store under `home`, removes the files that a process before this one was writing when it
 * ended, and returns the sha256 of every picture that anything refers to, by the machine's place, also for machines
 * that are not in the list and documents that can't be parsed: what is in doubt is kept. Machines in `known` are
 * left out. Throws system errors.
 */
export async function tidyStore(
  home: string,
  known: ReadonlySet<MachinePlace>,
): Promise<ReadonlyMap<MachinePlace, ReadonlySet<string>>> {
  const found = new Map<MachinePlace, ReadonlySet<string>>();
  await tidyFolder(home);
  await tidyFolder(join(home, 'jobs'));
  for (const folder of await foldersOfPlaces(home)) {
    for (const uuid of await tidyFolder(join(home, folder))) {
      const place: MachinePlace = `${folder}/${uuid}`;
      if (!known.has(place)) found.set(place, await picturesIn(join(home, place)));
    }
  }
  return found;
}

async function picturesIn(machine: string): Promise<ReadonlySet<string>> {
  const pictures = new Set<string>();
  for (const name of await tidyFolder(machine)) {
    const path = name === 'notes.json' ? join(machine, name) : join(machine, name, 'snapshot.xml');
    const text = name === 'machine.json' ? null : await readIfThere(path);
    for (const [sha256] of text?.matchAll(SHA256) ?? []) pictures.add(sha256);
    if (!name.includes('.')) await tidyFolder(join(machine, name));
  }
  return pictures;
}

/** Returns the names that stay. */
async function tidyFolder(folder: string): Promise<readonly string[]> {
  const staying: string[] = [];
  for (const name of await namesIn(folder)) {
    if (isLeftOver(name)) await rm(join(folder, name), { force: true, recursive: true });
    else staying.push(name);
  }
  return staying;
}
