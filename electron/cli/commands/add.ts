import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { AppError } from '../../../shared/contract/errors.ts';
import { asIs } from '../../../shared/sentences/sentence.ts';
import type { Command } from '../command.ts';
import { machineJson } from '../machine-json.ts';
import { addressOf } from '../machine-lookup.ts';
import { namesText } from '../words.ts';

export const addCommand: Command = {
  name: 'add',
  summary: 'Add a machine by its QMP socket or its image, or all machines of a libvirt connection.',
  operands: ['SOCKET|URI|IMAGE'],
  options: [],
  description: [
    'SOCKET is the path of a QMP unix socket or host:port: start QEMU with `-qmp unix:/path/qmp.sock,server=on,wait=off`. A monitor takes one client, so nothing else may be connected to it.',
    'IMAGE is a qcow2 file, for a machine that is off or has no monitor. URI names a libvirt connection as virsh does.',
    'A machine that was added stays known, also while it is off.',
  ],
  examples: [
    'snapgrove add /run/vm/qmp.sock',
    'snapgrove add localhost:4444',
    'snapgrove add disk.qcow2',
    'snapgrove add qemu:///system',
  ],
  run: async ({ operands: [operand = ''], core }) => {
    const link = await core();
    // A name without a slash may be a file of this folder too.
    const address = addressOf(operand) ?? (existsSync(operand) ? resolve(operand) : operand);
    const { machineIds, connectionId } = await link.api['machine.add']({ address });
    await link.catchUp();
    const machines = machineIds.flatMap((id) => link.world.machines.get(id) ?? []);
    if (machines.length === 0 && link.world.connections.get(connectionId) === undefined) {
      throw new AppError('not_found', asIs(`Nothing was found at ${operand}.`));
    }
    const names = machines.map((machine) => machine.name);
    return {
      value: machines.map((machine) => machineJson(machine, link.world)),
      text: names.length === 0 ? 'Added; there is no machine yet.\n' : `Added ${namesText(names)}.\n`,
    };
  },
};
