import { readFile } from 'node:fs/promises';
import { hasCode, isMissing } from '../files/durable-file.ts';

/** The byte by whose lock a QEMU program says that it may write to an image (block/file-posix.c: RAW_LOCK_PERM_BASE and BLK_PERM_WRITE). */
const WRITE_PERMISSION_BYTE = 101;

/**
 * The inodes of files that QEMU programs of this computer hold open for writing, from the kernel's list of locks:
 * unlike asking qemu-img, looking there keeps no machine from being started at that moment. Null where the
 * system has no such list.
 */
export async function writtenInodes(): Promise<ReadonlySet<bigint> | null> {
  try {
    return writtenInodesIn(await readFile('/proc/locks', 'utf8'));
  } catch (error) {
    if (isMissing(error) || hasCode(error, 'EACCES') || hasCode(error, 'EPERM')) return null;
    throw error;
  }
}

/** As {@link writtenInodes}, from the text of /proc/locks (fs/locks.c); QEMU takes open-file-description locks, or POSIX ones. */
export function writtenInodesIn(text: string): ReadonlySet<bigint> {
  const inodes = new Set<bigint>();
  for (const line of text.split('\n')) {
    const match =
      /^\d+: (?:OFDLCK|POSIX) +\S+ +(?:READ|WRITE) +-?\d+ [^: ]+:[^: ]+:(\d+) (\d+) (\d+|EOF)$/.exec(line);
    if (match === null) continue;
    const [, inode = '', first, last] = match;
    // Other programs lock whole files or far-off bytes; QEMU's are single bytes, joined by the kernel where they touch.
    if (last === 'EOF' || Number(last) >= 300 || Number(first) < 100) continue;
    if (Number(first) <= WRITE_PERMISSION_BYTE && Number(last) >= WRITE_PERMISSION_BYTE)
      inodes.add(BigInt(inode));
  }
  return inodes;
}
