import type { Capability, Machine, PowerAction } from '../../../../shared/model/machine.ts';

/** The actions that make sense in the machine's state, the likely one first; each may still be unavailable with a reason. */
export function powerActionsOf(machine: Machine): readonly PowerAction[] {
  switch (machine.state) {
    case 'running':
      return ['pause', 'shutdown', 'reset', 'powerOff'];
    case 'paused':
      return ['resume', 'shutdown', 'reset', 'powerOff'];
    case 'suspended':
      return ['resume', 'powerOff'];
    case 'off':
      return ['start'];
    case 'crashed':
    case 'broken':
      return ['reset', 'powerOff', 'start'];
    case 'unknown':
      return [];
    default:
      return machine.state satisfies never;
  }
}

/** Whether the machine allows an action now. */
export function powerCapability(machine: Machine, action: PowerAction): Capability {
  return machine.capabilities[action];
}
