import { type Finding, finding } from '../../../shared/model/finding.ts';
import type { SnapshotInfo } from '../../qmp/image-info.ts';
import { atOnce } from '../../threads/slices.ts';
import { imageIdentity, type SnapshotFacts, type SnapshotInstance } from '../hypervisor.ts';
import { type QemuDrive, snapshotDrives } from './drives.ts';

interface Place {
  readonly drive: QemuDrive;
  readonly info: SnapshotInfo;
}

/**
 * The snapshots that the images of a machine hold, oldest first. Places of one name are one snapshot when they
 * are of one moment: QEMU writes the same date to every drive when it saves memory, and dates a little apart
 * when it saves disks only. A name used again on one drive must never be taken for part of another snapshot.
 */
export function snapshotFacts(drives: readonly QemuDrive[]): readonly SnapshotFacts[] {
  return atOnce(findingSnapshotFacts(drives));
}

/** As {@link snapshotFacts}, with a yield wherever others may have the thread. */
export function* findingSnapshotFacts(
  drives: readonly QemuDrive[],
): Generator<void, readonly SnapshotFacts[]> {
  const capable = snapshotDrives(drives);
  const byName = new Map<string, Place[]>();
  for (const drive of capable) {
    for (const info of drive.snapshots) {
      yield;
      const places = byName.get(info.name);
      if (places === undefined) byName.set(info.name, [{ drive, info }]);
      else places.push({ drive, info });
    }
  }
  const facts: SnapshotFacts[] = [];
  for (const [name, places] of byName) {
    yield;
    const repeating = drivesThatRepeat(places);
    for (const group of groupsByMoment(places)) facts.push(factsOf(name, group, capable, repeating));
  }
  return facts.sort((a, b) => a.createdAt - b.createdAt);
}

/** Images that QEMU or qemu-img went through one after the other for one disk-only snapshot, in ms. */
const DISK_ONLY_SPAN_MS = 10 * 60 * 1000;

function groupsByMoment(places: readonly Place[]): readonly (readonly Place[])[] {
  const groups: Place[][] = [];
  const disks: Place[] = [];
  for (const place of places) {
    if (place.info.vmStateSizeBytes > 0) groups.push([place]);
    else disks.push(place);
  }
  const memoryGroups = groups.length;
  disks.sort((a, b) => a.info.createdMs - b.info.createdMs);
  for (const place of disks) {
    const home = groups.find(
      (group, index) =>
        !group.some((each) => each.drive === place.drive) &&
        (index < memoryGroups ? isSameInstant(group[0], place) : isNear(group[0], place)),
    );
    if (home === undefined) groups.push([place]);
    else home.push(place);
  }
  // In the machine's order of drives, whichever way they were found.
  return groups.map((group) => places.filter((place) => group.includes(place)));
}

function isSameInstant(first: Place | undefined, place: Place): boolean {
  return first?.info.dateSec === place.info.dateSec && first.info.dateNsec === place.info.dateNsec;
}

function isNear(first: Place | undefined, place: Place): boolean {
  return first !== undefined && place.info.createdMs - first.info.createdMs <= DISK_ONLY_SPAN_MS;
}

/** Drives whose image holds the name more than once. */
function drivesThatRepeat(places: readonly Place[]): ReadonlySet<QemuDrive> {
  const seen = new Set<QemuDrive>();
  const repeating = new Set<QemuDrive>();
  for (const { drive } of places) {
    if (seen.has(drive)) repeating.add(drive);
    seen.add(drive);
  }
  return repeating;
}

function factsOf(
  name: string,
  places: readonly Place[],
  capable: readonly QemuDrive[],
  repeating: ReadonlySet<QemuDrive>,
): SnapshotFacts {
  const vmState = places.find((place) => place.info.vmStateSizeBytes > 0);
  const memory = vmState !== undefined;
  const primary = vmState ?? places[0];
  return {
    name,
    identities: places.map(({ info }) => imageIdentity(info.id, info.createdMs)),
    createdAt: primary?.info.createdMs ?? 0,
    state: memory ? null : 'disk-snapshot',
    kind: 'internal',
    memory,
    parentName: undefined,
    description: undefined,
    current: undefined,
    sizeBytes: memory ? places.reduce((sum, place) => sum + place.info.vmStateSizeBytes, 0) : null,
    drives: places.map(({ drive, info }) => ({
      path: drive.path ?? '',
      device: drive.device,
      node: drive.id,
      format: drive.format,
      virtualSizeBytes: drive.virtualSizeBytes,
      imageSnapshotId: info.id,
      status: 'present',
    })),
    instances: places.map(
      ({ drive, info }): SnapshotInstance => ({
        drivePath: drive.path ?? '',
        driveId: drive.id,
        imageSnapshotId: info.id,
        imageDateMs: info.createdMs,
        vmStateBytes: info.vmStateSizeBytes,
      }),
    ),
    findings: standingFindings(name, places, capable, repeating),
  };
}

function standingFindings(
  name: string,
  places: readonly Place[],
  capable: readonly QemuDrive[],
  repeating: ReadonlySet<QemuDrive>,
): readonly Finding[] {
  const findings: Finding[] = [];
  if (name === '') {
    findings.push(finding('blocks', 'unnamed'));
  }
  for (const { drive } of places) {
    if (!repeating.has(drive)) continue;
    findings.push(finding('blocks', 'duplicate-name', { path: drive.path ?? '', name }));
  }
  const holding = new Set(places.map((place) => place.drive.id));
  for (const drive of capable) {
    if (!holding.has(drive.id)) {
      findings.push(
        finding('warns', 'drive-without-snapshot', { drive: drive.id, path: drive.path ?? '', name }),
      );
    } else if (drive.bitmaps.length > 0) {
      const { id, path, bitmaps } = drive;
      findings.push(finding('blocks', 'dirty-bitmap', { drive: id, path: path ?? '', bitmaps }));
    }
  }
  return findings;
}
