import { AppError } from '../../shared/contract/errors.ts';
import type { Machine } from '../../shared/model/machine.ts';
import { type Snapshot, splitSnapshotId } from '../../shared/model/snapshot.ts';
import { asIs } from '../../shared/sentences/sentence.ts';
import type { CommandContext } from './command.ts';
import { findMachine } from './machine-lookup.ts';
import { timeText } from './words.ts';

/** Finds the machine and the snapshot that the first two operands name. Throws AppError. */
export async function findMachineAndSnapshot(
  context: CommandContext,
): Promise<{ readonly machine: Machine; readonly snapshot: Snapshot }> {
  const [machineOperand = '', snapshotOperand = ''] = context.operands;
  const machine = await findMachine(context, machineOperand);
  const { world } = await context.core();
  return { machine, snapshot: snapshotNamed(world.snapshotsOf(machine.id), machine, snapshotOperand) };
}

/**
 * The snapshot of a machine that a name means; where several have it, the message lists their ids, which are understood
 * too. Throws AppError.
 */
export function snapshotNamed(
  snapshots: readonly Snapshot[],
  { name: machine }: Pick<Machine, 'name'>,
  name: string,
): Snapshot {
  const byName = snapshots.filter((snapshot) => snapshot.name === name);
  const found = byName.length > 0 ? byName : snapshots.filter(({ id }) => splitSnapshotId(id).key === name);
  const [first, ...others] = found;
  if (first === undefined) {
    throw new AppError(
      'not_found',
      asIs(
        `${machine} has no snapshot “${name}”. \`snapgrove list\` shows those that it has. Nothing was changed.`,
      ),
    );
  }
  if (others.length === 0) return first;
  const choices = found.map(({ id, createdAt }) => `${splitSnapshotId(id).key} (${timeText(createdAt)})`);
  throw new AppError(
    'conflict',
    asIs(
      `${found.length} snapshots of ${machine} are called “${name}”. Give the id of the one you mean: ${choices.join(', ')}.`,
    ),
  );
}
