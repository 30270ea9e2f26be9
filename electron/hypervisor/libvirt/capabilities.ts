import {
  AVAILABLE,
  type Capabilities,
  type Capability,
  type MachineState,
  unavailable,
} from '../../../shared/model/machine.ts';
import { say } from '../../../shared/sentences/say.ts';
import type { Sentence } from '../../../shared/sentences/sentence.ts';
import type { Definition } from './definition.ts';
import type { Host } from './host.ts';
import { writableDisks } from './situation.ts';

/** What decides what can be done with a machine now. */
export interface CapabilityFacts {
  readonly name: string;
  readonly state: MachineState;
  /** Why nothing can be changed: the connection is lost or may only look; null when it can. */
  readonly fixed: Sentence | null;
  readonly host: Host;
  readonly definition: Definition;
}

/** What can be done with the machine at this moment, with the reason where something can't. */
export function capabilitiesOf(facts: CapabilityFacts): Capabilities {
  const { name: machine, state, fixed, definition, host } = facts;
  const changes = fixed === null ? AVAILABLE : unavailable(fixed);
  const off = unavailable(say('machine/off', { machine }));
  const notRunning = unavailable(say('machine/not-running', { machine }));
  const isOff = state === 'off';
  const when = (isSo: boolean, otherwise: Capability): Capability =>
    !changes.available ? changes : isSo ? AVAILABLE : otherwise;
  const take = takeCapability(facts, changes);
  const needsQemu = unavailable(say('machine/only-qemu-external'));
  return {
    take,
    memory: take.available && isOff ? unavailable(say('machine/off-has-no-memory')) : take,
    diskOnly: take,
    external: take.available && host.driver !== 'QEMU' ? needsQemu : take,
    quiesce: !take.available
      ? take
      : definition.agent === 'connected' && !isOff
        ? AVAILABLE
        : unavailable(say(definition.agent === 'none' ? 'agent/no-channel' : 'agent/silent')),
    chooseDrives: take,
    restore: when(state !== 'suspended', unavailable(say('machine/asleep', { machine }))),
    activate: when(isOff, unavailable(say('machine/activates-off', { machine }))),
    delete: changes,
    screenshot: screenshotCapability(facts, changes),
    start: when(isOff || state === 'crashed', unavailable(say('machine/on-already', { machine }))),
    pause: when(state === 'running', notRunning),
    resume: when(
      state === 'paused' || state === 'suspended',
      unavailable(say('machine/not-paused', { machine })),
    ),
    shutdown: when(state === 'running', notRunning),
    powerOff: when(!isOff, off),
    reset: when(state === 'running' || state === 'paused' || state === 'crashed', off),
  };
}

/** Nothing can be done, for one reason. */
export function noCapabilities(reason: Sentence): Capabilities {
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
  if (state === 'suspended') return unavailable(say('machine/asleep', { machine: name }));
  if (host.driver === 'QEMU' && writableDisks(definition).length === 0)
    return unavailable(say('machine/no-disk', { machine: name }));
  return AVAILABLE;
}

function screenshotCapability(
  { name, state, definition, host }: CapabilityFacts,
  changes: Capability,
): Capability {
  // virDomainScreenshot is refused on connections that may only look.
  if (!changes.available) return changes;
  if (state === 'off') return unavailable(say('machine/off', { machine: name }));
  // The test driver has a picture of machines that have no display.
  if (definition.heads === 0 && host.driver !== 'TEST')
    return unavailable(say('machine/no-display', { machine: name }));
  return AVAILABLE;
}
