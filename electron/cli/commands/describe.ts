import type { Command } from '../command.ts';
import { snapshotJson } from '../snapshot-json.ts';
import { findMachineAndSnapshot } from '../snapshot-lookup.ts';
import { UsageError } from '../usage-error.ts';

export const describeCommand: Command = {
  name: 'describe',
  summary: 'Change a snapshot’s description, labels or pin.',
  operands: ['MACHINE', 'SNAPSHOT', '[TEXT]'],
  options: ['label', 'no-labels', 'pin', 'unpin'],
  description: [
    'TEXT becomes the description; without it the description stays. --label replaces the labels by those given. A snapshot’s name never changes.',
    'With --json, prints the snapshot as `list` does.',
  ],
  examples: [
    'snapgrove describe web-server clean "Fresh from the installer"',
    'snapgrove describe web-server clean --pin --label base',
  ],
  run: async (context) => {
    const { operands, options } = context;
    const { label: labels, pin, unpin } = options;
    const description = operands[2];
    if (pin === true && unpin === true) throw new UsageError('Give --pin or --unpin, not both.');
    if (labels !== undefined && options['no-labels'] === true) {
      throw new UsageError('Give --label or --no-labels, not both.');
    }
    const change = {
      ...(description === undefined ? {} : { description }),
      ...(options['no-labels'] === true ? { labels: [] } : labels === undefined ? {} : { labels }),
      ...(pin === true ? { pinned: true } : unpin === true ? { pinned: false } : {}),
    };
    if (Object.keys(change).length === 0) {
      throw new UsageError('Say what to change: give TEXT, --label, --no-labels, --pin or --unpin.');
    }
    const { machine, snapshot } = await findMachineAndSnapshot(context);
    const link = await context.core();
    const { api, world } = link;
    await api['snapshot.describe']({ snapshotId: snapshot.id, ...change });
    await link.catchUp();
    const now = world.snapshots.get(snapshot.id) ?? snapshot;
    return {
      value: snapshotJson(now, machine, (id) => world.snapshots.get(id)?.name ?? null),
      text: `Changed the notes of “${snapshot.name}” of ${machine.name}.\n`,
    };
  },
};
