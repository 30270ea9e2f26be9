import { finding, messageOf } from '../../../shared/model/finding.ts';
import { say } from '../../../shared/sentences/say.ts';
import {
  type Hypervisor,
  HypervisorError,
  type OperationContext,
  type OperationResult,
  type RememberedSnapshot,
  type SnapshotFacts,
  type TakeOptions,
} from '../hypervisor.ts';
import { deleteOnline } from './delete.ts';
import { noAgentReason } from './domain.ts';
import { snapshotDrives } from './drives.ts';
import { imageHolder, refuseUnlessOff } from './exclusive-use.ts';
import { chosenDrives, needsStart } from './findings.ts';
import { setGuestClock } from './guest-clock.ts';
import { agentFreeze, type GuestFreeze, NO_FREEZE } from './guest-freeze.ts';
import type { Activated } from './machine-record.ts';
import { deleteOffline, takeOffline } from './offline.ts';
import { MachineEndedError, sameSnapshot } from './online-machine.ts';
import { isActivated, putDisks, quit, refuseWithoutStart, start } from './power.ts';
import type { QemuMachine } from './qemu-machine.ts';
import { loadInto, wantsRunning } from './restore.ts';
import { snapshotFacts } from './snapshot-facts.ts';
import { type Making, takenSnapshot, takeOnline, withOnlyMade } from './take.ts';

const DONE: OperationResult = { findings: [] };

type Taken = Awaited<ReturnType<Hypervisor['takeSnapshot']>>;

/** Takes a snapshot of a machine that is on or off. */
export async function take(
  machine: QemuMachine,
  options: TakeOptions,
  context: OperationContext,
): Promise<Taken> {
  if (!machine.isOn) {
    await refuseUnlessOff(machine);
    const drives = chosenDrives(machine.drives, options);
    const snapshot = await keepingActivated(machine, () =>
      takeOffline(machine.name, drives, options.name, context),
    );
    return { snapshot, findings: [] };
  }
  const drives = chosenDrives(machine.drives, options);
  const since = Date.now();
  const guestRan = machine.known.reading?.running === true;
  try {
    return await takeOnline(machine.online(context.onStep), options, freezeOf(machine, options), context);
  } catch (error) {
    if (!(error instanceof MachineEndedError)) throw error;
    const making = { name: options.name, since, until: Date.now(), guestRan };
    return await takenBeforeItEnded(machine, drives, options, making, context);
  }
}

function freezeOf(machine: QemuMachine, { quiesce }: TakeOptions): GuestFreeze {
  const agent = machine.known.reading?.agent;
  if (!quiesce) return NO_FREEZE;
  const reason = noAgentReason(machine.known);
  if (reason !== null || agent?.status !== 'free') {
    throw new HypervisorError(
      'refused',
      say('take/no-agent', { why: reason ?? say('agent/none', { machine: machine.name }) }),
    );
  }
  return agentFreeze({
    machine: machine.name,
    socketPath: agent.socketPath,
    note: (frozen) => machine.remember({ frozen }),
  });
}

/** QEMU ended while it took a snapshot: the snapshot is whole in the images, or what there is of it is removed. */
async function takenBeforeItEnded(
  machine: QemuMachine,
  drives: ReturnType<typeof chosenDrives>,
  options: TakeOptions,
  making: Making,
  context: OperationContext,
): Promise<Taken> {
  await machine.lookAtImages();
  const made = withOnlyMade(machine.drives, making);
  const snapshot = takenSnapshot(made, drives, options);
  const what = { machine: machine.name, name: options.name };
  if (snapshot !== null) {
    return { snapshot, findings: [finding('warns', 'machine-ended', what)] };
  }
  const remains = snapshotFacts(made).at(0);
  const isRemoved = remains === undefined || (await removeRemains(machine, remains, context));
  throw new HypervisorError('failed', say(isRemoved ? 'take/ended' : 'take/ended-partly', what));
}

/** Removes a part of a snapshot, unless some program may have the images open. Returns whether it is gone. */
async function removeRemains(
  machine: QemuMachine,
  remains: SnapshotFacts,
  context: OperationContext,
): Promise<boolean> {
  if (machine.state !== 'off' || (await imageHolder(machine)) !== null) return false;
  await deleteOffline(machine.name, remains, context);
  await machine.lookAtImages();
  return true;
}

/** Restores a snapshot: online where it holds memory; by stopping, putting back and starting where it holds disks only. */
export async function restore(
  machine: QemuMachine,
  logFolder: string,
  snapshot: SnapshotFacts,
  options: Parameters<Hypervisor['restoreSnapshot']>[2],
  context: OperationContext,
): Promise<OperationResult> {
  const wasOn = machine.isOn;
  if (needsStart({ on: wasOn }, snapshot, options.state)) refuseWithoutStart(machine);
  if (wasOn && snapshot.memory) {
    const result = await loadInto(machine, snapshot, options, context);
    await forgetActivated(machine);
    return { findings: [...result.findings, ...(await setGuestClock(machine, snapshot, context))] };
  }
  if (wasOn) {
    await machine.refresh();
    refuseChanged(machine, snapshot);
    context.onStep(say('step/power-off', { machine: machine.name }));
    await quit(machine);
  }
  if (!snapshot.memory) {
    if (wasOn) await mentioningPowerOff(machine, () => putDisks(machine, snapshot, context));
    else await putDisks(machine, snapshot, context);
    await forgetActivated(machine);
    if (!wasOn && options.state !== 'running') return DONE;
    return await start(machine, logFolder, context, { goOn: options.state !== 'paused' });
  }
  await refuseUnlessOff(machine);
  refuseChanged(machine, snapshot);
  const before = machine.record.activated;
  await machine.remember({ activated: activation(machine, snapshot, options.remembered) });
  try {
    const goOn = wantsRunning(options.state, options.remembered?.state ?? null, true);
    return await start(machine, logFolder, context, { goOn });
  } catch (error) {
    // What was to be loaded now must not be loaded at some later start.
    await machine.remember({ activated: before });
    throw error;
  }
}

/** Says in the error of what follows it that the machine was powered off. */
async function mentioningPowerOff(machine: QemuMachine, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof HypervisorError)) throw error;
    throw new HypervisorError(
      error.code,
      say('restore/powered-off', { why: error.said, machine: machine.name }),
      { findings: error.findings, cause: error },
    );
  }
}

/** Makes a snapshot what the machine starts from next time: disks are put back now where that is possible. */
export async function activate(
  machine: QemuMachine,
  snapshot: SnapshotFacts,
  remembered: RememberedSnapshot | null,
  context: OperationContext,
): Promise<OperationResult> {
  if (!machine.isOn && !snapshot.memory) {
    await putDisks(machine, snapshot, context);
    await forgetActivated(machine);
    return DONE;
  }
  await machine.refresh();
  refuseChanged(machine, snapshot);
  await machine.remember({ activated: activation(machine, snapshot, remembered) });
  context.onStep(say('step/activated', { name: snapshot.name, machine: machine.name }));
  return DONE;
}

function activation(
  machine: QemuMachine,
  { name, identities }: SnapshotFacts,
  remembered: RememberedSnapshot | null,
): Activated {
  return {
    name,
    identities,
    ramBytes: remembered?.ramBytes ?? null,
    devices: remembered?.devices ?? null,
    images: machine.isOn ? null : machine.known.activity,
  };
}

async function forgetActivated(machine: QemuMachine): Promise<void> {
  if (machine.record.activated !== null) await machine.remember({ activated: null });
}

/**
 * Our own changes of the images of a machine that is off are no reason to distrust what is activated; what another
 * program changed before them is.
 */
async function keepingActivated<T>(machine: QemuMachine, work: () => Promise<T>): Promise<T> {
  const isTrusted = machine.record.activated?.images === machine.known.activity;
  try {
    return await work();
  } finally {
    await machine.lookAtImages();
    const { activated } = machine.record;
    if (activated !== null && isTrusted) {
      await machine.remember({ activated: { ...activated, images: machine.known.activity } });
    }
  }
}

/** Deletes one snapshot of a machine that is on or off. */
export async function deleteSnapshotOf(
  machine: QemuMachine,
  snapshot: SnapshotFacts,
  context: OperationContext,
): Promise<OperationResult> {
  if (machine.isOn) await deleteFromRunning(machine, snapshot, context);
  else {
    await refuseUnlessOff(machine);
    const there = sameSnapshot(machine.drives, snapshot, machine.name);
    await keepingActivated(machine, () => deleteOffline(machine.name, there, context));
  }
  if (isActivated(machine.record.activated, snapshot)) await forgetActivated(machine);
  return DONE;
}

async function deleteFromRunning(
  machine: QemuMachine,
  snapshot: SnapshotFacts,
  context: OperationContext,
): Promise<void> {
  try {
    await deleteOnline(machine.online(context.onStep), snapshot, context);
  } catch (error) {
    if (!(error instanceof MachineEndedError)) throw error;
    await machine.lookAtImages();
    const seen = new Set(snapshotDrives(machine.drives).map((drive) => drive.path));
    const unseen = snapshot.instances.filter((each) => !seen.has(each.drivePath));
    if (!holdsAny(machine, snapshot) && unseen.length === 0) return;
    const what = { machine: machine.name, name: snapshot.name };
    throw new HypervisorError(
      unseen.length === 0 ? 'failed' : 'unreachable',
      unseen.length === 0
        ? say('delete/ended', what)
        : say('delete/ended-unseen', { ...what, drives: unseen.map((each) => each.driveId) }),
      { cause: error },
    );
  }
}

function holdsAny(machine: QemuMachine, snapshot: SnapshotFacts): boolean {
  return machine.snapshots.some(
    (each) =>
      each.name === snapshot.name &&
      each.identities.some((identity) => snapshot.identities.includes(identity)),
  );
}

function refuseChanged(machine: QemuMachine, wanted: SnapshotFacts): void {
  const found = sameSnapshot(machine.drives, wanted, machine.name);
  const blocking = found.findings.find((each) => each.severity === 'blocks');
  if (blocking !== undefined)
    throw new HypervisorError('refused', say('power/nothing-done', { why: messageOf(blocking) }));
}
