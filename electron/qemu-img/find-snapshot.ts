import { say } from '../../shared/sentences/say.ts';
import type { Sentence } from '../../shared/sentences/sentence.ts';
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
    const isOfAnother = createdMs !== undefined && first !== undefined;
    throw new QemuImgError('not-found', notFound(path, name, id, isOfAnother));
  }
  if (id === undefined && others.length > 0) {
    throw new QemuImgError('ambiguous', say('image/ambiguous', { path, name }));
  }
  return { snapshot, first };
}

/** `isOfAnother`: whether there is one of that name, of another moment. */
function notFound(path: string, name: string, id: string | undefined, isOfAnother: boolean): Sentence {
  if (id === undefined) return say(isOfAnother ? 'image/not-of-moment' : 'image/not-found', { path, name });
  return say(isOfAnother ? 'image/not-of-moment-id' : 'image/not-found-id', { path, name, id });
}
