import { readFile } from 'node:fs/promises';

/**
 * What Vitest's JSON reporter wrote, or null where it wrote nothing that can be read.
 *
 * @param {string} path
 * @returns {Promise<unknown>}
 */
export async function readReport(path) {
  try {
    return JSON.parse(await readFile(path, 'utf8'));
  } catch {
    // Vitest ended before it wrote any: its exit status says so too.
    return null;
  }
}
