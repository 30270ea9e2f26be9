import type { SnapshotInfo } from '../qmp/image-info.ts';
import { QemuImgError } from './errors.ts';
import { imageInfo } from './info.ts';

/**
 * Finds a snapshot of an image by its exact name, and by its id too where one is given, because names may repeat.
 * `first` is the image's first snapshot of that name.
 * @throws {QemuImgError} `not-found`, or `ambiguous` for a repeated name without id.
 */
export async function findSnapshot(
  path: string,
  name: string,
  id?: string,
): Promise<{ readonly snapshot: SnapshotInfo; readonly first: SnapshotInfo }> {
  const { snapshots } = await imageInfo(path, { format: 'qcow2' });
  const [first, ...others] = snapshots.filter((each) => each.name === name);
  const snapshot = id === undefined ? first : snapshots.find((each) => each.name === name && each.id === id);
  if (first === undefined || snapshot === undefined) {
    const suffix = id === undefined ? '' : ` with the id ${id}`;
    throw new QemuImgError('not-found', `The image ${path} has no snapshot “${name}”${suffix}.`);
  }
  if (id === undefined && others.length > 0) {
    throw new QemuImgError('ambiguous', `The image ${path} has several snapshots “${name}”.`);
  }
  return { snapshot, first };
}
