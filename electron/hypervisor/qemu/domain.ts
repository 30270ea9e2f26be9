import type { Link } from '../../../shared/model/connection.ts';
import { type Finding, finding } from '../../../shared/model/finding.ts';
import {
  AVAILABLE,
  type Capabilities,
  type Capability,
  type MachineState,
  unavailable,
} from '../../../shared/model/machine.ts';
import type { RunState } from '../../qmp/queries.ts';
import type { Domain } from '../hypervisor.ts';
import { notRunnable } from './command-line.ts';
import { plainDrive, type QemuDrive, snapshotDrives } from './drives.ts';
import type { CheckedMachine } from './findings.ts';
import type { OfflineReading } from './machine-images.ts';
import type { MachineRecord } from './machine-record.ts';
import type { QemuReading } from './reading.ts';

/** What is known of a QEMU machine at one moment. */
export interface QemuKnowledge {
  readonly record: MachineRecord;
  readonly reading: QemuReading | null;
  readonly offline: OfflineReading | null;
  readonly link: Link;
  readonly drives: readonly QemuDrive[];
  readonly activity: string | null;
  /** True while Snapgrove itself loads a snapshot, and waits for how that ends. */
  readonly isLoading: boolean;
}

/** The machine as the world shows it. */
export function domainOf(known: QemuKnowledge): Domain {
  const { record, reading } = known;
  return {
    uuid: record.uuid,
    name: record.name,
    state: stateOf(known),
    source: record.source,
    link: known.link,
    memoryBytes: record.memoryBytes,
    drives: known.drives.map(plainDrive),
    capabilities: capabilitiesOf(known),
    findings: machineFindings(known),
    names: 'any',
    heads: 1,
    devices: reading?.devices ?? record.devices,
    seenAt: record.seenAt,
    activity: known.activity,
  };
}

/** The machine as the checks look at it. */
export function checkedMachine(known: QemuKnowledge): CheckedMachine {
  const { record, reading } = known;
  const state = stateOf(known);
  return {
    name: record.name,
    on: reading !== null,
    broken: state === 'broken',
    ioError: reading?.runState === 'io-error',
    migrating: reading !== null && MIGRATING.has(reading.runState),
    drives: known.drives,
    memoryBlockers: reading?.memoryBlockers ?? [],
    noAgent: noAgentReason(known),
    noStart: noStartReason(record),
    unreachable: notWritable(known),
  };
}

/** Run states in which the machine belongs to a migration (qapi/run-state.json). */
const MIGRATING: ReadonlySet<RunState> = new Set(['inmigrate', 'finish-migrate', 'postmigrate', 'colo']);

/** Failures to connect that a machine which is off explains; any other leaves open whether it runs. */
const OFF_CODES: ReadonlySet<string> = new Set(['socket-missing', 'refused', 'closed']);

/** A link that was lost, and why. Moments are ms since the epoch. */
export function lost(
  { code, message }: { readonly code: string; readonly message: string },
  since = Date.now(),
  retryAt: number | null = null,
): Link {
  return { status: 'lost', code, message, since, retryAt };
}

/** The link to a QEMU that keeps the connection but answers nothing: what was last known is told as such until it does. */
export function notAnswering(name: string, before: Link): Link {
  if (before.status === 'lost') return before;
  const message = `QEMU does not answer for ${name}: it may be stopped or too busy.`;
  return lost({ code: 'unresponsive', message });
}

/** What the machine does now, as far as can be known. */
export function stateOf({ record, reading, offline, link, isLoading }: QemuKnowledge): MachineState {
  if (reading === null) {
    if (offline === null || offline.inUse.length > 0 || !record.local) return 'unknown';
    if (link.status === 'lost') return OFF_CODES.has(link.code) ? 'off' : 'unknown';
    return link.status === 'none' ? 'off' : 'unknown';
  }
  // QEMU calls a guest that stood still before a load `paused` after it, however the load ended (do_vm_stop, softmmu/cpus.c).
  if (record.halfRestored && !reading.running && !isLoading) return 'broken';
  switch (reading.runState) {
    case 'running':
    case 'finish-migrate':
    case 'save-vm':
      return 'running';
    case 'suspended':
      return 'suspended';
    case 'restore-vm':
      return record.wholeInRestoreVm ? 'paused' : 'broken';
    case 'guest-panicked':
    case 'internal-error':
      return 'crashed';
    case 'debug':
    case 'inmigrate':
    case 'io-error':
    case 'paused':
    case 'postmigrate':
    case 'prelaunch':
    case 'shutdown':
    case 'watchdog':
    case 'colo':
    case 'unknown':
      return 'paused';
    default:
      return reading.runState satisfies never;
  }
}

/** Why nothing may be written to the machine's images now; null when it may. */
export function notWritable(known: QemuKnowledge): string | null {
  const { record, reading, offline, link } = known;
  if (reading !== null) return null;
  if (link.status === 'lost' && link.code === 'busy')
    return `${record.name} can’t be changed now: ${link.message}`;
  const image = offline?.inUse[0];
  if (image !== undefined)
    return `${image} of ${record.name} is open in another program, so nothing may be written to it.`;
  if (stateOf(known) === 'off') return null;
  const why = link.status === 'lost' ? ` ${link.message}` : '';
  return `${record.name} can’t be reached now, and nobody can tell whether it runs.${why}`;
}

/** Why Snapgrove can't start the machine, as a clause; null when it can. */
export function noStartReason({ argv, confirmed, source, local }: MachineRecord): string | null {
  if (argv === null) {
    return source.kind === 'image'
      ? 'Snapgrove knows its image only, not the command line that starts it'
      : 'Snapgrove has not seen the command line that starts it';
  }
  const reason = notRunnable(argv);
  if (reason !== null) return reason;
  if (!local) return 'its QEMU runs where Snapgrove does not see it, in a container or on another computer';
  return confirmed ? null : 'nobody has looked at the command line that starts it yet, and agreed to it';
}

/** Why the guest's file systems can't be made quiet; null when that can be tried. */
export function noAgentReason({ record, reading }: QemuKnowledge): string | null {
  if (reading === null) return `${record.name} is off.`;
  if (!record.local)
    return `The guest agent of ${record.name} is not known to be reached from this computer.`;
  switch (reading.agent.status) {
    case 'free':
      return null;
    case 'in-use':
      return `Another program is connected to the guest agent of ${record.name}.`;
    case 'none':
      return `${record.name} has no channel to a guest agent. Install qemu-guest-agent in the guest and give QEMU the port org.qemu.guest_agent.0 on a socket.`;
    default:
      return reading.agent satisfies never;
  }
}

function capabilitiesOf(known: QemuKnowledge): Capabilities {
  const { record, reading } = known;
  const { name } = record;
  const on = reading !== null;
  const state = stateOf(known);
  const noAgent = noAgentReason(known);
  const unwritable = notWritable(known);
  const writable = unwritable === null ? AVAILABLE : unavailable(unwritable);
  const takes = takeCapability(known, writable);
  const running = on
    ? AVAILABLE
    : unavailable(state === 'off' ? `${name} is off.` : `${name} can’t be reached now.`);
  const noStart = record.argv === null ? noStartReason(record) : notRunnable(record.argv);
  const mixed = mixedDisks(record);
  return {
    take: takes,
    memory: on ? takes : unavailable(`${name} is off and has no memory to save.`),
    diskOnly: takes,
    external: unavailable('Snapshots of a machine reached over QMP live inside its images.'),
    quiesce: noAgent === null ? takes : unavailable(noAgent),
    chooseDrives: takes,
    restore: writable,
    activate: writable,
    delete: writable,
    screenshot: running,
    start: on
      ? unavailable(`${name} is on already.`)
      : noStart === null
        ? mixed === null
          ? writable
          : unavailable(mixed)
        : unavailable(`${name} can’t be started from here: ${noStart}.`),
    pause: state === 'running' ? AVAILABLE : unavailable(`${name} is not running.`),
    resume: resumeCapability(known),
    shutdown: state === 'running' ? AVAILABLE : unavailable(`${name} is not running.`),
    powerOff: running,
    reset:
      state === 'running' || state === 'paused' || state === 'crashed'
        ? AVAILABLE
        : unavailable(state === 'broken' ? halfRestored(name) : `${name} is not running.`),
  };
}

function takeCapability(known: QemuKnowledge, writable: Capability): Capability {
  const { record, drives, reading } = known;
  if (!writable.available) return writable;
  if (stateOf(known) === 'broken') return unavailable(halfRestored(record.name));
  if (reading !== null && MIGRATING.has(reading.runState)) {
    return unavailable(`${record.name} is being moved to another computer.`);
  }
  if (snapshotDrives(drives).length > 0) return AVAILABLE;
  return unavailable(
    `${record.name} has no drive that can hold a snapshot. Attach its disk as a writable qcow2 image.`,
  );
}

function resumeCapability(known: QemuKnowledge): Capability {
  const { name } = known.record;
  const state = stateOf(known);
  switch (state) {
    case 'broken':
      return unavailable(halfRestored(name));
    case 'paused':
      return known.reading?.runState === 'shutdown'
        ? unavailable(`The guest of ${name} has shut down; reset it to start it again.`)
        : AVAILABLE;
    case 'running':
    case 'suspended':
    case 'off':
    case 'crashed':
    case 'unknown':
      return unavailable(`${name} is not paused.`);
    default:
      return state satisfies never;
  }
}

/** Why a machine that is off must not be started: some of its disks are put to a snapshot and some are not; else null. */
export function mixedDisks({ name, lastRestore }: MachineRecord): string | null {
  if (lastRestore === null || lastRestore.jobId !== null || lastRestore.outcome !== 'half') return null;
  return `Putting the disks of ${name} back was cut off half way, so they may not belong together. Restore this snapshot or another one first.`;
}

function halfRestored(name: string): string {
  return `The last restore of ${name} failed half way, so its disks and its memory may not belong together. Restore a snapshot, or power it off.`;
}

function machineFindings(known: QemuKnowledge): readonly Finding[] {
  const findings: Finding[] = [];
  const { record, drives } = known;
  for (const drive of drives) {
    if (drive.leftOut === null) continue;
    findings.push(
      finding(
        drive.readOnly ? 'informs' : 'warns',
        'drive-left-out',
        `The drive ${drive.id} is in no snapshot, and a restore leaves it as it is then: ${drive.leftOut}.`,
        drive.readOnly
          ? null
          : 'What is in a snapshot and what is on that drive may not fit together afterwards.',
      ),
    );
  }
  const mixed = known.reading === null ? mixedDisks(record) : null;
  if (mixed !== null) findings.push(finding('warns', 'disks-half-restored', mixed));
  if (stateOf(known) === 'broken') {
    findings.push(
      finding(
        'warns',
        'half-restored',
        `The last restore of ${record.name} failed half way. It is stopped and is not resumed, because its disks and its memory may not belong together. All snapshots are still there.`,
        'Restore a snapshot, or power the machine off.',
      ),
    );
  }
  return findings;
}
