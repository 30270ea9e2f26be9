import { isAbsolute, resolve } from 'node:path';
import type { Drive } from '../../../shared/model/machine.ts';
import type { BlockDevice, BlockNode } from '../../qmp/block-queries.ts';
import { filePathOf } from '../../qmp/image-filename.ts';
import type { SnapshotInfo } from '../../qmp/image-info.ts';

/** A drive of a QEMU machine with what its image holds. */
export interface QemuDrive extends Drive {
  /** The node that commands name; QEMU's own names change at every start. Null while the machine is off. */
  readonly nodeName: string | null;
  readonly snapshots: readonly SnapshotInfo[];
  /** Dirty bitmaps that are recording: with them QEMU loads no snapshot (block/qcow2-snapshot.c). */
  readonly recordingBitmaps: readonly string[];
}

/** Drivers that can hold snapshots (`bdrv_snapshot_create` in block/qcow2.c and block/rbd.c). */
const SNAPSHOT_DRIVERS: ReadonlySet<string> = new Set(['qcow2', 'rbd']);
/** Filters that pass snapshots on to the node below (block/snapshot.c, bdrv_snapshot_fallback). */
const FILTER_DRIVERS: ReadonlySet<string> = new Set(['copy-on-read', 'throttle']);

/** The machine's drives from `query-block`; `folder` is QEMU's working directory, for relative file names. */
export function drivesOf(devices: readonly BlockDevice[], folder: string | null): readonly QemuDrive[] {
  const seen = new Set<string>();
  const drives: QemuDrive[] = [];
  for (const device of devices) {
    const node = device.inserted;
    if (node === null || seen.has(node.nodeName)) continue;
    seen.add(node.nodeName);
    drives.push(driveOf(device, node, folder));
  }
  return drives;
}

function driveOf(device: BlockDevice, node: BlockNode, folder: string | null): QemuDrive {
  return {
    id: idOf(device, node),
    device: device.qdev ?? (device.device === '' ? null : device.device),
    path: pathOf(node.file, folder),
    format: FILTER_DRIVERS.has(node.driver) ? node.image.format : node.driver,
    virtualSizeBytes: node.image.virtualSizeBytes,
    actualSizeBytes: node.image.actualSizeBytes,
    readOnly: node.readOnly,
    leftOut: leftOutReason(node),
    nodeName: node.nodeName,
    snapshots: node.image.snapshots,
    recordingBitmaps: node.dirtyBitmaps
      .filter((each) => each.recording)
      .map((each) => each.name ?? 'unnamed'),
  };
}

/** A name for the drive that is the same after the next start, where there is one. */
function idOf(device: BlockDevice, node: BlockNode): string {
  if (node.nodeName !== '' && !node.nodeName.startsWith('#')) return node.nodeName;
  if (device.device !== '') return device.device;
  return device.qdev ?? node.file;
}

function pathOf(file: string, folder: string | null): string {
  const path = filePathOf(file);
  if (path === null) return file;
  return isAbsolute(path) || folder === null ? path : resolve(folder, path);
}

function leftOutReason(node: BlockNode): string | null {
  if (node.readOnly) return 'it is read-only';
  const format = FILTER_DRIVERS.has(node.driver) ? node.image.format : node.driver;
  if (!SNAPSHOT_DRIVERS.has(format)) return `its format (${format}) can’t hold snapshots; qcow2 can`;
  if (node.image.dataFile !== null)
    return 'its data is in an external file, and such an image can’t hold snapshots';
  if (!node.active) return 'it is not active in this QEMU';
  return null;
}

/** The drives that a snapshot of the machine would live on. */
export function snapshotDrives(drives: readonly QemuDrive[]): readonly QemuDrive[] {
  return drives.filter((drive) => drive.leftOut === null);
}
