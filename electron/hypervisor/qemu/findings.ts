import { type Finding, finding } from '../../../shared/model/finding.ts';
import { MAX_NAME_BYTES } from '../../../shared/model/snapshot.ts';
import type { SnapshotFacts, TakeOptions } from '../hypervisor.ts';
import { type QemuDrive, snapshotDrives } from './drives.ts';

/** What the checks look at: the machine as just read. */
export interface CheckedMachine {
  readonly name: string;
  /** Whether a QEMU runs it now. */
  readonly on: boolean;
  /** Whether the last restore failed half way (run state `restore-vm`). */
  readonly broken: boolean;
  readonly ioError: boolean;
  readonly drives: readonly QemuDrive[];
  readonly memoryBlockers: readonly string[];
  readonly agent: boolean;
  /** Null when Snapgrove can start the machine, else why not. */
  readonly noStart: string | null;
  /** Set while the images are held by something that is not ours to ask. */
  readonly inUse: string | null;
}

/** Everything against a snapshot name: QEMU cuts long tags and takes empty ones (block/snapshot.c). */
export function nameFindings(name: string, taken: readonly string[], machine: string): readonly Finding[] {
  if (name.trim() === '') {
    return [finding('blocks', 'name-empty', 'A snapshot needs a name.', 'Type a name.')];
  }
  if (Array.from(name).some(isControl)) {
    return [
      finding(
        'blocks',
        'name-control',
        'The name holds a line break or another control character.',
        'Remove it.',
      ),
    ];
  }
  const bytes = new TextEncoder().encode(name).length;
  if (bytes > MAX_NAME_BYTES) {
    return [
      finding(
        'blocks',
        'name-long',
        `The name takes ${bytes} bytes; QEMU keeps ${MAX_NAME_BYTES} and would cut it.`,
        'Shorten the name.',
      ),
    ];
  }
  if (taken.includes(name)) {
    return [
      finding(
        'blocks',
        'name-taken',
        `${machine} already has a snapshot named “${name}”.`,
        'Choose another name, or delete that snapshot first.',
      ),
    ];
  }
  return [];
}

function isControl(character: string): boolean {
  const code = character.codePointAt(0) ?? 0;
  return code < 0x20 || (code >= 0x7f && code < 0xa0);
}

/** The drives that `options` asks for, of those that can hold snapshots. */
export function chosenDrives(
  drives: readonly QemuDrive[],
  options: Pick<TakeOptions, 'drives'>,
): readonly QemuDrive[] {
  const capable = snapshotDrives(drives);
  return options.drives === null ? capable : capable.filter((drive) => options.drives?.includes(drive.id));
}

/** Everything that stands against or speaks to taking a snapshot. */
export function takeFindings(machine: CheckedMachine, options: TakeOptions): readonly Finding[] {
  const taken = machine.drives.flatMap((drive) => drive.snapshots.map((each) => each.name));
  const memory = options.memory && machine.on;
  const findings: Finding[] = [...nameFindings(options.name, taken, machine.name), ...stateFindings(machine)];
  if (options.external !== null) {
    findings.push(
      finding(
        'blocks',
        'no-external',
        'Snapshots of machines reached over QMP live inside their images.',
        'Take it without “external”.',
      ),
    );
  }
  if (chosenDrives(machine.drives, options).length === 0) {
    findings.push(
      finding(
        'blocks',
        'no-drive',
        `${machine.name} has no drive that can hold a snapshot.`,
        'Attach its disk as a writable qcow2 image.',
      ),
    );
  }
  for (const drive of machine.drives) {
    if (drive.leftOut !== null) {
      findings.push(
        finding(
          'informs',
          'drive-left-out',
          `The drive ${drive.id} is not part of the snapshot and is not rolled back by a restore: ${drive.leftOut}.`,
          null,
        ),
      );
    } else if (options.drives !== null && !options.drives.includes(drive.id)) {
      findings.push(
        finding(
          'warns',
          'drive-not-chosen',
          `The drive ${drive.id} was not chosen: a restore leaves it as it is then.`,
          null,
        ),
      );
    }
  }
  for (const id of options.drives ?? []) {
    if (!machine.drives.some((drive) => drive.id === id)) {
      findings.push(finding('blocks', 'drive-unknown', `${machine.name} has no drive ${id}.`, null));
    }
  }
  if (memory) {
    for (const reason of machine.memoryBlockers) {
      findings.push(
        finding(
          'blocks',
          'memory-blocked',
          `QEMU can’t save the memory of ${machine.name} now: ${reason}.`,
          'Remove that device, or take a snapshot of the disks only.',
        ),
      );
    }
  }
  if (!memory && machine.on && !options.quiesce) {
    findings.push(
      finding(
        'warns',
        'disks-like-power-cut',
        'Without the memory the disks are kept as after a power cut: what programs had not written yet is missing.',
        machine.agent ? 'Ask the guest agent to make the file systems quiet first.' : null,
      ),
    );
  }
  if (options.quiesce && !machine.agent) {
    findings.push(
      finding(
        'blocks',
        'no-agent',
        `No guest agent answers in ${machine.name}, so its file systems can’t be made quiet.`,
        'Install qemu-guest-agent in the guest, or take the snapshot without it.',
      ),
    );
  }
  return findings;
}

/** What stands against changing the machine in any way now. */
function stateFindings(machine: CheckedMachine): readonly Finding[] {
  const findings: Finding[] = [];
  if (machine.inUse !== null) {
    findings.push(
      finding('blocks', 'in-use', machine.inUse, 'End that program, or connect to its QMP socket.'),
    );
  }
  if (machine.broken) {
    findings.push(
      finding(
        'blocks',
        'half-restored',
        `The last restore of ${machine.name} failed half way: its disks and memory don’t belong together.`,
        'Restore a snapshot that can be restored, or power the machine off.',
      ),
    );
  }
  if (machine.ioError) {
    findings.push(
      finding(
        'warns',
        'io-error',
        `${machine.name} stopped because a disk could not be written, perhaps for lack of room.`,
        'Make room on the host first.',
      ),
    );
  }
  return findings;
}

/** Everything that stands against or speaks to restoring a snapshot, beyond what holds for it always. */
export function restoreFindings(
  machine: CheckedMachine,
  snapshot: SnapshotFacts,
  kind: 'restore' | 'activate',
): readonly Finding[] {
  const findings: Finding[] = [];
  if (machine.inUse !== null) {
    findings.push(
      finding('blocks', 'in-use', machine.inUse, 'End that program, or connect to its QMP socket.'),
    );
  }
  if (snapshot.instances.length === 0) {
    findings.push(
      finding(
        'blocks',
        'snapshot-gone',
        `“${snapshot.name}” is in none of the images of ${machine.name}.`,
        null,
      ),
    );
  }
  const needsStart = kind === 'restore' && machine.on !== snapshot.memory;
  if (needsStart && machine.noStart !== null) {
    findings.push(
      finding(
        'blocks',
        'no-start',
        machine.on
          ? `“${snapshot.name}” holds disks only, so ${machine.name} must be stopped and started again: ${machine.noStart}`
          : `“${snapshot.name}” holds memory, which is loaded as ${machine.name} starts: ${machine.noStart}`,
        machine.on ? 'Shut the machine down, then restore it.' : null,
      ),
    );
  } else if (needsStart && machine.on) {
    findings.push(
      finding(
        'warns',
        'restarts',
        `“${snapshot.name}” holds disks only: ${machine.name} is powered off, its disks are put back, and it is started again.`,
        null,
      ),
    );
  }
  if (snapshot.memory && machine.on) {
    for (const reason of machine.memoryBlockers) {
      findings.push(
        finding(
          'blocks',
          'memory-blocked',
          `QEMU can’t load memory into ${machine.name} now: ${reason}.`,
          null,
        ),
      );
    }
  }
  for (const drive of machine.drives) {
    if (drive.leftOut !== null) {
      findings.push(
        finding(
          drive.readOnly ? 'informs' : 'warns',
          'drive-left-out',
          `The drive ${drive.id} is not rolled back: ${drive.leftOut}.`,
          null,
        ),
      );
    }
  }
  return findings;
}

/** Everything that stands against deleting snapshots. */
export function deleteFindings(
  machine: CheckedMachine,
  snapshots: readonly SnapshotFacts[],
): readonly Finding[] {
  const findings: Finding[] = [];
  if (machine.inUse !== null) {
    findings.push(
      finding('blocks', 'in-use', machine.inUse, 'End that program, or connect to its QMP socket.'),
    );
  }
  for (const snapshot of snapshots) {
    for (const each of snapshot.findings) {
      if (each.code === 'duplicate-name' || each.code === 'unnamed') findings.push(each);
    }
  }
  return findings;
}
