import type { BlockDevice } from '../../shared/domainsnapshot.ts';
import type { Drive } from '../../shared/model/machine.ts';
import type { SnapshotDrive, SnapshotDriveStatus } from '../../shared/model/snapshot.ts';
import { imageIdentity, type SnapshotFacts, type SnapshotInstance } from '../hypervisor/hypervisor.ts';

/** The snapshot's places as listed now, for comparing with those remembered. */
export interface PresentPlaces {
  readonly drives: readonly Drive[];
  /** The snapshot as listed now; null when it is not. */
  readonly facts: SnapshotFacts | null;
  /** Paths of images that hold another snapshot of the same name. */
  readonly namesakes: ReadonlySet<string>;
  /** False while nobody can look into the images. */
  readonly canBeSeen: boolean;
}

/** How each drive that a snapshot was taken on looks today. */
export function driveStatuses(devices: readonly BlockDevice[], now: PresentPlaces): readonly SnapshotDrive[] {
  return devices.map((device) => ({
    path: device.path,
    device: device.device,
    node: device.node,
    format: device.format,
    virtualSizeBytes: device.virtualSizeBytes,
    imageSnapshotId: device.imageSnapshotId,
    status: statusOf(device, now),
  }));
}

function statusOf(device: BlockDevice, now: PresentPlaces): SnapshotDriveStatus {
  const attached = now.drives.find((drive) => drive.path === device.path);
  const here = now.facts?.instances.find((instance) => instance.drivePath === device.path);
  if (here === undefined && !now.canBeSeen) return 'unknown';
  if (attached === undefined) return hasMoved(device, now.facts) ? 'moved' : 'missing';
  if (attached.leftOut !== null) return now.canBeSeen ? 'missing' : 'unknown';
  if (here === undefined) return now.namesakes.has(device.path) ? 'replaced' : 'snapshot-gone';
  if (!isThatInstance(device, here)) return 'replaced';
  const resized =
    device.virtualSizeBytes !== null &&
    attached.virtualSizeBytes !== null &&
    device.virtualSizeBytes !== attached.virtualSizeBytes;
  return resized ? 'changed' : 'present';
}

/** A name may have been used again on one drive only: its id and date tell. */
function isThatInstance(device: BlockDevice, instance: SnapshotInstance): boolean {
  const identity = identityOf(device);
  return identity === null || identity === imageIdentity(instance.imageSnapshotId, instance.imageDateMs);
}

function identityOf({ imageSnapshotId, imageSnapshotDate }: BlockDevice): string | null {
  return imageSnapshotId === null || imageSnapshotDate === null
    ? null
    : imageIdentity(imageSnapshotId, imageSnapshotDate);
}

function hasMoved(device: BlockDevice, facts: SnapshotFacts | null): boolean {
  const identity = identityOf(device);
  if (facts === null || identity === null) return false;
  return facts.instances.some(
    (instance) =>
      instance.drivePath !== device.path &&
      imageIdentity(instance.imageSnapshotId, instance.imageDateMs) === identity,
  );
}

/**
 * True when the snapshot is certainly gone: each drive that it was taken on can be read, and holds it no more.
 * A drive that can't be looked at leaves hope.
 */
export function isLost(drives: readonly SnapshotDrive[]): boolean {
  return (
    drives.length > 0 &&
    drives.every((drive) => drive.status === 'snapshot-gone' || drive.status === 'replaced')
  );
}
