import { say } from '../../shared/sentences/say.ts';
import { QemuImgError } from './errors.ts';

/** What qcow2 keeps of a snapshot's name, in bytes of UTF-8; QEMU cuts longer ones silently (block/snapshot.h). */
export const MAX_SNAPSHOT_NAME_BYTES = 255;

/** Throws {@link QemuImgError} `invalid-name` for a name that an image would not keep as it is. */
export function checkSnapshotName(name: string): void {
  if (name === '') throw new QemuImgError('invalid-name', say('image/name-empty'));
  if (name.includes('\0') || !name.isWellFormed()) {
    throw new QemuImgError('invalid-name', say('image/name-characters'));
  }
  const bytes = Buffer.byteLength(name);
  if (bytes > MAX_SNAPSHOT_NAME_BYTES) {
    throw new QemuImgError('invalid-name', say('image/name-long', { bytes, most: MAX_SNAPSHOT_NAME_BYTES }));
  }
}
