import { constants, type FileHandle, open } from 'node:fs/promises';
import { say } from '../../shared/sentences/say.ts';
import { hasCode, isMissing } from '../files/durable-file.ts';
import { PictureError } from './picture-error.ts';
import { MAX_FILE_BYTES } from './picture-size.ts';

/**
 * Reads the whole of a screenshot file as a hypervisor wrote it, after checking that it is a plain file of a
 * size in bytes that a picture may have. Throws PictureError.
 */
export async function readRawFile(path: string): Promise<Uint8Array> {
  const file = await openRawFile(path);
  try {
    const facts = await file.stat();
    if (!facts.isFile()) {
      throw new PictureError('not-a-picture', say('picture/not-plain', { path }));
    }
    if (facts.size > MAX_FILE_BYTES) {
      throw new PictureError(
        'too-large',
        say('picture/too-large', { bytes: String(facts.size), most: String(MAX_FILE_BYTES) }),
      );
    }
    return await readBytes(file, facts.size);
  } finally {
    await file.close();
  }
}

async function openRawFile(path: string): Promise<FileHandle> {
  try {
    // Not through a link that another put there, and never waiting for the other end of a pipe.
    return await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  } catch (error) {
    if (isMissing(error)) {
      throw new PictureError('missing', say('picture/no-file', { path }), { cause: error });
    }
    if (hasCode(error, 'ELOOP')) {
      throw new PictureError('not-a-picture', say('picture/not-plain', { path }), {
        cause: error,
      });
    }
    if (hasCode(error, 'EACCES')) {
      throw new PictureError('permission', say('picture/not-readable', { path }), {
        cause: error,
      });
    }
    throw error;
  }
}

/** Reads no more than `size` bytes, also when the file grows meanwhile, and fewer when it shrank. */
async function readBytes(file: FileHandle, size: number): Promise<Uint8Array> {
  const bytes = new Uint8Array(size);
  let filled = 0;
  while (filled < size) {
    const { bytesRead } = await file.read(bytes, filled, size - filled, filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return bytes.subarray(0, filled);
}
