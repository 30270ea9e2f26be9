import type { WantedState } from '../../../shared/contract/contract.ts';
import { type Finding, finding } from '../../../shared/model/finding.ts';
import { MAX_NAME_BYTES } from '../../../shared/model/snapshot.ts';
import type { SnapshotFacts, TakeOptions } from '../hypervisor.ts';
import { type QemuDrive, snapshotDrives } from './drives.ts';

/** QEMU finds out only after it has written the memory (QCOW_MAX_SNAPSHOTS, block/qcow2.h). */
const MAX_SNAPSHOTS = 65_536;

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
  /** Whether it is being moved to another computer. */
  readonly migrating: boolean;
  /** Null when there is a way to a guest agent, else why not. */
  readonly noAgent: string | null;
  /** Null when Snapgrove can start the machine, else why not, as a clause. */
  readonly noStart: string | null;
  /** Null when the machine can be changed, through its QEMU or its images; else why not. */
  readonly unreachable: string | null;
}

/** Everything against a snapshot name: QEMU cuts long tags and takes empty ones (block/snapshot.c). */
export function nameFindings(name: string, taken: readonly string[], machine: string): readonly Finding[] {
  if (name.trim() === '') {
    return [finding('blocks', 'name-empty', 'A snapshot needs a name.', 'Type a name.')];
  }
  if (!name.isWellFormed() || /[\uFFFE\uFFFF]/.test(name)) {
    return [
      finding(
        'blocks',
        'name-characters',
        'The name holds a character that can’t be stored.',
        'Type the name anew.',
      ),
    ];
  }
  if (Array.from(name).some(isControl)) {
    return [
      finding(
        'blocks',
        'name-control',
        'The name holds a line break or another control character.',
        'Take it out of the name.',
      ),
    ];
  }
  const bytes = new TextEncoder().encode(name).length;
  if (bytes > MAX_NAME_BYTES) {
    return [
      finding(
        'blocks',
        'name-long',
        `The name takes ${bytes} bytes, and an image keeps ${MAX_NAME_BYTES}.`,
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
  const findings: Finding[] = [
    ...nameFindings(options.name, taken, machine.name),
    ...stateFindings(machine),
    ...driveFindings(machine, options),
  ];
  if (options.external !== null) {
    findings.push(
      finding(
        'blocks',
        'no-external',
        `Snapshots of ${machine.name} live inside its images: it is reached over QMP.`,
        'Take it without new files.',
      ),
    );
  }
  if (options.memory && machine.on) findings.push(...memoryFindings(machine));
  else if (machine.on && !options.quiesce) {
    findings.push(
      finding(
        'warns',
        'disks-like-power-cut',
        `Without the memory the disks of ${machine.name} are kept as after a power cut: what programs had not written yet is not in the snapshot.`,
        machine.noAgent === null ? 'Let the guest agent make the file systems quiet first.' : null,
      ),
    );
  }
  if (options.quiesce && machine.noAgent !== null) {
    findings.push(
      finding('blocks', 'no-agent', machine.noAgent, 'Take the snapshot without making file systems quiet.'),
    );
  }
  return findings;
}

function driveFindings(machine: CheckedMachine, options: TakeOptions): readonly Finding[] {
  const findings: Finding[] = [];
  const { drives: wanted } = options;
  if (chosenDrives(machine.drives, options).length === 0) {
    findings.push(
      finding(
        'blocks',
        'no-drive',
        wanted === null
          ? `${machine.name} has no drive that can hold a snapshot.`
          : `None of the chosen drives of ${machine.name} can hold a snapshot.`,
        wanted === null ? 'Attach its disk as a writable qcow2 image.' : 'Choose another drive.',
      ),
    );
  }
  for (const drive of chosenDrives(machine.drives, options)) {
    if (drive.snapshots.length < MAX_SNAPSHOTS) continue;
    findings.push(
      finding(
        'blocks',
        'image-full',
        `The image of the drive ${drive.id} of ${machine.name} holds ${drive.snapshots.length} snapshots, and a qcow2 image holds no more.`,
        'Delete some of them first.',
      ),
    );
  }
  for (const drive of machine.drives) {
    const isChosen = wanted === null || wanted.includes(drive.id);
    if (drive.leftOut !== null && wanted !== null && isChosen) {
      findings.push(
        finding(
          'blocks',
          'drive-unable',
          `The drive ${drive.id} of ${machine.name} can’t hold a snapshot: ${drive.leftOut}.`,
          'Leave it out.',
        ),
      );
    } else if (drive.leftOut !== null) {
      findings.push(
        finding(
          drive.readOnly ? 'informs' : 'warns',
          'drive-left-out',
          `The drive ${drive.id} is not part of the snapshot, and a restore leaves it as it is then: ${drive.leftOut}.`,
          null,
        ),
      );
    } else if (!isChosen) {
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
  for (const id of wanted ?? []) {
    if (!machine.drives.some((drive) => drive.id === id)) {
      findings.push(
        finding('blocks', 'drive-unknown', `${machine.name} has no drive ${id}.`, 'Choose another drive.'),
      );
    }
  }
  return findings;
}

function memoryFindings(machine: CheckedMachine): readonly Finding[] {
  return machine.memoryBlockers.map((reason) =>
    finding(
      'blocks',
      'memory-blocked',
      `QEMU can’t save or load the memory of ${machine.name} now: ${sentence(reason)}`,
      'Remove that device, or use the disks only.',
    ),
  );
}

function sentence(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`;
}

/** What stands against changing the machine in any way now. */
function stateFindings(machine: CheckedMachine): readonly Finding[] {
  const findings: Finding[] = [...reachFindings(machine)];
  if (machine.broken) {
    findings.push(
      finding(
        'blocks',
        'half-restored',
        `The last restore of ${machine.name} failed half way: its disks and its memory may not belong together.`,
        'Restore a snapshot, or power the machine off.',
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

function reachFindings(machine: CheckedMachine): readonly Finding[] {
  const findings: Finding[] = [];
  if (machine.unreachable !== null) {
    findings.push(
      finding(
        'blocks',
        'in-use',
        machine.unreachable,
        'End the program that uses it, or add the machine by its own QMP socket.',
      ),
    );
  }
  if (machine.migrating) {
    findings.push(
      finding(
        'blocks',
        'migrating',
        `${machine.name} is being moved to another computer.`,
        'Wait until that is over.',
      ),
    );
  }
  return findings;
}

/** What a restore asks for beside the snapshot. */
export interface RestoreWish {
  readonly kind: 'restore' | 'activate';
  readonly state: WantedState;
}

/** Everything that stands against or speaks to restoring a snapshot, beyond what holds for it always. */
export function restoreFindings(
  machine: CheckedMachine,
  snapshot: SnapshotFacts,
  wish: RestoreWish,
): readonly Finding[] {
  const findings: Finding[] = [...reachFindings(machine)];
  if (snapshot.instances.length === 0) {
    findings.push(
      finding(
        'blocks',
        'snapshot-gone',
        `“${snapshot.name}” is in none of the images of ${machine.name}.`,
        'Bring the image that holds it back.',
      ),
    );
  }
  if (wish.kind === 'restore') findings.push(...startFindings(machine, snapshot, wish.state));
  if (snapshot.memory && machine.on && wish.kind === 'restore') findings.push(...memoryFindings(machine));
  for (const drive of machine.drives) {
    if (drive.leftOut === null) continue;
    findings.push(
      finding(
        drive.readOnly ? 'informs' : 'warns',
        'drive-left-out',
        `The drive ${drive.id} is not rolled back: ${drive.leftOut}.`,
        null,
      ),
    );
  }
  return findings;
}

/** Whether restoring means that Snapgrove starts the machine. */
export function needsStart(
  machine: { readonly on: boolean },
  snapshot: Pick<SnapshotFacts, 'memory'>,
  state: WantedState,
): boolean {
  return machine.on ? !snapshot.memory : snapshot.memory || state === 'running';
}

function startFindings(
  machine: CheckedMachine,
  snapshot: SnapshotFacts,
  state: WantedState,
): readonly Finding[] {
  if (!needsStart(machine, snapshot, state)) return [];
  const { name, noStart } = machine;
  if (noStart === null) {
    if (!machine.on) return [];
    return [
      finding(
        'warns',
        'restarts',
        `“${snapshot.name}” holds disks only: ${name} is powered off, its disks are put back, and it is started again.`,
        null,
      ),
    ];
  }
  const why = machine.on
    ? `“${snapshot.name}” holds disks only, so ${name} must be powered off and started again, and Snapgrove can’t start it: ${noStart}.`
    : `Snapgrove can’t start ${name}: ${noStart}.`;
  const remedy = machine.on
    ? 'Look at the command line and agree to it, or shut the machine down first.'
    : 'Look at the command line that starts it, and agree to it.';
  return [finding('blocks', 'no-start', why, remedy)];
}

/** Everything that stands against deleting snapshots. */
export function deleteFindings(
  machine: CheckedMachine,
  snapshots: readonly SnapshotFacts[],
): readonly Finding[] {
  const ambiguous = snapshots.flatMap((snapshot) =>
    snapshot.findings.filter((each) => each.code === 'duplicate-name' || each.code === 'unnamed'),
  );
  return [...reachFindings(machine), ...ambiguous];
}
