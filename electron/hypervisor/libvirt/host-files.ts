import { stat } from 'node:fs/promises';
import { isAbsolute } from 'node:path/posix';
import { LibvirtError } from '../../libvirt-rpc/errors.ts';
import { freeBytesAt } from '../qemu/image-growth.ts';
import type { Connected } from './link.ts';

/** How long storage may take to answer, in ms: nobody waits for a network share that hangs. */
const ANSWER_MS = 3000;
const BLOCK_BYTES = 512;

/**
 * Room in bytes in a folder of libvirt's host: by this computer itself where that is the host, else where the folder is
 * a storage pool's. Null when nobody can tell. Throws ConnectionFailure.
 */
export async function freeBytesIn(
  { client, host }: Connected,
  folder: string | null,
): Promise<number | null> {
  if (folder === null) return null;
  const here = host.local ? await freeBytesAt(`${folder}/image`) : null;
  if (here !== null) return here;
  const signal = AbortSignal.timeout(ANSWER_MS);
  return await unlessUnknown(signal, async () => {
    const pool = await client.storage.poolAt(folder, { signal });
    // What libvirt knows of a pool is as old as its last look at it.
    if (client.access.mode === 'read-write') {
      await unlessUnknown(signal, () => client.storage.refresh(pool, { signal }));
    }
    return await client.storage.freeBytes(pool, { signal });
  });
}

/** Bytes that a file of libvirt's host takes; null when nobody can tell. Throws ConnectionFailure. */
export async function bytesOf({ client, host }: Connected, path: string): Promise<number | null> {
  if (host.local && isAbsolute(path)) {
    try {
      return (await stat(path)).blocks * BLOCK_BYTES;
    } catch {
      // It may be one that only libvirt may look at.
    }
  }
  const signal = AbortSignal.timeout(ANSWER_MS);
  return await unlessUnknown(
    signal,
    async () => await client.storage.volumeBytes(await client.storage.volumeAt(path, { signal }), { signal }),
  );
}

/** What no pool has, what a libvirt without storage does not know, and what takes too long is not known. */
async function unlessUnknown<T>(signal: AbortSignal, ask: () => Promise<T>): Promise<T | null> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof LibvirtError || signal.aborted) return null;
    throw error;
  }
}
