import { AppError } from '../../../shared/contract/errors.ts';
import type { DeleteChildren, DeletePlan } from '../../../shared/model/plan.ts';
import { asIs } from '../../../shared/sentences/sentence.ts';
import type { Command, OptionValues } from '../command.ts';
import { findingsJson } from '../finding-text.ts';
import { finishedJob } from '../job-watch.ts';
import { findMachineAndSnapshot } from '../snapshot-lookup.ts';
import { UsageError } from '../usage-error.ts';
import { bytesText, namesText } from '../words.ts';

export const deleteCommand: Command = {
  name: 'delete',
  summary: 'Delete a snapshot, or it with all below it, or only what is below it.',
  operands: ['MACHINE', 'SNAPSHOT'],
  options: ['children', 'children-only', 'pinned'],
  description: [
    'Deletes the snapshot alone, and its children move up to its parent. With --children it goes with everything below it, with --children-only everything below it goes and it stays.',
    'A pinned snapshot is deleted only when --pinned names it, whatever else was asked for. There is no undo on the command line.',
    'With --json, prints { deleted, moved, freesBytes, findings }.',
  ],
  examples: [
    'snapgrove delete web-server "apache try"',
    'snapgrove delete web-server experiments --children --pinned "the good one"',
  ],
  run: async (context) => {
    const children = childrenMode(context.options);
    const { machine, snapshot } = await findMachineAndSnapshot(context);
    const { api, world } = await context.core();
    const plan = await api['snapshot.planDelete']({ snapshotId: snapshot.id, children });
    const pinned = agreedPins(plan, context.options.pinned ?? [], machine.name);
    const { jobId } = await api['snapshot.delete']({
      snapshotId: snapshot.id,
      children,
      pinned,
      shown: plan.deletes.map(({ snapshotId }) => snapshotId),
      undoMs: 0,
    });
    const job = await finishedJob(context, jobId);
    const deleted = plan.deletes.map(({ name }) => name);
    return {
      value: {
        deleted,
        moved: plan.moves.map(({ name, newParentId }) => ({
          name,
          parent: newParentId === null ? null : (world.snapshots.get(newParentId)?.name ?? null),
        })),
        freesBytes: plan.freesBytes,
        findings: findingsJson(job.findings),
      },
      text: `Deleted ${namesText(deleted)} of ${machine.name}${plan.freesBytes === null ? '' : `, which frees about ${bytesText(plan.freesBytes)}`}.\n`,
    };
  },
};

function childrenMode(options: OptionValues): DeleteChildren {
  if (options.children === true && options['children-only'] === true) {
    throw new UsageError('Give --children or --children-only, not both.');
  }
  return options['children-only'] === true ? 'only' : options.children === true ? 'delete' : 'keep';
}

/** The ids of the pinned snapshots of the plan; throws AppError when one of them was not named. */
function agreedPins(plan: DeletePlan, names: readonly string[], machine: string): readonly string[] {
  const agreed = new Set(names);
  const unnamed = plan.pinned.filter(({ name }) => !agreed.has(name));
  if (unnamed.length > 0) {
    const list = namesText(unnamed.map(({ name }) => name));
    throw new AppError(
      'refused',
      asIs(
        `Nothing was deleted: ${list} of ${machine} ${unnamed.length === 1 ? 'is' : 'are'} pinned. ` +
          'Agree by --pinned NAME for each, or unpin with `snapgrove describe MACHINE SNAPSHOT --unpin`.',
      ),
      { findings: plan.findings },
    );
  }
  return plan.pinned.map(({ snapshotId }) => snapshotId);
}
