import { isAbsolute, resolve } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { Drive } from '../../../shared/model/machine.ts';
import { say } from '../../../shared/sentences/say.ts';
import type { Sentence } from '../../../shared/sentences/sentence.ts';
import type { BlockDevice, BlockNode } from '../../qmp/block-queries.ts';
import { filePathOf } from '../../qmp/image-filename.ts';
import type { SnapshotInfo } from '../../qmp/image-info.ts';

/** A drive of a QEMU machine with what its image holds. */
export interface QemuDrive extends Drive {
  /** The node that commands name; QEMU's own names change at every start. Null while the machine is off. */
  readonly nodeName: string | null;
  readonly snapshots: readonly SnapshotInfo[];
  /** Dirty bitmaps, recording or not: with any QEMU goes back to no snapshot (block/snapshot.c, bdrv_snapshot_goto). */
  readonly bitmaps: readonly string[];
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
    device: deviceName(device),
    path: pathOf(node.file, folder),
    format: FILTER_DRIVERS.has(node.driver) ? node.image.format : node.driver,
    virtualSizeBytes: node.image.virtualSizeBytes,
    actualSizeBytes: node.image.actualSizeBytes,
    readOnly: node.readOnly,
    leftOut: leftOutReason(node),
    nodeName: node.nodeName,
    snapshots: node.image.snapshots,
    bitmaps: node.dirtyBitmaps.map((each) => each.name ?? 'unnamed'),
  };
}

/** The guest device as its command line calls it; the path of one without an id tells nobody anything. */
function deviceName({ device, qdev }: BlockDevice): string | null {
  if (qdev !== null && !qdev.startsWith('/machine/peripheral-anon/')) return qdev;
  return device === '' ? null : device;
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

function leftOutReason(node: BlockNode): Sentence | null {
  if (node.readOnly) return say('drive/read-only');
  const format = FILTER_DRIVERS.has(node.driver) ? node.image.format : node.driver;
  if (!SNAPSHOT_DRIVERS.has(format)) return say('drive/format', { format });
  if (node.image.dataFile !== null) return say('drive/data-file');
  if (!node.active) return say('drive/inactive');
  return null;
}

/** The drives that a snapshot of the machine would live on. */
export function snapshotDrives(drives: readonly QemuDrive[]): readonly QemuDrive[] {
  return drives.filter((drive) => drive.leftOut === null);
}

/** The drive without what only commands need. */
export function plainDrive(drive: QemuDrive): Drive {
  const { nodeName: _node, snapshots: _snapshots, bitmaps: _bitmaps, ...plain } = drive;
  return plain;
}

/** Nothing may be concluded from an image that nobody has looked into. */
export function unlookedAt(drive: Drive): QemuDrive {
  const leftOut = drive.leftOut ?? say('drive/not-looked-at');
  return { ...drive, leftOut, nodeName: null, snapshots: [], bitmaps: [] };
}

/** `now` with the very drives of `before` where nothing changed, so that whoever compares sees that at once. */
export function withSameDrives<T extends { readonly drives: readonly QemuDrive[] }>(now: T, before: T): T {
  return isDeepStrictEqual(now.drives, before.drives) ? { ...now, drives: before.drives } : now;
}
