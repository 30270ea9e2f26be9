import type { Command } from '../command.ts';
import { findMachine } from '../machine-lookup.ts';

export const deactivateCommand: Command = {
  name: 'deactivate',
  summary: 'Let the machine start from its disks as they are, not from an activated snapshot.',
  operands: ['MACHINE'],
  options: [],
  description: [
    'Takes back what `snapgrove activate` noted for the next start: a memory that was to be loaded is not. No disk is touched. Where the disks were put to the snapshot already, restore the snapshot that was kept of the state before.',
    'With --json, prints { machine, snapshot }: the snapshot that is not activated any more.',
  ],
  examples: ['snapgrove deactivate web-server'],
  run: async (context) => {
    const [operand = ''] = context.operands;
    const machine = await findMachine(context, operand);
    const { api, world } = await context.core();
    const name = world.snapshots.get(machine.activatedSnapshotId ?? '')?.name ?? null;
    await api['machine.deactivate']({ machineId: machine.id });
    return {
      value: { machine: machine.name, snapshot: name },
      text: `${machine.name} starts from its disks as they are next time${name === null ? '' : `, not from “${name}”`}.\n`,
    };
  },
};
