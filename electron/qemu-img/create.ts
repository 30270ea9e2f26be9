import { withNewFile } from './new-file.ts';
import { plainPath, runQemuImg } from './run.ts';

export type NewImage = {
  readonly format: 'qcow2' | 'raw';
  /** May be left out with `backing`: its size is taken. */
  readonly virtualSizeBytes?: number;
  /** The image that this one builds on; its format is never guessed. */
  readonly backing?: { readonly path: string; readonly format: string };
};

/** Makes an empty image where no file is yet. Throws {@link QemuImgError}; nothing is left behind then. */
export async function createImage(path: string, image: NewImage): Promise<void> {
  const { format, virtualSizeBytes, backing } = image;
  const backingFlags = backing === undefined ? [] : ['-b', plainPath(backing.path), '-F', backing.format];
  const size = virtualSizeBytes === undefined ? [] : [String(virtualSizeBytes)];
  await withNewFile(path, () => runQemuImg('create', ['-q', '-f', format, ...backingFlags], [path, ...size]));
}
