import { type Finding, finding, isAllowed } from '../../shared/model/finding.ts';
import type { Drive } from '../../shared/model/machine.ts';
import type { Restorable, SnapshotDrive } from '../../shared/model/snapshot.ts';
import type { RememberedSnapshot } from '../hypervisor/hypervisor.ts';
import { type MemoryHome, memoryMisfits } from '../hypervisor/saved-memory.ts';

/** The machine as it is, which a snapshot is compared with. */
export interface MachineToday extends MemoryHome {
  readonly drives: readonly Drive[];
}

/** Whether a snapshot can be restored today, and everything that speaks against it. */
export function restorable(
  snapshot: {
    readonly name: string;
    readonly memory: boolean;
    readonly drives: readonly SnapshotDrive[];
    readonly lost: boolean;
    /** True where the hypervisor that lists it can't be asked now. */
    readonly unseen: boolean;
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
    if (snapshot.unseen || snapshot.drives.some((drive) => drive.status === 'unknown')) {
      findings.push(
        finding(
          'blocks',
          'not-seen',
          `${today.name} can’t be reached now, so nobody can tell whether “${snapshot.name}” is still in its images.`,
          'Reach the machine, or shut it down.',
        ),
      );
    }
    for (const drive of snapshot.drives) findings.push(...driveFindings(snapshot.name, drive, today));
  }
  findings.push(...snapshot.standing);
  if (snapshot.memory && remembered !== null) {
    findings.push(...memoryMisfits(snapshot.name, remembered, today));
  }
  return { ok: isAllowed(findings), findings };
}

function driveFindings(name: string, drive: SnapshotDrive, today: MachineToday): readonly Finding[] {
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
          `The image of ${label} was at ${drive.path} when “${name}” was taken, and is elsewhere now.`,
          null,
        ),
      ];
    case 'changed':
      return [
        finding(
          'warns',
          'drive-resized',
          `The disk in ${drive.path} has another size than when “${name}” was taken; a restore sets it back to ${sizeInWords(drive.virtualSizeBytes)}.`,
          'What lies beyond that size is lost by a restore; keep the current state first.',
        ),
      ];
    case 'missing':
      return [missingFinding(name, drive, label, today)];
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

function missingFinding(name: string, drive: SnapshotDrive, label: string, today: MachineToday): Finding {
  const attached = today.drives.find((each) => each.path === drive.path);
  if (attached !== undefined) {
    return finding(
      'blocks',
      'drive-unusable',
      `“${name}” lives on ${drive.path} (${label}), which can’t be used now: ${attached.leftOut}.`,
      'Give the machine that image as it was, writable, then restore.',
    );
  }
  return finding(
    'blocks',
    'drive-missing',
    `“${name}” lives on ${drive.path} (${label}), which is not attached to ${today.name}.`,
    `Attach ${drive.path} again, then restore.`,
  );
}

function sizeInWords(bytes: number | null): string {
  return bytes === null ? 'the size it had' : `${Math.round(bytes / 1024 / 1024).toLocaleString('en')} MiB`;
}
