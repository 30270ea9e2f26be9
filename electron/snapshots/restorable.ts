import { type Finding, finding, isAllowed } from '../../shared/model/finding.ts';
import type { Restorable, SnapshotDrive } from '../../shared/model/snapshot.ts';
import type { RememberedSnapshot } from '../hypervisor/hypervisor.ts';

/** What is compared with the moment of the snapshot. */
export interface MachineToday {
  readonly name: string;
  readonly memoryBytes: number | null;
  readonly devices: readonly string[] | null;
}

/** Whether a snapshot can be restored today, and everything that speaks against it. */
export function restorable(
  snapshot: {
    readonly name: string;
    readonly memory: boolean;
    readonly drives: readonly SnapshotDrive[];
    readonly lost: boolean;
    readonly standing: readonly Finding[];
  },
  remembered: RememberedSnapshot | null,
  today: MachineToday,
): Restorable {
  const findings: Finding[] = [];
  if (snapshot.lost) {
    findings.push(
      finding(
        'blocks',
        'lost',
        `“${snapshot.name}” is no longer in the images of ${today.name}; only Snapgrove’s notes and picture of it are left.`,
        'Bring the image that held it back, or forget it.',
      ),
    );
  } else {
    for (const drive of snapshot.drives) findings.push(...driveFindings(snapshot.name, drive));
  }
  findings.push(...snapshot.standing);
  if (snapshot.memory && remembered !== null) {
    findings.push(...memoryFindings(snapshot.name, remembered, today), ...deviceFindings(remembered, today));
  }
  return { ok: isAllowed(findings), findings };
}

function driveFindings(name: string, drive: SnapshotDrive): readonly Finding[] {
  const label = drive.node ?? drive.device ?? 'the drive';
  switch (drive.status) {
    case 'present':
    case 'unknown':
      return [];
    case 'moved':
      return [
        finding(
          'informs',
          'drive-moved',
          `The image of ${label} was at ${drive.path} and is elsewhere now.`,
          null,
        ),
      ];
    case 'changed':
      return [
        finding(
          'warns',
          'drive-resized',
          `${drive.path} has another size than when “${name}” was taken; restoring sets it back to ${drive.virtualSizeBytes} bytes.`,
          'What lies beyond that size is lost by a restore; keep the current state first.',
        ),
      ];
    case 'missing':
      return [
        finding(
          'blocks',
          'drive-missing',
          `${drive.path} (${label}), on which “${name}” lives, is not attached to the machine or can’t be read.`,
          `Attach ${drive.path} again.`,
        ),
      ];
    case 'replaced':
      return [
        finding(
          'blocks',
          'drive-replaced',
          `${drive.path} (${label}) is not the image that “${name}” was taken on: it holds another snapshot of that name.`,
          'Put the former image back in its place.',
        ),
      ];
    case 'snapshot-gone':
      return [
        finding(
          'blocks',
          'snapshot-gone',
          `${drive.path} (${label}) does not hold “${name}” any more: it was deleted there, or the image was replaced.`,
          'Put the former image back in its place.',
        ),
      ];
    default:
      return drive.status satisfies never;
  }
}

function memoryFindings(
  name: string,
  remembered: RememberedSnapshot,
  today: MachineToday,
): readonly Finding[] {
  const { ramBytes } = remembered;
  if (ramBytes === null || today.memoryBytes === null || ramBytes === today.memoryBytes) return [];
  return [
    finding(
      'blocks',
      'memory-size',
      `${today.name} has ${mebibytes(today.memoryBytes)} of memory now and had ${mebibytes(ramBytes)} when “${name}” was taken.`,
      `Start it with ${mebibytes(ramBytes)} of memory.`,
    ),
  ];
}

function deviceFindings(remembered: RememberedSnapshot, today: MachineToday): readonly Finding[] {
  if (remembered.devices === null || today.devices === null) return [];
  const now = new Set(today.devices);
  const then = new Set(remembered.devices);
  const gone = [...then].filter((device) => !now.has(device));
  const added = [...now].filter((device) => !then.has(device));
  if (gone.length === 0 && added.length === 0) return [];
  const changes = [
    ...(gone.length === 0 ? [] : [`it had ${gone.join(', ')}`]),
    ...(added.length === 0 ? [] : [`it has ${added.join(', ')} now`]),
  ];
  return [
    finding(
      'blocks',
      'devices-differ',
      `${today.name} has other devices than at the moment of the snapshot: ${changes.join('; ')}.`,
      'Start it with the devices it had then.',
    ),
  ];
}

function mebibytes(bytes: number): string {
  return `${Math.round(bytes / 1024 / 1024)} MiB`;
}
