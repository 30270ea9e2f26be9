import type { ImageInfo } from '../qmp/image-info.ts';
import { QemuImgError } from './errors.ts';
import { type InfoOptions, imageInfo, parseInfo, runInfo } from './info.ts';

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

/** As {@link imageInfo}, and whether another program holds the image open for writing. Throws as {@link isInUse}. */
export async function lookAtImage(
  path: string,
  options: InfoOptions = {},
): Promise<{ readonly info: ImageInfo; readonly inUse: boolean }> {
  try {
    const { stdout } = await runInfo([], path, options);
    return { info: parseInfo(stdout), inUse: false };
  } catch (error) {
    if (!(error instanceof QemuImgError && error.code === 'in-use')) throw error;
    return { info: await imageInfo(path, options), inUse: true };
  }
}
