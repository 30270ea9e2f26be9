import { access, constants } from 'node:fs/promises';
import { say } from '../../shared/sentences/say.ts';
import { isMissing } from '../files/durable-file.ts';
import { QemuImgError } from './errors.ts';
import { imageInfo } from './info.ts';
import { plainPath } from './run.ts';

/**
 * Finds out without writing what would keep qemu-img from changing a qcow2 image, besides its locks: so that of
 * several images none is changed where one can't be.
 * @throws {QemuImgError} `permission`, `missing`, `unsupported` for an encrypted one, and others.
 */
export async function checkWritable(path: string): Promise<void> {
  try {
    await access(plainPath(path), constants.W_OK);
  } catch (cause) {
    if (cause instanceof QemuImgError) throw cause;
    if (isMissing(cause)) throw new QemuImgError('missing', say('image/not-there', { path }), { cause });
    throw new QemuImgError('permission', say('image/image-not-writable', { path }), { cause });
  }
  const { encrypted } = await imageInfo(path, { format: 'qcow2' });
  if (!encrypted) return;
  throw new QemuImgError('unsupported', say('image/encrypted', { path }));
}
