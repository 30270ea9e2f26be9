import { say } from '../../shared/sentences/say.ts';
import { QemuImgError } from './errors.ts';
import { findSnapshot } from './find-snapshot.ts';
import { imageInfo } from './info.ts';
import { qcow2Options, runQemuImg } from './run.ts';

/**
 * Deletes one snapshot of a qcow2 image that no machine uses, and reads back that it is gone.
 *
 * `id` is needed where the name repeats; only the first of that name can then be deleted. `createdMs` makes sure
 * that it is still the same one.
 * @throws {QemuImgError} `in-use`, `not-found`, `ambiguous` where another of that name would go instead, and others.
 */
export async function deleteSnapshot(
  path: string,
  name: string,
  id?: string,
  createdMs?: number,
): Promise<void> {
  const { snapshot, first } = await findSnapshot(path, name, id, createdMs);
  // qemu-img deletes by name alone, and of several the first.
  if (first.id !== snapshot.id) {
    throw new QemuImgError('ambiguous', say('image/another-first', { path, name }));
  }
  await runQemuImg('snapshot', ['-d', snapshot.name, '--image-opts'], [await qcow2Options(path)]);
  const { snapshots: left } = await imageInfo(path, { format: 'qcow2' });
  if (left.some((each) => each.id === snapshot.id)) {
    throw new QemuImgError('failed', say('image/still-there', { name, path }));
  }
}
