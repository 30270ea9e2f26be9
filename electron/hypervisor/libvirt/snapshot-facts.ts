import { type Finding, finding } from '../../../shared/model/finding.ts';
import type { SnapshotDrive, SnapshotDriveStatus } from '../../../shared/model/snapshot.ts';
import { momentIdentity, type SnapshotFacts } from '../hypervisor.ts';
import { kindOf } from './situation.ts';
import type { SnapshotReading } from './snapshot-reading.ts';

/** Everything that the core wants to know of a snapshot. */
export function snapshotFacts(
  reading: SnapshotReading,
  about: {
    readonly current: string | null;
    readonly findings: readonly Finding[];
    readonly statusOf: (path: string) => SnapshotDriveStatus;
    /** What deleting it frees, about, in bytes; null when not known. */
    readonly sizeBytes: number | null;
  },
): SnapshotFacts {
  return {
    name: reading.name,
    identities: [momentIdentity(reading.createdAt)],
    createdAt: reading.createdAt,
    state: reading.state,
    kind: kindOf(reading),
    memory: reading.memory !== 'none',
    parentName: reading.parent,
    description: reading.description,
    current: reading.name === about.current,
    sizeBytes: about.sizeBytes,
    drives: drivesOf(reading, about.statusOf),
    instances: [],
    findings: about.findings,
  };
}

/** The images that hold the snapshot: those in use when it was taken, and its file of the memory. */
function drivesOf(
  { disks, definition, memoryFile }: SnapshotReading,
  statusOf: (path: string) => SnapshotDriveStatus,
): readonly SnapshotDrive[] {
  const drives = disks.flatMap(({ target }): SnapshotDrive[] => {
    const disk = definition?.disks.find((each) => each.target === target);
    if (disk?.source == null) return [];
    return [driveOf(disk.source, target, disk.format, statusOf)];
  });
  return memoryFile === null ? drives : [...drives, driveOf(memoryFile, null, null, statusOf)];
}

function driveOf(
  path: string,
  target: string | null,
  format: string | null,
  statusOf: (path: string) => SnapshotDriveStatus,
): SnapshotDrive {
  return {
    path,
    device: target,
    node: target ?? 'memory',
    format,
    virtualSizeBytes: null,
    imageSnapshotId: null,
    status: statusOf(path),
  };
}

/** A snapshot that libvirt lists and whose document can't be understood: shown, and left alone. */
export function unreadableFacts(name: string, problem: string, current: string | null): SnapshotFacts {
  const findings: readonly Finding[] = [finding('blocks', 'unreadable', { name, why: problem })];
  return {
    name,
    identities: [],
    createdAt: 0,
    state: null,
    kind: 'internal',
    memory: false,
    parentName: null,
    description: '',
    current: name === current,
    sizeBytes: null,
    drives: [],
    instances: [],
    findings,
  };
}
