import type { Command } from '../command.ts';
import { machineJson } from '../machine-json.ts';

export const demoCommand: Command = {
  name: 'demo',
  summary: 'Start the demo machine, a small real guest to try everything on.',
  operands: [],
  options: ['stop'],
  description: [
    'Starts QEMU with a guest of Snapgrove’s own, which draws a growing grove, and returns; the machine runs on until `snapgrove demo --stop` powers it off. When it runs already, nothing is changed.',
  ],
  examples: ['snapgrove demo', 'snapgrove take "Demo machine" first', 'snapgrove demo --stop'],
  run: async ({ options, core }) => {
    const link = await core();
    if (options.stop === true) {
      await link.api['demo.stop']({});
      return { value: null, text: 'The demo machine is off.\n' };
    }
    const { machineId } = await link.api['demo.start']({});
    await link.refresh(machineId);
    const machine = await link.until(({ machines }) => machines.get(machineId), { deadlineMs: 15_000 });
    return {
      value: machineJson(machine, link.world),
      text: `The demo machine runs. Take a snapshot of it: snapgrove take "${machine.name}" first\n`,
    };
  },
};
