import type { Machine } from '../../../shared/model/machine.ts';
import type { Snapshot } from '../../../shared/model/snapshot.ts';
import type { Command } from '../command.ts';
import { findingsText } from '../finding-text.ts';
import { snapshotJson } from '../snapshot-json.ts';
import { findMachineAndSnapshot } from '../snapshot-lookup.ts';
import { snapshotMarks } from '../tree-text.ts';
import { bytesText, escapeControls, timeText } from '../words.ts';

export const showCommand: Command = {
  name: 'show',
  summary: 'Show everything that is known of a snapshot.',
  operands: ['MACHINE', 'SNAPSHOT'],
  options: [],
  description: [
    'Shows when it was taken, what it holds, its parent and children, the drives that it lives on, and whether it can be restored now. With --json, prints one object as `list` does.',
  ],
  examples: ['snapgrove show web-server "before upgrade"'],
  run: async (context) => {
    const { machine, snapshot } = await findMachineAndSnapshot(context);
    const { world } = await context.core();
    const nameOf = (id: string) => world.snapshots.get(id)?.name ?? null;
    const children = world.snapshotsOf(machine.id).filter((each) => each.parentId === snapshot.id);
    return {
      value: snapshotJson(snapshot, machine, nameOf),
      text: factsText(machine, snapshot, nameOf, children),
    };
  },
};

function factsText(
  machine: Machine,
  snapshot: Snapshot,
  nameOf: (id: string) => string | null,
  children: readonly Snapshot[],
): string {
  const { picture, pictureProblem, parentId, sizeBytes, drives, drivesLeftOut, restorable } = snapshot;
  const facts: (readonly [string, string])[] = [
    ['Name', escapeControls(snapshot.name)],
    ['Machine', escapeControls(machine.name)],
    ['Created', timeText(snapshot.createdAt)],
    ['State', snapshot.state],
    ['Kind', snapshotMarks(snapshot).join(', ')],
    ['Parent', parentId === null ? 'none' : escapeControls(nameOf(parentId) ?? 'unknown')],
    ['Children', children.map((each) => escapeControls(each.name)).join(', ') || 'none'],
    ['Current', snapshot.id === machine.currentSnapshotId ? 'yes' : 'no'],
    ['Deleting frees', sizeBytes === null ? 'unknown' : `about ${bytesText(sizeBytes)}`],
    [
      'Screenshot',
      picture === null
        ? (pictureProblem?.text ?? 'none')
        : `${picture.width}×${picture.height}, ${picture.sha256}`,
    ],
    ...drives.map(({ path, status }): readonly [string, string] => [
      'Drive',
      `${escapeControls(path)}, ${status}`,
    ]),
    ...drivesLeftOut.map((id): readonly [string, string] => ['Not covered', escapeControls(id)]),
    ['Restorable', restorable.ok ? 'yes' : 'no'],
  ];
  const width = Math.max(...facts.map(([label]) => label.length)) + 1;
  const lines = facts.map(([label, value]) => `${`${label}:`.padEnd(width)} ${value}\n`).join('');
  const description =
    snapshot.description === '' ? '' : `\n${escapeControls(snapshot.description, { lines: true })}\n`;
  return lines + escapeControls(findingsText(restorable.findings), { lines: true }) + description;
}
