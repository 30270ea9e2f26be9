import { type Finding, finding, isAllowed } from '../../shared/model/finding.ts';
import type { Restorable, SnapshotDrive } from '../../shared/model/snapshot.ts';
import type { RememberedSnapshot } from '../hypervisor/hypervisor.ts';
import { type MemoryHome, memoryMisfits } from '../hypervisor/saved-memory.ts';

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
  today: MemoryHome,
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
    findings.push(...memoryMisfits(snapshot.name, remembered, today));
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
