import { access, constants } from 'node:fs/promises';
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
    if (isMissing(cause)) throw new QemuImgError('missing', `The image ${path} is not there.`, { cause });
    throw new QemuImgError('permission', `You may not write the image ${path}.`, { cause });
  }
  const { encrypted } = await imageInfo(path, { format: 'qcow2' });
  if (!encrypted) return;
  throw new QemuImgError(
    'unsupported',
    `The image ${path} is encrypted, and only the machine itself has the key: do it while it is on.`,
  );
}
