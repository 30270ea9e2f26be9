import type { Command, CommandContext, Outcome } from '../command.ts';
import { machineJson, placeText } from '../machine-json.ts';
import { allMachines } from '../machine-lookup.ts';
import { textTable } from '../text-table.ts';
import { escapeControls } from '../words.ts';

export const machinesCommand: Command = {
  name: 'machines',
  summary: 'List the machines that Snapgrove knows, or those found on this computer.',
  operands: [],
  options: ['found'],
  description: [
    'Lists every machine that was added or seen, running or off, with the number of its snapshots and where it is reached. With --connect, only those of that libvirt connection.',
    'With --found, lists QEMU processes of this user that have a QMP monitor, whether Snapgrove knows them, and whether another program is connected to the monitor. Nothing is connected to, so a monitor in use is not disturbed.',
  ],
  examples: ['snapgrove machines', 'snapgrove machines --found', 'snapgrove machines --json'],
  run: async (context) => (context.options.found === true ? await found(context) : await known(context)),
};

async function known(context: CommandContext): Promise<Outcome> {
  const machines = [...(await allMachines(context))].sort((a, b) => a.name.localeCompare(b.name));
  const { world } = await context.core();
  const rows = machines.map((machine) => [
    escapeControls(machine.name),
    machine.state,
    String(machine.snapshotCount),
    machine.uuid,
    escapeControls(placeText(machine, world)),
  ]);
  if (machines.length === 0) {
    context.console.note(
      'No machine is known yet. `snapgrove demo` starts one to try; `snapgrove machines --found` looks for yours.',
    );
  }
  return {
    value: machines.map((machine) => machineJson(machine, world)),
    text: rows.length === 0 ? '' : textTable([['NAME', 'STATE', 'SNAPSHOTS', 'UUID', 'WHERE'], ...rows]),
  };
}

async function found(context: CommandContext): Promise<Outcome> {
  const { api } = await context.core();
  const { found: monitors } = await api['machine.found']({});
  if (monitors.length === 0) {
    context.console.note('No QEMU of yours with a QMP monitor runs on this computer.');
  }
  const rows = monitors.map(({ name, pid, address, known: isKnown, inUse }) => [
    escapeControls(name ?? '(no name)'),
    String(pid),
    isKnown ? 'known' : inUse ? 'in use by another program' : 'new',
    escapeControls(address),
  ]);
  return {
    value: monitors,
    text: rows.length === 0 ? '' : textTable([['NAME', 'PID', 'MONITOR', 'ADDRESS'], ...rows]),
  };
}
