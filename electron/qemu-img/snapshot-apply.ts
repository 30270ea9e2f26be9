import { findSnapshot } from './find-snapshot.ts';
import { qcow2Options, runQemuImg } from './run.ts';

/**
 * Puts a qcow2 image that no machine uses back to one of its snapshots. The image's state until now is lost.
 *
 * `id` is needed where the name repeats; `createdMs` makes sure that it is still the same one.
 * @throws {QemuImgError} `in-use`, `not-found`, `ambiguous` and others; the image is then as it was.
 */
export async function applySnapshot(
  path: string,
  name: string,
  id?: string,
  createdMs?: number,
): Promise<void> {
  const { snapshot } = await findSnapshot(path, name, id, createdMs);
  // qemu-img looks for an id first and for a name only then: a snapshot named "1" would give way to that with the id 1.
  await runQemuImg('snapshot', ['-a', snapshot.id, '--image-opts'], [await qcow2Options(path)]);
}
