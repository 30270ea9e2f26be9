import { type Finding, finding, isAllowed } from '../../shared/model/finding.ts';
import type { Drive } from '../../shared/model/machine.ts';
import type { Restorable, SnapshotDrive } from '../../shared/model/snapshot.ts';
import { say } from '../../shared/sentences/say.ts';
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
    findings.push(finding('blocks', 'lost', { name: snapshot.name, machine: today.name }));
  } else {
    if (snapshot.unseen || snapshot.drives.some((drive) => drive.status === 'unknown')) {
      findings.push(finding('blocks', 'not-seen', { machine: today.name, name: snapshot.name }));
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
  const values = { name, path: drive.path, drive: drive.node ?? drive.device ?? say('drive/unnamed') };
  switch (drive.status) {
    case 'present':
    case 'unknown':
      return [];
    case 'moved':
      return [finding('informs', 'drive-moved', values)];
    case 'changed': {
      const { virtualSizeBytes } = drive;
      return [
        virtualSizeBytes === null
          ? finding('warns', 'drive-resized:unknown', values)
          : finding('warns', 'drive-resized', { ...values, size: virtualSizeBytes }),
      ];
    }
    case 'missing': {
      const attached = today.drives.find((each) => each.path === drive.path);
      return [
        attached === undefined
          ? finding('blocks', 'drive-missing', { ...values, machine: today.name })
          : finding('blocks', 'drive-unusable', {
              ...values,
              why: attached.leftOut ?? say('drive/not-looked-at'),
            }),
      ];
    }
    case 'replaced':
      return [finding('blocks', 'drive-replaced', values)];
    case 'snapshot-gone':
      return [finding('blocks', 'snapshot-gone', values)];
    default:
      return drive.status satisfies never;
  }
}
