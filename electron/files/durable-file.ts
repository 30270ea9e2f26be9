import { randomBytes } from 'node:crypto';
import { mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** Marks a file that is being written; whoever finds one after a crash may remove it. */
export const TEMPORARY_PREFIX = '.writing-';
const OWN_PREFIX = `${TEMPORARY_PREFIX}${randomBytes(6).toString('hex')}-`;

/** True for the name of a file that a process before this one was writing when it ended. */
export function isLeftOver(name: string): boolean {
  return name.startsWith(TEMPORARY_PREFIX) && !name.startsWith(OWN_PREFIX);
}

/** A path in `folder` for something that is being made there; after a crash whoever finds it may remove it. */
export function temporaryPath(folder: string): string {
  return join(folder, `${OWN_PREFIX}${randomBytes(8).toString('hex')}`);
}

/** Makes the folder and those above it durably; new ones get mode 0700. */
export async function makeFolder(path: string): Promise<void> {
  const first = await mkdir(path, { recursive: true, mode: 0o700 });
  if (first === undefined) return;
  // Each new folder is an entry of the one above it, down from the first that was missing.
  for (let made = path; made.length >= first.length; made = dirname(made)) await syncFolder(dirname(made));
}

/** Makes what was renamed or removed in a folder survive a power cut. */
export async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

/** The last change of each path that is under way: changes of one path are carried out in the order asked for. */
const changing = new Map<string, Promise<void>>();

async function inTurn(path: string, change: () => Promise<void>): Promise<void> {
  const before = changing.get(path);
  // Whoever asked for the change before hears how that one ended.
  const turn = before === undefined ? change() : before.then(change, change);
  changing.set(path, turn);
  try {
    await turn;
  } finally {
    if (changing.get(path) === turn) changing.delete(path);
  }
}

interface WriteOptions {
  readonly mode?: number;
  readonly temporaryFolder?: string;
}

/**
 * Writes a whole file so that at any instant, also after a power cut, either the old or the new content is
 * there: temporary file, fsync, rename, fsync of the folder. Throws system errors, and then the old one is there. The
 * temporary file is made beside it, or in `temporaryFolder` of the same file system.
 */
export async function writeDurably(
  path: string,
  content: string | Uint8Array,
  options: WriteOptions = {},
): Promise<void> {
  await inTurn(path, async () => {
    const folder = dirname(path);
    await makeFolder(folder);
    await replace(path, content, true, options);
    await syncFolder(folder);
  });
}

/**
 * Writes a whole file that nobody misses, without waiting for the disk: whoever reads it finds the old or the new
 * content, after a power cut perhaps an empty file. Throws system errors, also where its folder is not there.
 */
export async function writeWhole(path: string, content: string): Promise<void> {
  await inTurn(path, () => replace(path, content, false));
}

async function replace(
  path: string,
  content: string | Uint8Array,
  isSynced: boolean,
  options: WriteOptions = {},
): Promise<void> {
  const temporary = temporaryPath(options.temporaryFolder ?? dirname(path));
  try {
    const file = await open(temporary, 'wx', options.mode ?? 0o600);
    try {
      await file.writeFile(content);
      if (isSynced) await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

/** Removes a file or folder durably; nothing happens when it is not there. */
export async function removeDurably(path: string): Promise<void> {
  await inTurn(path, async () => {
    await rm(path, { force: true, recursive: true });
    try {
      await syncFolder(dirname(path));
    } catch (error) {
      if (!isMissing(error)) throw error;
    }
  });
}

/** The text of a file, or null when there is none. */
export async function readIfThere(path: string): Promise<string | null> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (isMissing(error)) return null;
    throw error;
  }
}

/** The names in a folder; none when there is no such folder. Throws other system errors. */
export async function namesIn(folder: string): Promise<readonly string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
}

/** True for the error of a file or folder that does not exist. */
export function isMissing(error: unknown): boolean {
  return hasCode(error, 'ENOENT') || hasCode(error, 'ENOTDIR');
}

/** True for a system error with this code, such as `ENOSPC`. */
export function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
