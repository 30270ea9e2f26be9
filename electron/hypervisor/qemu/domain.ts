import { type Link, type LostLink, lostLink, reasonOfLoss } from '../../../shared/model/connection.ts';
import { type Finding, finding } from '../../../shared/model/finding.ts';
import {
  AVAILABLE,
  type Capabilities,
  type Capability,
  type MachineState,
  unavailable,
} from '../../../shared/model/machine.ts';
import { say } from '../../../shared/sentences/say.ts';
import type { Sentence } from '../../../shared/sentences/sentence.ts';
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
  { code, said }: { readonly code: string; readonly said: Sentence },
  since = Date.now(),
  retryAt: number | null = null,
): LostLink {
  return lostLink(code, said, since, retryAt);
}

/** The link to a QEMU that keeps the connection but answers nothing: what was last known is told as such until it does. */
export function notAnswering(name: string, before: Link): Link {
  if (before.status === 'lost') return before;
  return lost({ code: 'unresponsive', said: say('machine/unresponsive', { machine: name }) });
}

/** That a machine can't be reached, and why where that is known. */
export function notReached(machine: string, link: Link): Sentence {
  return link.status === 'lost'
    ? say('machine/unreached:why', { machine, why: reasonOfLoss(link) })
    : say('machine/unreached', { machine });
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
export function notWritable(known: QemuKnowledge): Sentence | null {
  const { record, reading, offline, link } = known;
  if (reading !== null) return null;
  const machine = record.name;
  if (link.status === 'lost' && link.code === 'busy')
    return say('machine/fixed', { machine, why: reasonOfLoss(link) });
  const image = offline?.inUse[0];
  if (image !== undefined) return say('machine/image-open', { image, machine });
  if (stateOf(known) === 'off') return null;
  return link.status === 'lost'
    ? say('machine/unseen:why', { machine, why: reasonOfLoss(link) })
    : say('machine/unseen', { machine });
}

/** Why Snapgrove can't start the machine, as a clause; null when it can. */
export function noStartReason({ argv, confirmed, source, local }: MachineRecord): Sentence | null {
  if (argv === null) {
    return say(source.kind === 'image' ? 'start/image-only' : 'start/not-seen');
  }
  const reason = notRunnable(argv);
  if (reason !== null) return reason;
  if (!local) return say('start/elsewhere');
  return confirmed ? null : say('start/not-agreed');
}

/** Why the guest's file systems can't be made quiet; null when that can be tried. */
export function noAgentReason({ record, reading }: QemuKnowledge): Sentence | null {
  const machine = record.name;
  if (reading === null) return say('machine/off', { machine });
  if (!record.local) return say('agent/elsewhere', { machine });
  switch (reading.agent.status) {
    case 'free':
      return null;
    case 'in-use':
      return say('agent/in-use', { machine });
    case 'none':
      return say('agent/none', { machine });
    default:
      return reading.agent satisfies never;
  }
}

function capabilitiesOf(known: QemuKnowledge): Capabilities {
  const { record, reading } = known;
  const machine = record.name;
  const on = reading !== null;
  const state = stateOf(known);
  const noAgent = noAgentReason(known);
  const unwritable = notWritable(known);
  const writable = unwritable === null ? AVAILABLE : unavailable(unwritable);
  const takes = takeCapability(known, writable);
  const running = on
    ? AVAILABLE
    : unavailable(say(state === 'off' ? 'machine/off' : 'machine/unreached', { machine }));
  const notRunning = unavailable(say('machine/not-running', { machine }));
  const noStart = record.argv === null ? noStartReason(record) : notRunnable(record.argv);
  const mixed = mixedDisks(record);
  return {
    take: takes,
    memory: on ? takes : unavailable(say('machine/no-memory', { machine })),
    diskOnly: takes,
    external: unavailable(say('machine/inside-images')),
    quiesce: noAgent === null ? takes : unavailable(noAgent),
    chooseDrives: takes,
    restore: writable,
    activate: writable,
    delete: writable,
    screenshot: running,
    start: on
      ? unavailable(say('machine/on-already', { machine }))
      : noStart === null
        ? mixed === null
          ? writable
          : unavailable(mixed)
        : unavailable(say('machine/no-start', { machine, why: noStart })),
    pause: state === 'running' ? AVAILABLE : notRunning,
    resume: resumeCapability(known),
    shutdown: state === 'running' ? AVAILABLE : notRunning,
    powerOff: running,
    reset:
      state === 'running' || state === 'paused' || state === 'crashed'
        ? AVAILABLE
        : state === 'broken'
          ? unavailable(say('machine/half-restored', { machine }))
          : notRunning,
  };
}

function takeCapability(known: QemuKnowledge, writable: Capability): Capability {
  const { record, drives, reading } = known;
  if (!writable.available) return writable;
  const machine = record.name;
  if (stateOf(known) === 'broken') return unavailable(say('machine/half-restored', { machine }));
  if (reading !== null && MIGRATING.has(reading.runState)) {
    return unavailable(say('machine/migrating', { machine }));
  }
  if (snapshotDrives(drives).length > 0) return AVAILABLE;
  return unavailable(say('machine/no-drive', { machine }));
}

function resumeCapability(known: QemuKnowledge): Capability {
  const machine = known.record.name;
  const state = stateOf(known);
  switch (state) {
    case 'broken':
      return unavailable(say('machine/half-restored', { machine }));
    case 'paused':
      return known.reading?.runState === 'shutdown'
        ? unavailable(say('machine/guest-shut-down', { machine }))
        : AVAILABLE;
    case 'running':
    case 'suspended':
    case 'off':
    case 'crashed':
    case 'unknown':
      return unavailable(say('machine/not-paused', { machine }));
    default:
      return state satisfies never;
  }
}

/** Why a machine that is off must not be started: some of its disks are put to a snapshot and some are not; else null. */
export function mixedDisks({ name, lastRestore }: MachineRecord): Sentence | null {
  if (lastRestore === null || lastRestore.jobId !== null || lastRestore.outcome !== 'half') return null;
  return say('machine/mixed-disks', { machine: name });
}

function machineFindings(known: QemuKnowledge): readonly Finding[] {
  const findings: Finding[] = [];
  const { record, drives } = known;
  for (const { id, leftOut, readOnly } of drives) {
    if (leftOut === null) continue;
    const values = { drive: id, why: leftOut };
    findings.push(
      readOnly
        ? finding('informs', 'drive-left-out:always', values)
        : finding('warns', 'drive-left-out:writable', values),
    );
  }
  const mixed = known.reading === null ? mixedDisks(record) : null;
  if (mixed !== null) findings.push(finding('warns', 'disks-half-restored', { why: mixed }));
  if (stateOf(known) === 'broken') {
    findings.push(finding('warns', 'half-restored:stopped', { machine: record.name }));
  }
  return findings;
}
