import type { Link } from '../../../shared/model/connection.ts';
import { type Finding, finding } from '../../../shared/model/finding.ts';
import {
  AVAILABLE,
  type Capabilities,
  type Capability,
  type MachineState,
  unavailable,
} from '../../../shared/model/machine.ts';
import type { Domain } from '../hypervisor.ts';
import { notRunnable } from './command-line.ts';
import { type QemuDrive, snapshotDrives } from './drives.ts';
import type { CheckedMachine } from './findings.ts';
import type { MachineRecord } from './machine-record.ts';
import type { OfflineReading } from './offline.ts';
import type { QemuReading } from './reading.ts';

/** What is known of a QEMU machine at one moment. */
export interface QemuKnowledge {
  readonly record: MachineRecord;
  readonly reading: QemuReading | null;
  readonly offline: OfflineReading | null;
  readonly link: Link;
  readonly drives: readonly QemuDrive[];
  readonly activity: string | null;
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
    drives: known.drives.map(({ nodeName: _n, snapshots: _s, recordingBitmaps: _b, ...drive }) => drive),
    capabilities: capabilitiesOf(known),
    findings: machineFindings(known),
    heads: 1,
    devices: reading?.devices ?? record.devices,
    seenAt: record.seenAt,
    activity: known.activity,
  };
}

/** The machine as the checks look at it. */
export function checkedMachine(known: QemuKnowledge): CheckedMachine {
  const { record, reading } = known;
  return {
    name: record.name,
    on: reading !== null,
    broken: reading?.runState === 'restore-vm',
    ioError: reading?.runState === 'io-error',
    drives: known.drives,
    memoryBlockers: reading?.memoryBlockers ?? [],
    agent: reading !== null && reading.agentSocket !== null,
    noStart: noStartReason(record),
    inUse: inUseSentence(known),
  };
}

function stateOf({ reading, offline, link }: QemuKnowledge): MachineState {
  if (reading === null) {
    if (offline === null || link.status === 'connecting') return 'unknown';
    return offline.inUse.length > 0 || link.status === 'lost' ? 'unknown' : 'off';
  }
  switch (reading.runState) {
    case 'running':
    case 'finish-migrate':
    case 'save-vm':
      return 'running';
    case 'suspended':
      return 'suspended';
    case 'restore-vm':
      return 'broken';
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

function inUseSentence({ record, reading, offline, link }: QemuKnowledge): string | null {
  if (reading !== null) return null;
  if (link.status === 'lost' && link.code === 'busy') return link.message;
  const image = offline?.inUse[0];
  return image === undefined
    ? null
    : `${image} of ${record.name} is open in another program, so nothing may be written to it.`;
}

/** Null when Snapgrove can start the machine. */
function noStartReason(record: MachineRecord): string | null {
  if (record.argv === null) return 'Snapgrove has not seen the command line that starts it.';
  const reason = notRunnable(record.argv);
  if (reason !== null) return `it can’t be started from here, because ${reason}`;
  if (!record.confirmed) return 'its command line was not looked at yet; start it once from Snapgrove.';
  return null;
}

function capabilitiesOf(known: QemuKnowledge): Capabilities {
  const { record, reading, drives } = known;
  const on = reading !== null;
  const state = stateOf(known);
  const inUse = inUseSentence(known);
  const holds = snapshotDrives(drives).length > 0;
  const writable: Capability =
    inUse !== null
      ? unavailable(inUse)
      : state === 'unknown'
        ? unavailable(`${record.name} can’t be reached now.`)
        : AVAILABLE;
  const take =
    writable.available && !holds
      ? unavailable(
          `${record.name} has no drive that can hold a snapshot. Attach its disk as a writable qcow2 image.`,
        )
      : state === 'broken'
        ? unavailable('Its last restore failed half way; restore a snapshot or power it off first.')
        : writable;
  const running = on ? AVAILABLE : unavailable(`${record.name} is off.`);
  const argvReason =
    record.argv === null
      ? 'Snapgrove has not seen the command line that starts it.'
      : notRunnable(record.argv);
  return {
    take,
    memory: on ? take : unavailable('A machine that is off has no memory to save.'),
    diskOnly: take,
    external: unavailable('Snapshots of machines reached over QMP live inside their images.'),
    quiesce:
      on && reading.agentSocket !== null
        ? AVAILABLE
        : unavailable(
            'No guest agent is connected; install qemu-guest-agent in the guest and give QEMU its channel.',
          ),
    chooseDrives: take,
    restore: writable,
    activate: writable,
    delete: writable,
    screenshot: running,
    start: on
      ? unavailable(`${record.name} is on already.`)
      : argvReason === null
        ? writable
        : unavailable(`${record.name} can’t be started from here: ${argvReason}`),
    pause: state === 'running' ? AVAILABLE : unavailable(`${record.name} is not running.`),
    resume:
      state === 'broken'
        ? unavailable('It is half restored: resuming it would damage it.')
        : state === 'paused'
          ? AVAILABLE
          : unavailable(`${record.name} is not paused.`),
    shutdown: state === 'running' ? AVAILABLE : unavailable(`${record.name} is not running.`),
    powerOff: running,
    reset:
      state === 'running' || state === 'paused' || state === 'crashed'
        ? AVAILABLE
        : unavailable(`${record.name} is not running.`),
  };
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
        `The drive ${drive.id} is not rolled back by a restore: ${drive.leftOut}.`,
        null,
      ),
    );
  }
  if (stateOf(known) === 'broken') {
    findings.push(
      finding(
        'warns',
        'half-restored',
        `The last restore of ${record.name} failed half way. It is stopped and must not be resumed.`,
        'Restore a snapshot that can be restored, or power the machine off.',
      ),
    );
  }
  return findings;
}
