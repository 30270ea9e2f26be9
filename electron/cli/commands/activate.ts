import { AppError } from '../../../shared/contract/errors.ts';
import { asIs } from '../../../shared/sentences/sentence.ts';
import type { Command } from '../command.ts';
import { findingsJson } from '../finding-text.ts';
import { finishedJob } from '../job-watch.ts';
import { findMachineAndSnapshot } from '../snapshot-lookup.ts';

export const activateCommand: Command = {
  name: 'activate',
  summary: 'Make a snapshot the state that the machine starts from next time.',
  operands: ['MACHINE', 'SNAPSHOT'],
  options: ['no-keep-current'],
  description: [
    'For a machine that is off. Its disks are put to the snapshot now; a memory that belongs to it is loaded at the next start. The current state of the disks is kept as a snapshot first, unless --no-keep-current says otherwise.',
  ],
  examples: ['snapgrove activate web-server "before upgrade"'],
  run: async (context) => {
    const { machine, snapshot } = await findMachineAndSnapshot(context);
    const link = await context.core();
    const { api, world } = link;
    const keepCurrent = context.options['no-keep-current'] !== true;
    const plan = await api['snapshot.planActivate']({ snapshotId: snapshot.id });
    const isBlocked = plan.findings.some((each) => each.severity === 'blocks');
    if (keepCurrent && !isBlocked && !plan.keepCurrent.available) {
      throw new AppError(
        'refused',
        asIs(
          `The current state of ${machine.name} can’t be kept first: ${plan.keepCurrent.reason} Nothing was changed. ` +
            'To activate all the same, and lose it, add --no-keep-current.',
        ),
        { findings: plan.findings },
      );
    }
    const { jobId } = await api['snapshot.activate']({ snapshotId: snapshot.id, keepCurrent });
    const job = await finishedJob(context, jobId);
    await link.catchUp();
    const kept = world.snapshots.get(job.safetySnapshotId ?? '')?.name ?? null;
    return {
      value: { machine: machine.name, snapshot: snapshot.name, kept, findings: findingsJson(job.findings) },
      text: `${machine.name} starts from “${snapshot.name}” next time.${kept === null ? '' : ` The state before it is kept as “${kept}”.`}\n`,
    };
  },
};
