import { QemuImgError } from './errors.ts';
import { type InfoOptions, runInfo } from './info.ts';

/**
 * Whether another program holds the image open for writing: qemu-img is asked to open it without writing, minding
 * locks. Programs other than QEMU's take no such locks, nor do some network file systems.
 * @throws {QemuImgError} when the image cannot be opened for another reason.
 */
export async function isInUse(path: string, options: InfoOptions = {}): Promise<boolean> {
  try {
    await runInfo([], path, options);
    return false;
  } catch (error) {
    if (error instanceof QemuImgError && error.code === 'in-use') return true;
    throw error;
  }
}
