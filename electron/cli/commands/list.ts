import { byAge } from '../../../shared/model/tree.ts';
import type { Command } from '../command.ts';
import { findMachine } from '../machine-lookup.ts';
import { snapshotJson } from '../snapshot-json.ts';
import { textTable } from '../text-table.ts';
import { snapshotMarks, treeText } from '../tree-text.ts';
import { bytesText, escapeControls, timeText } from '../words.ts';

export const listCommand: Command = {
  name: 'list',
  summary: 'List a machine’s snapshots, or draw them as a tree.',
  operands: ['MACHINE'],
  options: ['tree'],
  description: [
    'Lists all snapshots, oldest first, those made with other tools too. The one that the present state grew from is marked with an asterisk.',
    'With --json, prints an array of objects: name, parent (a name or null), created (ISO 8601), state, kind (internal, external or mixed), memory, description, labels, pinned, current, sizeBytes, screenshot (sha256, width and height in pixels, or null), drives (path and status) and restorable (ok and findings).',
  ],
  examples: ['snapgrove list web-server --tree', 'snapgrove --json list /run/vm/qmp.sock'],
  run: async (context) => {
    const [operand = ''] = context.operands;
    const machine = await findMachine(context, operand);
    const { world } = await context.core();
    const snapshots = [...world.snapshotsOf(machine.id)].sort(byAge);
    const nameOf = (id: string) => world.snapshots.get(id)?.name ?? null;
    const rows = snapshots.map((snapshot) => [
      snapshot.id === machine.currentSnapshotId ? '*' : '',
      escapeControls(snapshot.name),
      timeText(snapshot.createdAt),
      snapshot.sizeBytes === null ? '' : bytesText(snapshot.sizeBytes),
      snapshotMarks(snapshot).join(', '),
      escapeControls(snapshot.description.split('\n')[0] ?? ''),
    ]);
    if (rows.length === 0 && context.options.tree !== true) {
      context.console.note(`${machine.name} has no snapshots yet.`);
    }
    const table = () =>
      rows.length === 0 ? '' : textTable([['', 'NAME', 'CREATED', 'SIZE', 'KIND', 'DESCRIPTION'], ...rows]);
    return {
      value: snapshots.map((snapshot) => snapshotJson(snapshot, machine, nameOf)),
      text: context.options.tree === true ? treeText(snapshots, machine) : table(),
    };
  },
};
