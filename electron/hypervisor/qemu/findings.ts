import type { WantedState } from '../../../shared/contract/contract.ts';
import { type Finding, finding } from '../../../shared/model/finding.ts';
import { MAX_NAME_BYTES } from '../../../shared/model/snapshot.ts';
import type { Sentence } from '../../../shared/sentences/sentence.ts';
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
  readonly noAgent: Sentence | null;
  /** Null when Snapgrove can start the machine, else why not, as a clause. */
  readonly noStart: Sentence | null;
  /** Null when the machine can be changed, through its QEMU or its images; else why not. */
  readonly unreachable: Sentence | null;
}

/** Everything against a snapshot name: QEMU cuts long tags and takes empty ones (block/snapshot.c). */
export function nameFindings(name: string, taken: readonly string[], machine: string): readonly Finding[] {
  if (name.trim() === '') return [finding('blocks', 'name-empty')];
  if (!name.isWellFormed() || /[\uFFFE\uFFFF]/.test(name)) return [finding('blocks', 'name-characters')];
  if (Array.from(name).some(isControl)) return [finding('blocks', 'name-control')];
  const bytes = new TextEncoder().encode(name).length;
  if (bytes > MAX_NAME_BYTES) return [finding('blocks', 'name-long', { bytes, most: MAX_NAME_BYTES })];
  if (taken.includes(name)) return [finding('blocks', 'name-taken', { machine, name })];
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
  const { name, noAgent } = machine;
  if (options.external !== null) findings.push(finding('blocks', 'no-external', { machine: name }));
  if (options.memory && machine.on) findings.push(...memoryFindings(machine));
  else if (machine.on && !options.quiesce) {
    const code = noAgent === null ? 'disks-like-power-cut:agent' : 'disks-like-power-cut';
    findings.push(finding('warns', code, { machine: name }));
  }
  if (options.quiesce && options.memory && machine.on) findings.push(finding('blocks', 'quiesce-memory'));
  if (options.quiesce && noAgent !== null) findings.push(finding('blocks', 'no-agent', { why: noAgent }));
  return findings;
}

function driveFindings(machine: CheckedMachine, options: TakeOptions): readonly Finding[] {
  const findings: Finding[] = [];
  const { drives: wanted } = options;
  const { name } = machine;
  if (chosenDrives(machine.drives, options).length === 0) {
    findings.push(finding('blocks', wanted === null ? 'no-drive' : 'no-drive:chosen', { machine: name }));
  }
  for (const { id, snapshots } of chosenDrives(machine.drives, options)) {
    if (snapshots.length < MAX_SNAPSHOTS) continue;
    findings.push(finding('blocks', 'image-full', { drive: id, machine: name, snapshots: snapshots.length }));
  }
  for (const { id, leftOut, readOnly } of machine.drives) {
    const isChosen = wanted === null || wanted.includes(id);
    if (leftOut !== null && wanted !== null && isChosen) {
      findings.push(finding('blocks', 'drive-unable', { drive: id, machine: name, why: leftOut }));
    } else if (leftOut !== null) {
      findings.push(
        finding(readOnly ? 'informs' : 'warns', 'drive-left-out:take', { drive: id, why: leftOut }),
      );
    } else if (!isChosen) {
      findings.push(finding('warns', 'drive-not-chosen', { drive: id }));
    }
  }
  for (const id of wanted ?? []) {
    if (!machine.drives.some((drive) => drive.id === id)) {
      findings.push(finding('blocks', 'drive-unknown', { machine: name, drive: id }));
    }
  }
  return findings;
}

function memoryFindings(machine: CheckedMachine): readonly Finding[] {
  return machine.memoryBlockers.map((reason) =>
    finding('blocks', 'memory-blocked', { machine: machine.name, why: withFullStop(reason) }),
  );
}

function withFullStop(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`;
}

/** What stands against changing the machine in any way now. */
function stateFindings(machine: CheckedMachine): readonly Finding[] {
  const findings: Finding[] = [...reachFindings(machine)];
  if (machine.broken) findings.push(finding('blocks', 'half-restored', { machine: machine.name }));
  if (machine.ioError) findings.push(finding('warns', 'io-error', { machine: machine.name }));
  return findings;
}

function reachFindings(machine: CheckedMachine): readonly Finding[] {
  const findings: Finding[] = [];
  if (machine.unreachable !== null) findings.push(finding('blocks', 'in-use', { why: machine.unreachable }));
  if (machine.migrating) findings.push(finding('blocks', 'migrating', { machine: machine.name }));
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
      finding('blocks', 'snapshot-gone:anywhere', { name: snapshot.name, machine: machine.name }),
    );
  }
  if (wish.kind === 'restore') findings.push(...startFindings(machine, snapshot, wish.state));
  if (snapshot.memory && machine.on && wish.kind === 'restore') findings.push(...memoryFindings(machine));
  for (const { id, leftOut, readOnly } of machine.drives) {
    if (leftOut === null) continue;
    findings.push(
      finding(readOnly ? 'informs' : 'warns', 'drive-left-out:restore', { drive: id, why: leftOut }),
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
    return machine.on ? [finding('warns', 'restarts', { name: snapshot.name, machine: name })] : [];
  }
  return [
    machine.on
      ? finding('blocks', 'no-start:disks', { name: snapshot.name, machine: name, why: noStart })
      : finding('blocks', 'no-start', { machine: name, why: noStart }),
  ];
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
