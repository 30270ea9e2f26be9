import { isAllowed } from '../../../shared/model/finding.ts';
import type { Command } from '../command.ts';
import { findingsJson, findingsText } from '../finding-text.ts';
import { findMachineAndSnapshot } from '../snapshot-lookup.ts';
import { escapeControls } from '../words.ts';

export const checkCommand: Command = {
  name: 'check',
  summary: 'Say whether a snapshot can be restored now, and what would make it so.',
  operands: ['MACHINE', 'SNAPSHOT'],
  options: [],
  description: [
    'Makes every check of a restore and changes nothing. Each line says what was found and what to do about it: “no” keeps a restore from being done, “mind” is worth a thought, “note” only tells.',
    'The exit status is 0 when it can be restored, else 1. With --json, prints { ok, findings }.',
  ],
  examples: ['snapgrove check web-server "before upgrade"'],
  run: async (context) => {
    const { machine, snapshot } = await findMachineAndSnapshot(context);
    const { api } = await context.core();
    const { findings } = await api['snapshot.planRestore']({ snapshotId: snapshot.id });
    const ok = isAllowed(findings);
    const sentence = `“${snapshot.name}” of ${machine.name} ${ok ? 'can be restored' : 'can’t be restored now'}.\n`;
    return {
      value: { ok, findings: findingsJson(findings) },
      text: escapeControls(sentence + findingsText(findings), { lines: true }),
      status: ok ? 0 : 1,
    };
  },
};
