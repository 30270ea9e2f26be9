import { readdir, readFile, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { hasCode, isMissing } from '../files/durable-file.ts';

/** A program that has an image open. */
export interface ImageHolder {
  readonly path: string;
  readonly program: string;
  readonly pid: number;
}

/** QEMU's programs that keep an image open; the short runs of qemu-img take locks, or only read. */
const PROGRAM = /^\.?(qemu-system-.+|qemu-kvm|kvm|qemu-nbd|qemu-storage-daemon)$/;

/**
 * The first QEMU program found in /proc that has one of these files open, also to read only, also without a lock
 * (`locking=off`, or a file system that has none). Null when there is none, and where there is no /proc; programs
 * of other users are not seen. Throws system errors.
 */
export async function holderOf(paths: readonly string[]): Promise<ImageHolder | null> {
  const wanted = new Map<string, string>();
  for (const path of paths) {
    const file = await fileAt(path);
    if (file !== null) wanted.set(file, path);
  }
  if (wanted.size === 0) return null;
  for (const entry of await names('/proc')) {
    const program = /^\d+$/.test(entry) ? await programOf(entry) : null;
    if (program === null) continue;
    for (const descriptor of await names(`/proc/${entry}/fd`)) {
      const file = await fileAt(`/proc/${entry}/fd/${descriptor}`);
      const path = file === null ? undefined : wanted.get(file);
      if (path !== undefined) return { path, program, pid: Number(entry) };
    }
  }
  return null;
}

async function programOf(pid: string): Promise<string | null> {
  const [program = ''] = (await orNull(readFile(`/proc/${pid}/cmdline`, 'utf8')))?.split('\0') ?? [];
  return PROGRAM.test(basename(program)) ? basename(program) : null;
}

/** The same for all names of one file; a disk of the host is the same under each of its device nodes. */
async function fileAt(path: string): Promise<string | null> {
  const facts = await orNull(stat(path, { bigint: true }));
  if (facts === null) return null;
  return facts.isBlockDevice() ? `block ${facts.rdev}` : `${facts.dev} ${facts.ino}`;
}

async function names(folder: string): Promise<readonly string[]> {
  return (await orNull(readdir(folder))) ?? [];
}

/** Null for what is not there, is gone meanwhile, or belongs to somebody else. */
async function orNull<T>(reading: Promise<T>): Promise<T | null> {
  try {
    return await reading;
  } catch (error) {
    if (isMissing(error) || ['ESRCH', 'EACCES', 'EPERM'].some((code) => hasCode(error, code))) return null;
    throw error;
  }
}
