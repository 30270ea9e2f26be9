import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { isLeftOver, namesIn, readIfThere } from '../files/durable-file.ts';

const SHA256 = /\b[0-9a-f]{64}\b/g;

/**
 * Walks through the whole store under `home`, removes the files that a process before this one was writing when it
 * ended, and returns the sha256 of every picture that anything refers to, by the machine's UUID, also for machines
 * that are not in the list and documents that can't be parsed: what is in doubt is kept. Machines in `known` are
 * left out. Throws system errors.
 */
export async function tidyStore(
  home: string,
  known: ReadonlySet<string>,
): Promise<ReadonlyMap<string, ReadonlySet<string>>> {
  const found = new Map<string, ReadonlySet<string>>();
  const machines = join(home, 'machines');
  await tidyFolder(home);
  await tidyFolder(join(home, 'jobs'));
  for (const uuid of await tidyFolder(machines)) {
    if (known.has(uuid)) continue;
    const machine = join(machines, uuid);
    const pictures = new Set<string>();
    for (const name of await tidyFolder(machine)) {
      const path = name === 'notes.json' ? join(machine, name) : join(machine, name, 'snapshot.xml');
      const text = name === 'machine.json' ? null : await readIfThere(path);
      for (const [sha256] of text?.matchAll(SHA256) ?? []) pictures.add(sha256);
      if (!name.includes('.')) await tidyFolder(join(machine, name));
    }
    found.set(uuid, pictures);
  }
  return found;
}

/** Returns the names that stay. */
async function tidyFolder(folder: string): Promise<readonly string[]> {
  const staying: string[] = [];
  for (const name of await namesIn(folder)) {
    if (isLeftOver(name)) await rm(join(folder, name), { force: true });
    else staying.push(name);
  }
  return staying;
}
