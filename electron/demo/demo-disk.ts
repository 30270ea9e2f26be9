import { randomUUID } from 'node:crypto';
import { link, open, readFile, rm } from 'node:fs/promises';
import { hasCode } from '../files/durable-file.ts';
import { convertImage } from '../qemu-img/convert.ts';

/** What the guest sees of its disk, in bytes; the qcow2 file takes what is written. */
const DISK_BYTES = 16 * 1024 * 1024;

/**
 * Makes the demo machine's qcow2 disk from the guest's boot image. A disk that is there already is never touched: it
 * holds snapshots. Throws QemuImgError, a system error, or the signal's reason; nothing is left behind then.
 */
export async function makeDemoDisk(diskPath: string, guestImage: URL, signal?: AbortSignal): Promise<void> {
  if (await isThere(diskPath)) return;
  const guest = await readFile(guestImage);
  const unique = randomUUID();
  const rawPath = `${diskPath}.${unique}.raw`;
  const newPath = `${diskPath}.${unique}`;
  try {
    await writeDisk(rawPath, guest);
    await convertImage(rawPath, newPath, {
      fromFormat: 'raw',
      toFormat: 'qcow2',
      ...(signal === undefined ? {} : { signal }),
    });
    await linkUnlessThere(newPath, diskPath);
  } finally {
    await rm(rawPath, { force: true });
    await rm(newPath, { force: true });
  }
}

async function writeDisk(path: string, guest: Uint8Array): Promise<void> {
  const file = await open(path, 'wx', 0o600);
  try {
    await file.writeFile(guest);
    await file.truncate(DISK_BYTES);
  } finally {
    await file.close();
  }
}

/** A rename would replace a disk that another start has just made and uses. */
async function linkUnlessThere(from: string, to: string): Promise<void> {
  try {
    await link(from, to);
  } catch (error) {
    if (!hasCode(error, 'EEXIST')) throw error;
  }
}

async function isThere(path: string): Promise<boolean> {
  try {
    const file = await open(path, 'r');
    await file.close();
    return true;
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return false;
    throw error;
  }
}
