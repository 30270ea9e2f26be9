import { type Finding, finding } from '../../../shared/model/finding.ts';
import type { SnapshotInfo } from '../../qmp/image-info.ts';
import { imageIdentity, type SnapshotFacts, type SnapshotInstance } from '../hypervisor.ts';
import { type QemuDrive, snapshotDrives } from './drives.ts';

interface Place {
  readonly drive: QemuDrive;
  readonly info: SnapshotInfo;
}

/**
 * The snapshots that the images of a machine hold, oldest first. What QEMU makes on several drives has one
 * name; where an image holds a name twice, places of the same moment belong together.
 */
export function snapshotFacts(drives: readonly QemuDrive[]): readonly SnapshotFacts[] {
  const capable = snapshotDrives(drives);
  const byName = new Map<string, Place[]>();
  for (const drive of capable) {
    for (const info of drive.snapshots) {
      const places = byName.get(info.name);
      if (places === undefined) byName.set(info.name, [{ drive, info }]);
      else places.push({ drive, info });
    }
  }
  const facts: SnapshotFacts[] = [];
  for (const [name, places] of byName) {
    const isDuplicate = new Set(places.map((place) => place.drive.id)).size < places.length;
    const groups = isDuplicate ? byMoment(places) : [places];
    for (const group of groups) facts.push(factsOf(name, group, capable, isDuplicate));
  }
  return facts.sort((a, b) => a.createdAt - b.createdAt);
}

function byMoment(places: readonly Place[]): readonly (readonly Place[])[] {
  const groups = new Map<string, Place[]>();
  for (const place of places) {
    const moment = `${place.info.dateSec}.${place.info.dateNsec}/${place.info.vmClockMs}`;
    const group = groups.get(moment);
    // Two of one moment in one image: told apart by their ids.
    if (group === undefined || group.some((each) => each.drive === place.drive)) {
      groups.set(group === undefined ? moment : `${moment}/${place.info.id}`, [place]);
    } else group.push(place);
  }
  return [...groups.values()];
}

function factsOf(
  name: string,
  places: readonly Place[],
  capable: readonly QemuDrive[],
  isDuplicate: boolean,
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
    findings: standingFindings(name, places, capable, isDuplicate),
  };
}

function standingFindings(
  name: string,
  places: readonly Place[],
  capable: readonly QemuDrive[],
  isDuplicate: boolean,
): readonly Finding[] {
  const findings: Finding[] = [];
  if (name === '') {
    findings.push(
      finding('blocks', 'unnamed', 'This snapshot has no name, so QEMU can’t be told to load it.', null),
    );
  }
  if (isDuplicate) {
    findings.push(
      finding(
        'blocks',
        'duplicate-name',
        `An image holds more than one snapshot named “${name}”, and QEMU tells snapshots apart by name only.`,
        'Shut the machine down and remove one of them with qemu-img.',
      ),
    );
  }
  const holding = new Set(places.map((place) => place.drive.id));
  for (const drive of capable) {
    if (!holding.has(drive.id)) {
      findings.push(
        finding(
          'warns',
          'drive-without-snapshot',
          `The drive ${drive.id} (${drive.path}) holds no snapshot of this name and is not rolled back.`,
          null,
        ),
      );
    } else if (drive.recordingBitmaps.length > 0) {
      findings.push(
        finding(
          'blocks',
          'dirty-bitmap',
          `The drive ${drive.id} (${drive.path}) keeps a record of changes for backups (dirty bitmap ${drive.recordingBitmaps.join(', ')}), and QEMU loads no snapshot while it does.`,
          'Remove the bitmap with the backup program that made it.',
        ),
      );
    }
  }
  return findings;
}
