import { useMemo } from 'react';
import { useWorld } from '../../world/use-world.tsx';
import type { NameUse } from './name-problem.ts';

/** The names that the machines' snapshots have already. */
export function useNameUses(machineIds: readonly string[]): readonly NameUse[] {
  const machines = useWorld((world) => world.machines);
  const snapshots = useWorld((world) => world.snapshots);
  return useMemo(
    () =>
      machineIds.map((id) => ({
        machineName: machines.get(id)?.name ?? '',
        taken: new Set(
          [...(snapshots.get(id)?.values() ?? [])].filter((each) => !each.lost).map((each) => each.name),
        ),
      })),
    [machineIds, machines, snapshots],
  );
}
