import { open, rm } from 'node:fs/promises';
import { say } from '../../shared/sentences/say.ts';
import { QemuImgError } from './errors.ts';
import { plainPath } from './run.ts';

/**
 * Lets `fill` write a file that was not there before, and removes it again when that fails: qemu-img by itself
 * overwrites whatever it finds. Throws {@link QemuImgError} `exists`, `missing` or `permission`, or what `fill` throws.
 */
export async function withNewFile<T>(path: string, fill: () => Promise<T>): Promise<T> {
  await reserve(plainPath(path));
  try {
    return await fill();
  } catch (error) {
    await rm(path, { force: true });
    throw error;
  }
}

async function reserve(path: string): Promise<void> {
  try {
    const file = await open(path, 'wx');
    await file.close();
  } catch (cause) {
    throw reserveError(path, cause);
  }
}

function reserveError(path: string, cause: unknown): unknown {
  const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
  switch (code) {
    case 'EEXIST':
      return new QemuImgError('exists', say('image/file-exists', { path }), { cause });
    case 'ENOENT':
    case 'ENOTDIR':
      return new QemuImgError('missing', say('image/no-folder', { path }), { cause });
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return new QemuImgError('permission', say('image/not-writable', { path }), { cause });
    case 'ENOSPC':
    case 'EDQUOT':
      return new QemuImgError('no-space', say('image/disk-full', { path }), { cause });
    default:
      return cause;
  }
}
