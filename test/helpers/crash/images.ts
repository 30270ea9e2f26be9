import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const execFileAsync = promisify(execFile);

/** What the images hold, by qemu-img's word: on how many of them each name is. */
export async function tagsIn(images: readonly string[]): Promise<ReadonlyMap<string, number>> {
  const found = new Map<string, number>();
  for (const image of images) {
    for (const name of await namesIn(image)) found.set(name, (found.get(name) ?? 0) + 1);
  }
  return found;
}

async function namesIn(image: string): Promise<readonly string[]> {
  const { stdout } = await execFileAsync('qemu-img', ['info', '-U', '--output=json', image]);
  const info: unknown = JSON.parse(stdout);
  if (typeof info !== 'object' || info === null || !('snapshots' in info)) return [];
  if (!Array.isArray(info.snapshots)) throw new Error(`qemu-img says of the snapshots: ${stdout}`);
  return info.snapshots.map((each: { readonly name: string }) => each.name);
}

/** Throws when an image is damaged. Leaked clusters, which a power cut leaves, cost room and harm nothing. */
export async function checkImage(image: string): Promise<void> {
  try {
    await execFileAsync('qemu-img', ['check', '-q', image]);
  } catch (error) {
    const onlyLeaks = error instanceof Error && 'code' in error && error.code === 3;
    if (!onlyLeaks) throw error;
  }
}
