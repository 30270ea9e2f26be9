import type { Command } from '../command.ts';
import { finishedJob } from '../job-watch.ts';
import { findMachine } from '../machine-lookup.ts';
import { snapshotJson } from '../snapshot-json.ts';
import { snapshotNamed } from '../snapshot-lookup.ts';
import { UsageError } from '../usage-error.ts';

export const takeCommand: Command = {
  name: 'take',
  summary: 'Take a snapshot: disks, memory where the machine runs, and a picture of its screen.',
  operands: ['MACHINE', 'NAME'],
  options: ['description', 'label', 'disk-only', 'quiesce', 'drive'],
  description: [
    'Every check is made before anything is sent. The machine stands still while its memory is saved, and goes on afterwards if it ran before.',
    'NAME is 1 to 255 bytes long and not yet in use on that machine. Drives that can’t hold snapshots are left out, and that is said.',
    'With --json, prints the snapshot as `list` does.',
  ],
  examples: [
    'snapgrove take web-server "before upgrade" --description "the last good one"',
    'snapgrove take /run/vm/qmp.sock nightly --disk-only',
    'snapgrove take web-server -- -odd-name',
  ],
  run: async (context) => {
    const { operands, options, core } = context;
    const [operand = '', name = ''] = operands;
    if (options.quiesce === true && options['disk-only'] !== true) {
      throw new UsageError('--quiesce goes with --disk-only: the memory holds what is not written yet.');
    }
    const machine = await findMachine(context, operand);
    const link = await core();
    const { jobId } = await link.api['snapshot.take']({
      machineId: machine.id,
      name,
      description: options.description ?? '',
      labels: options.label ?? [],
      memory: options['disk-only'] !== true,
      drives: options.drive ?? null,
      quiesce: options.quiesce === true,
    });
    await finishedJob(context, jobId);
    await link.catchUp();
    const now = link.world.machines.get(machine.id) ?? machine;
    const snapshot = snapshotNamed(link.world.snapshotsOf(machine.id), now, name);
    const what = snapshot.memory ? 'with its memory' : 'of its disks';
    return {
      value: snapshotJson(snapshot, now, (id) => link.world.snapshots.get(id)?.name ?? null),
      text: `Took “${name}” of ${now.name}, ${what}.\n`,
    };
  },
};
