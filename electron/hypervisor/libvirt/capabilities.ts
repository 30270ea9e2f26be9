import {
  AVAILABLE,
  type Capabilities,
  type Capability,
  type MachineState,
  unavailable,
} from '../../../shared/model/machine.ts';
import type { Definition } from './definition.ts';
import type { Host } from './host.ts';
import { writableDisks } from './situation.ts';

/** What decides what can be done with a machine now. */
export interface CapabilityFacts {
  readonly name: string;
  readonly state: MachineState;
  /** Why nothing can be changed: the connection is lost or may only look; null when it can. */
  readonly fixed: string | null;
  readonly host: Host;
  readonly definition: Definition;
}

/** What can be done with the machine at this moment, with the reason where something can't. */
export function capabilitiesOf(facts: CapabilityFacts): Capabilities {
  const { name, state, fixed, definition, host } = facts;
  const changes = fixed === null ? AVAILABLE : unavailable(fixed);
  const off = unavailable(`${name} is off.`);
  const isOff = state === 'off';
  const when = (isSo: boolean, otherwise: Capability): Capability =>
    !changes.available ? changes : isSo ? AVAILABLE : otherwise;
  const take = takeCapability(facts, changes);
  const needsQemu = unavailable('Only QEMU machines have external snapshots.');
  return {
    take,
    memory: take.available && isOff ? unavailable('A machine that is off has no memory to save.') : take,
    diskOnly: take,
    external: take.available && host.driver !== 'QEMU' ? needsQemu : take,
    quiesce: !take.available
      ? take
      : definition.agent === 'connected' && !isOff
        ? AVAILABLE
        : unavailable(
            definition.agent === 'none'
              ? 'The machine has no channel for a guest agent; add one (org.qemu.guest_agent.0) to its definition.'
              : 'No guest agent answers; install qemu-guest-agent in the guest.',
          ),
    chooseDrives: take,
    restore: when(state !== 'suspended', unavailable(`${name} is asleep; wake it up first.`)),
    activate: when(
      isOff,
      unavailable(`${name} is on: libvirt changes what a machine starts from only while it is off.`),
    ),
    delete: changes,
    screenshot: screenshotCapability(facts, changes),
    start: when(isOff || state === 'crashed', unavailable(`${name} is on already.`)),
    pause: when(state === 'running', unavailable(`${name} is not running.`)),
    resume: when(state === 'paused' || state === 'suspended', unavailable(`${name} is not paused.`)),
    shutdown: when(state === 'running', unavailable(`${name} is not running.`)),
    powerOff: when(!isOff, off),
    reset: when(state === 'running' || state === 'paused' || state === 'crashed', off),
  };
}

/** Nothing can be done, for one reason. */
export function noCapabilities(reason: string): Capabilities {
  const none = unavailable(reason);
  return {
    take: none,
    memory: none,
    diskOnly: none,
    external: none,
    quiesce: none,
    chooseDrives: none,
    restore: none,
    activate: none,
    delete: none,
    screenshot: none,
    start: none,
    pause: none,
    resume: none,
    shutdown: none,
    powerOff: none,
    reset: none,
  };
}

function takeCapability({ name, state, definition, host }: CapabilityFacts, changes: Capability): Capability {
  if (!changes.available) return changes;
  if (state === 'suspended') return unavailable(`${name} is asleep; wake it up first.`);
  if (host.driver === 'QEMU' && writableDisks(definition).length === 0)
    return unavailable(`${name} has no drive that can be in a snapshot. Give it a writable disk.`);
  return AVAILABLE;
}

function screenshotCapability(
  { name, state, definition, host }: CapabilityFacts,
  changes: Capability,
): Capability {
  // virDomainScreenshot is refused on connections that may only look.
  if (!changes.available) return changes;
  if (state === 'off') return unavailable(`${name} is off.`);
  // The test driver has a picture of machines that have no display.
  if (definition.heads === 0 && host.driver !== 'TEST') return unavailable(`${name} has no display.`);
  return AVAILABLE;
}
