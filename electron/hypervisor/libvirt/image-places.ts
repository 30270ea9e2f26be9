import { stat } from 'node:fs/promises';
import { isAbsolute } from 'node:path';
import type { SnapshotDriveStatus } from '../../../shared/model/snapshot.ts';
import { isMissing } from '../../files/durable-file.ts';
import type { Definition } from './definition.ts';
import type { SnapshotReading } from './snapshot-reading.ts';

/**
 * Whether the images that snapshots live on are still there: those in use are, others are looked for where the host
 * is this computer. What nobody here can look at is taken to be there; libvirt says when it is not.
 */
export async function imageStatuses(
  definition: Definition,
  readings: Iterable<SnapshotReading>,
  local: boolean,
): Promise<ReadonlyMap<string, SnapshotDriveStatus>> {
  const statuses = new Map<string, SnapshotDriveStatus>();
  for (const { source, backing } of definition.disks) {
    for (const path of source === null ? backing : [source, ...backing]) statuses.set(path, 'present');
  }
  const others = new Set<string>();
  for (const { definition: then, memoryFile, disks } of readings) {
    if (memoryFile !== null) others.add(memoryFile);
    for (const { target } of disks) {
      const path = then?.disks.find((disk) => disk.target === target)?.source ?? null;
      if (path !== null && !statuses.has(path)) others.add(path);
    }
  }
  if (local) {
    await Promise.all([...others].map(async (path) => statuses.set(path, await statusOnDisk(path))));
  }
  return statuses;
}

async function statusOnDisk(path: string): Promise<SnapshotDriveStatus> {
  if (!isAbsolute(path)) return 'present';
  try {
    await stat(path);
    return 'present';
  } catch (error) {
    return isMissing(error) ? 'missing' : 'present';
  }
}
