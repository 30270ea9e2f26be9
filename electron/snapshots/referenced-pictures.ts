import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { isMissing, readIfThere } from '../files/durable-file.ts';

const SHA256 = /\b[0-9a-f]{64}\b/g;

/**
 * The sha256 of every picture that anything in the store refers to, also for machines that are not in the list
 * and documents that can't be parsed: what is in doubt is kept. `folder` is the store's `machines` folder.
 */
export async function referencedPictures(folder: string): Promise<ReadonlySet<string>> {
  const found = new Set<string>();
  for (const uuid of await names(folder)) {
    const machine = join(folder, uuid);
    for (const name of await names(machine)) {
      const path = name === 'notes.json' ? join(machine, name) : join(machine, name, 'snapshot.xml');
      const text = name === 'machine.json' ? null : await readIfThere(path);
      for (const [sha256] of text?.matchAll(SHA256) ?? []) found.add(sha256);
    }
  }
  return found;
}

async function names(folder: string): Promise<readonly string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
}
