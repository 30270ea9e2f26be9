import type { WantedState } from '../../../shared/contract/contract.ts';
import { type Finding, finding, messageOf } from '../../../shared/model/finding.ts';
import type { SnapshotState } from '../../../shared/model/snapshot.ts';
import { say } from '../../../shared/sentences/say.ts';
import type { Sentence } from '../../../shared/sentences/sentence.ts';
import { newJobId } from '../../qmp/jobs.ts';
import {
  HypervisorError,
  type OperationContext,
  type OperationResult,
  type RememberedSnapshot,
  type SnapshotFacts,
} from '../hypervisor.ts';
import { memoryMisfits } from '../saved-memory.ts';
import type { QemuDrive } from './drives.ts';
import type { LastingOutcome } from './lasting-job.ts';
import type { LastRestore, MachineRecord } from './machine-record.ts';
import {
  drivesHolding,
  MachineEndedError,
  nodeNames,
  type OnlineMachine,
  sameSnapshot,
} from './online-machine.ts';
import { processAt } from './processes.ts';
import type { QemuMachine } from './qemu-machine.ts';
import type { QemuReading } from './reading.ts';

export interface LoadOptions {
  readonly state: WantedState;
  readonly remembered: Pick<RememberedSnapshot, 'ramBytes' | 'devices' | 'state'> | null;
}

/** Notes durably whether the guest is whole, before it may be half restored and after. */
export interface LoadNotes {
  readonly begin: (jobId: string) => Promise<void>;
  /** Nothing was loaded. */
  readonly untouched: () => Promise<void>;
  /** QEMU still knows the job that loaded it, or failed to. */
  readonly concluded: (isWhole: boolean) => Promise<void>;
}

/** Loads a snapshot into a machine that is on, as `restoreOnline`; says what is known when QEMU ends meanwhile. */
export async function loadInto(
  machine: QemuMachine,
  snapshot: SnapshotFacts,
  options: LoadOptions,
  context: OperationContext,
): Promise<OperationResult> {
  const { source, wholeInRestoreVm, halfRestored } = machine.record;
  const before = { wholeInRestoreVm, halfRestored };
  let load: LastRestore | null = null;
  const ended = (outcome: LastRestore['outcome']) =>
    load === null ? {} : { lastRestore: { ...load, outcome } };
  const notes: LoadNotes = {
    begin: async (jobId) => {
      const process = source.kind === 'qmp' ? await processAt(source.address) : null;
      load = { startedAt: Date.now(), jobId, run: process?.run ?? null, outcome: 'begun', before };
      await machine.remember({ wholeInRestoreVm: false, halfRestored: true, lastRestore: load });
    },
    untouched: () => machine.remember({ ...before, ...ended('untouched') }),
    concluded: (isWhole) => machine.remember(afterLoad(isWhole, ended(isWhole ? 'restored' : 'half'))),
  };
  try {
    return await machine.undertaking.during('loading', () =>
      restoreOnline(machine.online(context.onStep), snapshot, options, notes, context),
    );
  } catch (error) {
    if (!(error instanceof MachineEndedError)) throw error;
    throw new HypervisorError(
      'failed',
      say('restore/ended', { machine: machine.name, name: snapshot.name }),
      { cause: error },
    );
  }
}

/** What is to be remembered once a load has ended. QEMU may call a guest whole that was loaded `restore-vm`. */
export function afterLoad(
  isWhole: boolean,
  ended: Pick<Partial<MachineRecord>, 'lastRestore'>,
): Partial<MachineRecord> {
  return { ...(isWhole ? { wholeInRestoreVm: true, halfRestored: false } : {}), ...ended };
}

/**
 * Loads a snapshot with memory into a machine that QEMU runs. Nothing is sent before everything was checked
 * once more: QEMU stops the guest even for a tag that does not exist, and leaves it in `restore-vm`
 * (migration/savevm.c, snapshot_load_job_bh). A guest whose load failed is never resumed.
 */
export async function restoreOnline(
  machine: OnlineMachine,
  wanted: SnapshotFacts,
  options: LoadOptions,
  notes: LoadNotes,
  context: OperationContext,
): Promise<OperationResult> {
  const before = await machine.lookAtAll();
  checkedTarget(machine.name, before, wanted, options);

  const runsAfterwards = wantsRunning(options.state, options.remembered?.state ?? null, before.running);
  const jobId = newJobId('snapgrove-load');
  await notes.begin(jobId);
  // QEMU keeps the run state from before the load: a guest that must be paused afterwards may not run for a moment.
  const stopsFirst = before.running && !runsAfterwards;
  let target: LoadTarget;
  let isStopped = false;
  try {
    if (stopsFirst) await machine.execute('stop');
    isStopped = stopsFirst;
    // Since the first look something was written to disk, and another program may have had its turn.
    target = checkedTarget(machine.name, await machine.look(), wanted, options);
  } catch (error) {
    await notes.untouched();
    if (isStopped) await machine.execute('cont');
    throw error;
  }

  context.onStep(say('step/load', { name: wanted.name }));
  const outcome = await machine.job({
    command: 'snapshot-load',
    args: { tag: wanted.name, vmstate: target.home.nodeName, devices: nodeNames(target.drives) },
    jobId,
    onConcluded: ({ ok }) => notes.concluded(ok),
  });
  if (outcome.end === 'gone') throw new MachineEndedError(machine.name);
  if (outcome.end === 'refused') {
    await notes.untouched();
    if (stopsFirst) await machine.execute('cont');
  }
  const after = outcome.end === 'silent' ? null : await machine.look();
  if (outcome.end !== 'ok') {
    throw new HypervisorError('failed', failure(machine.name, wanted.name, outcome, after));
  }

  if (runsAfterwards && !before.running) await machine.execute('cont');
  return { findings: await compare(machine, runsAfterwards) };
}

/** What a load is told to load. */
interface LoadTarget {
  readonly drives: readonly QemuDrive[];
  /** The drive that holds the memory. */
  readonly home: QemuDrive;
}

/** Where the very snapshot that was wanted is now; throws HypervisorError for anything that speaks against the load. */
function checkedTarget(
  machine: string,
  now: QemuReading,
  wanted: SnapshotFacts,
  { remembered }: LoadOptions,
): LoadTarget {
  const snapshot = sameSnapshot(now.drives, wanted, machine);
  const drives = drivesHolding(now.drives, snapshot);
  const misfits =
    remembered === null ? [] : memoryMisfits(snapshot.name, remembered, { ...now, name: machine });
  const findings = [...snapshot.findings, ...misfits];
  const blocking = findings.find((each) => each.severity === 'blocks');
  if (blocking !== undefined) {
    throw new HypervisorError('refused', say('restore/nothing-sent', { why: messageOf(blocking) }), {
      findings,
    });
  }
  const vmState = snapshot.instances.find((instance) => instance.vmStateBytes > 0);
  const home = drives.find((drive) => drive.id === vmState?.driveId);
  if (home !== undefined) return { drives, home };
  throw new HypervisorError('refused', say('restore/no-memory', { machine, name: snapshot.name }));
}

/** Whether the guest runs after a restore. What is not known of the snapshot is taken from the machine. */
export function wantsRunning(
  wanted: WantedState,
  snapshotState: SnapshotState | null,
  runsNow: boolean,
): boolean {
  switch (wanted) {
    case 'running':
      return true;
    case 'paused':
      return false;
    case 'as-snapshot':
      return snapshotState === null || snapshotState === 'nostate'
        ? runsNow
        : snapshotState !== 'paused' && snapshotState !== 'crashed';
    default:
      return wanted satisfies never;
  }
}

async function compare(machine: OnlineMachine, runsAfterwards: boolean): Promise<readonly Finding[]> {
  const after = await machine.look();
  if (after.running === runsAfterwards) return [];
  const code = runsAfterwards ? 'other-state' : 'other-state:paused';
  return [finding('warns', code, { machine: machine.name, state: after.runState })];
}

function failure(
  machine: string,
  name: string,
  outcome: Exclude<LastingOutcome, { readonly end: 'ok' }>,
  after: QemuReading | null,
): Sentence {
  const what = { machine, name };
  const stopped = say('restore/stopped');
  switch (outcome.end) {
    case 'refused': {
      const code = after?.running === true ? 'restore/rejected:running' : 'restore/rejected';
      return say(code, { ...what, why: withoutFullStop(outcome.error) });
    }
    case 'failed':
      return say('restore/failed', { ...what, why: withoutFullStop(outcome.error), stopped });
    case 'unknown':
      return after?.running === false
        ? say('restore/unknown-stopped', { ...what, stopped })
        : say('restore/unknown', what);
    case 'gone':
    case 'silent':
      return say('restore/silent', what);
    default:
      return outcome satisfies never;
  }
}

function withoutFullStop(text: string): string {
  return text.replace(/\.$/, '');
}
