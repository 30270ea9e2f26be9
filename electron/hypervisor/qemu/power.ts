import { messageOf } from '../../../shared/model/finding.ts';
import type { PowerAction } from '../../../shared/model/machine.ts';
import { say } from '../../../shared/sentences/say.ts';
import { QmpError } from '../../qmp/errors.ts';
import {
  HypervisorError,
  type OperationContext,
  type OperationResult,
  type SnapshotFacts,
} from '../hypervisor.ts';
import { memoryMisfits } from '../saved-memory.ts';
import { startsStopped, stoppedStart } from './command-line.ts';
import { mixedDisks, noStartReason } from './domain.ts';
import { imageHolder, refuseProcess, refuseUnlessOff } from './exclusive-use.ts';
import { setGuestClock } from './guest-clock.ts';
import type { Activated } from './machine-record.ts';
import { applyOffline, type NoteApplied } from './offline.ts';
import { sameSnapshot } from './online-machine.ts';
import { reachableAt } from './processes.ts';
import type { QemuMachine } from './qemu-machine.ts';
import { loadInto } from './restore.ts';
import { lastWords, type SpawnedQemu, spawnQemu } from './start.ts';

const START_DEADLINE_MS = 30_000;
const QUIT_DEADLINE_MS = 30_000;
const LOCK_LOOK_MS = 50;

const DONE: OperationResult = { findings: [] };

/** Carries out a power action; `start` runs the recorded command line and loads an activated snapshot. */
export async function power(
  machine: QemuMachine,
  logFolder: string,
  action: PowerAction,
  context: OperationContext,
): Promise<OperationResult> {
  switch (action) {
    case 'start':
      refuseWithoutStart(machine);
      return await start(machine, logFolder, context, { goOn: !startsStopped(machine.record.argv ?? []) });
    case 'pause':
      await machine.online(context.onStep).execute('stop');
      return DONE;
    case 'resume':
      await refuseHalfRestored(machine);
      await machine.online(context.onStep).execute('cont');
      return DONE;
    case 'shutdown':
      await machine.online(context.onStep).execute('system_powerdown');
      context.onStep(say('step/asked-to-shut-down', { machine: machine.name }));
      return DONE;
    case 'reset':
      await refuseHalfRestored(machine);
      await machine.online(context.onStep).execute('system_reset');
      return DONE;
    case 'powerOff':
      await quit(machine);
      return DONE;
    default:
      return action satisfies never;
  }
}

/** Looks first: of a guest that stood still already no event tells that another program's restore failed. */
async function refuseHalfRestored(machine: QemuMachine): Promise<void> {
  await machine.refresh();
  if (machine.state !== 'broken') return;
  throw new HypervisorError('refused', say('power/half-restored', { machine: machine.name }));
}

/**
 * Runs the command line that was agreed to. An activated snapshot with memory is not left to `-loadvm`, which
 * would refuse machines with a raw drive, resume by itself and say on standard error alone what went wrong:
 * QEMU is started stopped, what it has is compared with the snapshot, and only then it is loaded over QMP.
 * `goOn`: whether the guest runs afterwards. Throws HypervisorError; a QEMU that can't be used is ended again.
 */
export async function start(
  machine: QemuMachine,
  logFolder: string,
  context: OperationContext,
  { goOn }: { readonly goOn: boolean },
): Promise<OperationResult> {
  const { argv, folder } = machine.record;
  if (argv === null)
    throw new HypervisorError('refused', say('power/no-command-line', { machine: machine.name }));
  await refuseUnlessOff(machine);
  const address = monitorOf(machine, argv, folder);
  await refuseProcess(machine, argv, folder);
  refuseMixedDisks(machine);
  const activated = activatedSnapshot(machine);
  if (activated !== null && !activated.snapshot.memory) {
    await putDisks(machine, activated.snapshot, context);
    await machine.remember({ activated: null });
  }
  context.onStep(say('step/start', { machine: machine.name }));
  await machine.undertaking.during('starting', async () => {
    const process = await spawnQemu(machine.name, stoppedStart(argv), folder, logFolder);
    await arrive(machine, argv, address, process);
  });
  if (activated?.snapshot.memory === true) await loadActivated(machine, activated, context);
  if (goOn) await machine.online(context.onStep).execute('cont');
  await machine.refresh();
  return activated?.snapshot.memory === true
    ? { findings: await setGuestClock(machine, activated.snapshot, context) }
    : DONE;
}

/** Loads before the guest ran a single instruction. When it fails, nothing was resumed. */
async function loadActivated(
  machine: QemuMachine,
  { snapshot, activated }: ActivatedSnapshot,
  context: OperationContext,
): Promise<void> {
  const reading = await machine.online(context.onStep).lookAtAll();
  const [misfit] = memoryMisfits(snapshot.name, activated, { ...reading, name: machine.name });
  if (misfit !== undefined) {
    await quit(machine);
    throw new HypervisorError(
      'refused',
      say('power/not-loaded', { name: snapshot.name, machine: machine.name, why: messageOf(misfit) }),
      { findings: [misfit] },
    );
  }
  // Only once: a load that fails now would fail at every start.
  await machine.remember({ activated: null });
  await loadInto(machine, snapshot, { state: 'paused', remembered: null }, context);
}

async function arrive(
  machine: QemuMachine,
  argv: readonly string[],
  address: string,
  process: SpawnedQemu,
): Promise<void> {
  const { name } = machine;
  const giveUp = new AbortController();
  const signal = AbortSignal.any([giveUp.signal, AbortSignal.timeout(START_DEADLINE_MS)]);
  const daemonizes = argv.some((argument) => /^--?daemonize$/.test(argument));
  void process.exited.then((exit) => {
    // With -daemonize the first process ends while the machine goes on.
    if (!daemonizes || !exit.ok) giveUp.abort();
  });
  try {
    const { source } = machine.record;
    if (source.kind !== 'qmp' || source.address !== address) await machine.reach({ kind: 'qmp', address });
    await machine.until(() => (machine.isOn ? true : null), signal);
  } catch (error) {
    if (!signal.aborted) throw error;
    if (giveUp.signal.aborted) {
      throw new HypervisorError(
        'failed',
        say('power/not-started', { machine: name, said: await lastWords(process.logPath) }),
      );
    }
    // It never ran, and would hold the images for ever.
    process.end();
    throw new HypervisorError(
      'failed',
      say('power/silent', { machine: name, seconds: START_DEADLINE_MS / 1000 }),
      { cause: error },
    );
  }
}

/** The command line says where the monitor listens, which may not be where it was before. Throws HypervisorError. */
function monitorOf(machine: QemuMachine, argv: readonly string[], folder: string | null): string {
  const { source } = machine.record;
  const addresses = reachableAt(argv, folder);
  if (source.kind === 'qmp' && addresses.includes(source.address)) return source.address;
  const [address] = addresses;
  if (address !== undefined) return address;
  throw new HypervisorError('refused', say('power/no-monitor', { machine: machine.name }));
}

/** Powers the machine off and waits until its images are free. Throws HypervisorError. */
export async function quit(machine: QemuMachine): Promise<void> {
  const { session, name } = machine;
  try {
    await session.execute('quit');
  } catch (error) {
    // It may be gone before it has answered.
    if (!(error instanceof QmpError) || error.code === 'command') throw error;
  }
  const signal = AbortSignal.timeout(QUIT_DEADLINE_MS);
  try {
    await machine.until(() => (machine.isOn && machine.session === session ? null : true), signal);
    if (machine.record.local) await isOff(machine, signal);
  } catch (error) {
    if (!signal.aborted) throw error;
    const image = machine.known.offline?.inUse[0];
    throw new HypervisorError(
      'in-use',
      image === undefined
        ? say('power/still-on', { machine: name })
        : say('power/image-still-open', { machine: name, image }),
      { cause: error },
    );
  }
}

/** The process lets go of its images when it has ended, which is a moment after its socket. */
async function isOff(machine: QemuMachine, signal: AbortSignal): Promise<void> {
  for (;;) {
    await machine.lookAtImages();
    if (machine.state === 'off' && (await imageHolder(machine)) === null) return;
    signal.throwIfAborted();
    await new Promise((resolve) => {
      setTimeout(resolve, LOCK_LOOK_MS);
    });
  }
}

/** Puts the disks of a machine that is off to a snapshot that is still the one that was meant. Throws HypervisorError. */
export async function putDisks(
  machine: QemuMachine,
  wanted: SnapshotFacts,
  context: OperationContext,
): Promise<void> {
  await refuseUnlessOff(machine);
  const snapshot = sameSnapshot(machine.drives, wanted, machine.name);
  const blocking = snapshot.findings.find((each) => each.severity === 'blocks');
  if (blocking !== undefined)
    throw new HypervisorError('refused', say('power/nothing-done', { why: messageOf(blocking) }));
  const { halfRestored, wholeInRestoreVm } = machine.record;
  const begun = { startedAt: Date.now(), jobId: null, run: null, before: { halfRestored, wholeInRestoreVm } };
  const note: NoteApplied = (outcome) => machine.remember({ lastRestore: { ...begun, outcome } });
  try {
    await applyOffline(machine.name, snapshot, note, context);
  } finally {
    await machine.lookAtImages();
  }
}

/** Throws HypervisorError where a restore was cut off between one disk and the next. */
function refuseMixedDisks(machine: QemuMachine): void {
  const reason = mixedDisks(machine.record);
  if (reason === null) return;
  throw new HypervisorError(
    'refused',
    say('power/not-started-because', { machine: machine.name, why: reason }),
  );
}

interface ActivatedSnapshot {
  readonly snapshot: SnapshotFacts;
  readonly activated: Activated;
}

/** Whether a snapshot is the one that the next start begins with. */
export function isActivated(activated: Activated | null, snapshot: SnapshotFacts): boolean {
  return (
    activated !== null &&
    snapshot.name === activated.name &&
    snapshot.identities.some((identity) => activated.identities.includes(identity))
  );
}

function activatedSnapshot(machine: QemuMachine): ActivatedSnapshot | null {
  const { activated } = machine.record;
  if (activated === null) return null;
  const snapshot = machine.snapshots.find((each) => isActivated(activated, each));
  if (snapshot === undefined) {
    throw new HypervisorError(
      'not-found',
      say('power/activated-gone', { machine: machine.name, name: activated.name }),
    );
  }
  if (activated.images !== null && activated.images !== machine.known.activity) {
    throw new HypervisorError(
      'refused',
      say('power/activated-stale', { machine: machine.name, name: activated.name }),
    );
  }
  return { snapshot, activated };
}

/** Throws HypervisorError where Snapgrove can't start the machine, before anything is done that needs it. */
export function refuseWithoutStart(machine: QemuMachine): void {
  const reason = noStartReason(machine.record);
  if (reason === null) return;
  throw new HypervisorError('refused', say('power/no-start', { machine: machine.name, why: reason }));
}
