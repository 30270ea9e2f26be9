import { say } from '../../shared/sentences/say.ts';
import type { SnapshotInfo } from '../qmp/image-info.ts';
import { QemuImgError } from './errors.ts';
import { imageInfo } from './info.ts';
import { qcow2Options, runQemuImg } from './run.ts';
import { checkSnapshotName } from './snapshot-name.ts';

/**
 * Takes a disk-only snapshot of a qcow2 image that no machine uses, and resolves with it as read back.
 *
 * qemu-img itself would take a second one of the same name; this refuses (`exists`).
 * @throws {QemuImgError} `in-use`, `no-space` and others; the image's other snapshots are unharmed.
 */
export async function createSnapshot(path: string, name: string): Promise<SnapshotInfo> {
  checkSnapshotName(name);
  const before = await imageInfo(path, { format: 'qcow2' });
  if (before.snapshots.some((snapshot) => snapshot.name === name)) {
    throw new QemuImgError('exists', say('image/has-snapshot', { path, name }));
  }
  await runQemuImg('snapshot', ['-c', name, '--image-opts'], [await qcow2Options(path)]);
  const after = await imageInfo(path, { format: 'qcow2' });
  const created = after.snapshots.find((snapshot) => snapshot.name === name);
  if (created !== undefined) return created;
  throw new QemuImgError('failed', say('image/not-taken', { name, path }));
}
