import type { SnapshotInfo } from '../qmp/image-info.ts';
import { QemuImgError } from './errors.ts';
import { imageInfo } from './info.ts';

/**
 * Finds a snapshot of an image by its exact name, and by its id and moment (ms since the epoch) too where they are
 * given: names may repeat, and a snapshot taken anew in place of the last one has its id.
 * `first` is the image's first snapshot of that name.
 * @throws {QemuImgError} `not-found`, or `ambiguous` for a repeated name without id.
 */
export async function findSnapshot(
  path: string,
  name: string,
  id?: string,
  createdMs?: number,
): Promise<{ readonly snapshot: SnapshotInfo; readonly first: SnapshotInfo }> {
  const { snapshots } = await imageInfo(path, { format: 'qcow2' });
  const [first, ...others] = snapshots.filter((each) => each.name === name);
  const snapshot = snapshots.find(
    (each) =>
      each.name === name &&
      (id === undefined || each.id === id) &&
      (createdMs === undefined || each.createdMs === createdMs),
  );
  if (first === undefined || snapshot === undefined) {
    const suffix = id === undefined ? '' : ` with the id ${id}`;
    const moment = createdMs === undefined || first === undefined ? '' : ' of that moment';
    throw new QemuImgError('not-found', `The image ${path} has no snapshot “${name}”${suffix}${moment}.`);
  }
  if (id === undefined && others.length > 0) {
    throw new QemuImgError('ambiguous', `The image ${path} has several snapshots “${name}”.`);
  }
  return { snapshot, first };
}
