import { AppError } from '../../../shared/contract/errors.ts';
import { asIs } from '../../../shared/sentences/sentence.ts';
import type { Command, OptionValues } from '../command.ts';
import { findingsJson } from '../finding-text.ts';
import { finishedJob } from '../job-watch.ts';
import { findMachineAndSnapshot } from '../snapshot-lookup.ts';
import { UsageError } from '../usage-error.ts';

export const restoreCommand: Command = {
  name: 'restore',
  summary: 'Go back to a snapshot now, also while the machine runs.',
  operands: ['MACHINE', 'SNAPSHOT'],
  options: ['no-keep-current', 'running', 'paused', 'force'],
  description: [
    'Every check is made before anything is sent; `snapgrove check` makes them alone. The current state is kept as a snapshot first, unless --no-keep-current says otherwise; only the newest three of those are kept, and those that are pinned.',
    'Afterwards the machine does what it did in the snapshot, or what --running or --paused say. Should a restore fail half way, the machine is left stopped and is not resumed.',
  ],
  examples: [
    'snapgrove restore web-server "before upgrade"',
    'snapgrove restore web-server clean --no-keep-current --paused',
  ],
  run: async (context) => {
    const { options } = context;
    const state = wantedState(options);
    const { machine, snapshot } = await findMachineAndSnapshot(context);
    const link = await context.core();
    const { api, world } = link;
    const keepCurrent = options['no-keep-current'] !== true;
    const plan = await api['snapshot.planRestore']({ snapshotId: snapshot.id, state });
    if (keepCurrent && !plan.keepCurrent.available) {
      throw new AppError(
        'refused',
        asIs(
          `The current state of ${machine.name} can’t be kept first: ${plan.keepCurrent.reason} Nothing was changed. ` +
            'To restore all the same, and lose it, add --no-keep-current.',
        ),
        { findings: plan.findings },
      );
    }
    const { jobId } = await api['snapshot.restore']({
      snapshotId: snapshot.id,
      state,
      keepCurrent,
      force: options.force === true,
    });
    const job = await finishedJob(context, jobId);
    await link.catchUp();
    const kept = world.snapshots.get(job.safetySnapshotId ?? '')?.name ?? null;
    return {
      value: { machine: machine.name, snapshot: snapshot.name, kept, findings: findingsJson(job.findings) },
      text: `Restored “${snapshot.name}” of ${machine.name}.${kept === null ? '' : ` The state before it is kept as “${kept}”.`}\n`,
    };
  },
};

function wantedState({ running, paused }: OptionValues): 'as-snapshot' | 'running' | 'paused' {
  if (running === true && paused === true) throw new UsageError('Give --running or --paused, not both.');
  return running === true ? 'running' : paused === true ? 'paused' : 'as-snapshot';
}
