import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of the project. */
export const project = fileURLToPath(new URL('..', import.meta.url));

/**
 * The sha256 over files and everything in folders, by name and content. Paths are relative to the project.
 *
 * @param {readonly string[]} paths
 */
export async function hashOf(paths) {
  const hash = createHash('sha256');
  for (const path of paths) await add(hash, path);
  return hash.digest('hex');
}

/**
 * @param {import('node:crypto').Hash} hash
 * @param {string} path
 */
async function add(hash, path) {
  const entries = await readdir(join(project, path), { withFileTypes: true }).catch(() => null);
  if (entries === null) {
    const content = await readFile(join(project, path));
    hash.update(`${path}\0${content.length}\0`).update(content);
    return;
  }
  for (const { name } of entries.sort((a, b) => (a.name < b.name ? -1 : 1)))
    await add(hash, `${path}/${name}`);
}

/**
 * What a stamp file says, or null where there is none.
 *
 * @param {string} path
 */
export async function readStamp(path) {
  try {
    return (await readFile(join(project, path), 'utf8')).trim();
  } catch {
    // No stamp: whatever it would vouch for is to be done.
    return null;
  }
}

/**
 * @param {string} path
 * @param {string} text
 */
export async function writeStamp(path, text) {
  await mkdir(dirname(join(project, path)), { recursive: true });
  await writeFile(join(project, path), `${text}\n`);
}
