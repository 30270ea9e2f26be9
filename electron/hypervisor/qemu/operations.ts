import type { Finding } from '../../../shared/model/finding.ts';
import type { PowerAction } from '../../../shared/model/machine.ts';
import {
  type Hypervisor,
  HypervisorError,
  type OperationContext,
  type OperationResult,
  type SnapshotFacts,
  type TakeOptions,
} from '../hypervisor.ts';
import { startsStopped, stoppedStart } from './command-line.ts';
import { deleteOnline } from './delete.ts';
import type { QemuDrive } from './drives.ts';
import { chosenDrives } from './findings.ts';
import { agentFreeze } from './guest-freeze.ts';
import { applyOffline, deleteOffline, takeOffline } from './offline.ts';
import type { QemuMachine } from './qemu-machine.ts';
import { restoreOnline, wantsRunning } from './restore.ts';
import { snapshotFacts } from './snapshot-facts.ts';
import { lastWords, spawnQemu } from './start.ts';
import { takeOnline } from './take.ts';

const START_DEADLINE_MS = 30_000;
const QUIT_DEADLINE_MS = 30_000;

const DONE: OperationResult = { findings: [] };

/** Takes a snapshot of a machine that is on or off. */
export async function take(
  machine: QemuMachine,
  options: TakeOptions,
  context: OperationContext,
): Promise<{ readonly snapshot: SnapshotFacts; readonly findings: readonly Finding[] }> {
  if (!machine.isOn) {
    await refuseInUse(machine);
    const drives = chosenDrives(machine.drives, options);
    const snapshot = await takeOffline(machine.record.name, drives, options.name, context);
    await machine.lookAtImages();
    return { snapshot, findings: [] };
  }
  const socket = machine.reading?.agentSocket ?? null;
  if (options.quiesce && socket === null) {
    throw new HypervisorError('refused', `No guest agent is connected to ${machine.record.name}.`);
  }
  const freeze = options.quiesce && socket !== null ? agentFreeze(socket, machine.record.name) : null;
  return await takeOnline(machine.online(), options, freeze, context);
}

/** Restores a snapshot: online where it holds memory; by stopping, putting back and starting where it holds disks only. */
export async function restore(
  machine: QemuMachine,
  logFolder: string,
  snapshot: SnapshotFacts,
  options: Parameters<Hypervisor['restoreSnapshot']>[2],
  context: OperationContext,
): Promise<OperationResult> {
  if (machine.isOn && snapshot.memory) {
    const result = await restoreOnline(machine.online(), snapshot, options, context);
    await forgetActivated(machine);
    return result;
  }
  const wasOn = machine.isOn;
  if (wasOn || snapshot.memory) refuseWithoutStart(machine);
  if (wasOn) {
    await machine.refresh();
    sameOffline(machine, snapshot);
    context.onStep(`Powering ${machine.record.name} off.`);
    await quit(machine);
  }
  if (!snapshot.memory) {
    await putDisks(machine, snapshot, context);
    await forgetActivated(machine);
    if (!wasOn && options.state !== 'running') return DONE;
    refuseWithoutStart(machine);
    await start(machine, logFolder, context, options.state === 'paused');
    return DONE;
  }
  await machine.remember({ activated: { name: snapshot.name, identities: snapshot.identities } });
  await start(machine, logFolder, context, !wantsRunning(options.state, options.remembered, true));
  return DONE;
}

/** Makes a snapshot what the machine starts from next time: disks are put back now where that is possible. */
export async function activate(
  machine: QemuMachine,
  snapshot: SnapshotFacts,
  context: OperationContext,
): Promise<OperationResult> {
  if (!machine.isOn && !snapshot.memory) {
    await putDisks(machine, snapshot, context);
    await forgetActivated(machine);
    return DONE;
  }
  await machine.refresh();
  sameOffline(machine, snapshot);
  await machine.remember({ activated: { name: snapshot.name, identities: snapshot.identities } });
  context.onStep(`“${snapshot.name}” is loaded at the next start.`);
  return DONE;
}

/** Deletes one snapshot of a machine that is on or off. */
export async function deleteSnapshotOf(
  machine: QemuMachine,
  snapshot: SnapshotFacts,
  context: OperationContext,
): Promise<OperationResult> {
  if (machine.isOn) await deleteOnline(machine.online(), snapshot, context);
  else {
    await refuseInUse(machine);
    const there = sameOffline(machine, snapshot);
    await deleteOffline(machine.record.name, holding(machine.drives, there), there, context);
    await machine.lookAtImages();
    if (snapshotFacts(machine.drives).some((each) => isSame(each, snapshot))) {
      throw new HypervisorError(
        'failed',
        `The snapshot “${snapshot.name}” of ${machine.record.name} is still in its images. Nothing else was changed.`,
      );
    }
  }
  if (machine.record.activated?.name === snapshot.name) await forgetActivated(machine);
  return DONE;
}

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
      await start(machine, logFolder, context, false);
      return DONE;
    case 'pause':
      await machine.online().session.execute('stop');
      return DONE;
    case 'resume':
      if (machine.domain().state === 'broken') {
        throw new HypervisorError(
          'refused',
          `${machine.record.name} is half restored: resuming it would damage it. Restore a snapshot, or power it off.`,
        );
      }
      await machine.online().session.execute('cont');
      return DONE;
    case 'shutdown':
      await machine.online().session.execute('system_powerdown');
      context.onStep(`${machine.record.name} was asked to shut down; the guest decides when.`);
      return DONE;
    case 'reset':
      await machine.online().session.execute('system_reset');
      return DONE;
    case 'powerOff':
      await quit(machine);
      return DONE;
    default:
      return action satisfies never;
  }
}

async function start(
  machine: QemuMachine,
  logFolder: string,
  context: OperationContext,
  paused: boolean,
): Promise<void> {
  const { record } = machine;
  const argv = record.argv ?? [];
  await refuseInUse(machine);
  const activated = activatedSnapshot(machine);
  if (activated !== null && !activated.memory) {
    await putDisks(machine, activated, context);
    await forgetActivated(machine);
  }
  context.onStep(`Starting ${record.name}.`);
  const process = await spawnQemu(record.name, stoppedStart(argv), record.folder, logFolder);
  await arrive(machine, process.exited);
  if (activated?.memory === true) {
    // Loaded before the guest ran a single instruction; when it fails nothing was resumed.
    await restoreOnline(machine.online(), activated, { state: 'paused', remembered: null }, context);
    await forgetActivated(machine);
  }
  if (!paused && !startsStopped(argv)) await machine.online().session.execute('cont');
  await machine.refresh();
}

async function arrive(machine: QemuMachine, exited: Promise<string>): Promise<void> {
  const { name } = machine.record;
  const died = exited.then(async (logPath) => {
    // With -daemonize the first process ends while the machine goes on.
    if ((machine.record.argv ?? []).some((argument) => /^--?daemonize$/.test(argument)))
      return new Promise<never>(() => undefined);
    throw new HypervisorError('failed', `${name} was not started: QEMU says: ${await lastWords(logPath)}`);
  });
  try {
    await Promise.race([machine.arrived(AbortSignal.timeout(START_DEADLINE_MS)), died]);
  } catch (error) {
    if (error instanceof DOMException && error.name === 'TimeoutError') {
      throw new HypervisorError(
        'failed',
        `${name} was started, but its QMP socket did not answer within ${START_DEADLINE_MS / 1000} seconds.`,
        { cause: error },
      );
    }
    throw error;
  }
}

async function quit(machine: QemuMachine): Promise<void> {
  const { session } = machine.online();
  const { name } = machine.record;
  await session.execute('quit');
  const gone = await Promise.race([session.closed.then(() => true), after(QUIT_DEADLINE_MS)]);
  if (!gone) {
    throw new HypervisorError(
      'failed',
      `${name} was told to power off and has not yet. Nothing else was done.`,
    );
  }
  await imagesFree(machine);
}

/** The locks of the images go when the process has ended, which is a moment after its socket. */
async function imagesFree(machine: QemuMachine): Promise<void> {
  const end = Date.now() + QUIT_DEADLINE_MS;
  for (;;) {
    await machine.lookAtImages();
    if ((machine.offline?.inUse ?? []).length === 0) return;
    if (Date.now() > end) {
      throw new HypervisorError(
        'in-use',
        `${machine.offline?.inUse[0]} of ${machine.record.name} is still open in another program. Nothing was written to it.`,
      );
    }
    await after(50);
  }
}

function after(ms: number): Promise<false> {
  return new Promise((resolve) => {
    setTimeout(() => resolve(false), ms);
  });
}

async function putDisks(
  machine: QemuMachine,
  wanted: SnapshotFacts,
  context: OperationContext,
): Promise<void> {
  await refuseInUse(machine);
  const snapshot = sameOffline(machine, wanted);
  await applyOffline(machine.record.name, holding(machine.drives, snapshot), snapshot, context);
  await machine.lookAtImages();
}

function activatedSnapshot(machine: QemuMachine): SnapshotFacts | null {
  const { activated } = machine.record;
  if (activated === null) return null;
  const found = snapshotFacts(machine.drives).find(
    (each) =>
      each.name === activated.name &&
      each.identities.some((identity) => activated.identities.includes(identity)),
  );
  if (found !== undefined) return found;
  throw new HypervisorError(
    'not-found',
    `${machine.record.name} should start from “${activated.name}”, but that snapshot is gone. It was not started; activate another snapshot.`,
  );
}

async function forgetActivated(machine: QemuMachine): Promise<void> {
  if (machine.record.activated !== null) await machine.remember({ activated: null });
}

async function refuseInUse(machine: QemuMachine): Promise<void> {
  await machine.lookAtImages();
  const image = machine.offline?.inUse[0];
  if (image !== undefined) {
    throw new HypervisorError(
      'in-use',
      `${image} of ${machine.record.name} is open in another program. Nothing was written to it; end that program first.`,
    );
  }
}

function refuseWithoutStart(machine: QemuMachine): void {
  const { argv, confirmed, name } = machine.record;
  if (argv === null) {
    throw new HypervisorError(
      'refused',
      `Snapgrove has not seen the command line that starts ${name}. Nothing was done.`,
    );
  }
  if (!confirmed) {
    throw new HypervisorError(
      'refused',
      `The command line that starts ${name} was not looked at yet. Nothing was done; look at it and agree to it first.`,
    );
  }
}

function sameOffline(machine: QemuMachine, wanted: SnapshotFacts): SnapshotFacts {
  const found = snapshotFacts(machine.drives).find((each) => isSame(each, wanted));
  if (found === undefined) {
    throw new HypervisorError(
      'not-found',
      `The snapshot “${wanted.name}” is no longer in the images of ${machine.record.name}. Nothing was done.`,
    );
  }
  const blocking = found.findings.find((each) => each.severity === 'blocks');
  if (blocking !== undefined) throw new HypervisorError('refused', `${blocking.message} Nothing was done.`);
  return found;
}

function isSame(a: SnapshotFacts, b: SnapshotFacts): boolean {
  return a.name === b.name && a.identities.some((identity) => b.identities.includes(identity));
}

function holding(drives: readonly QemuDrive[], snapshot: SnapshotFacts): readonly QemuDrive[] {
  const ids = new Set(snapshot.instances.map((instance) => instance.driveId));
  return drives.filter((drive) => ids.has(drive.id));
}
