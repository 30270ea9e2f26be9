import { useWorld } from '../world/use-world.tsx';
import type { World } from '../world/world.ts';
import { useView } from './use-view.tsx';
import type { ViewState } from './view-state.ts';

/** The machine that is shown: the chosen one, or the first while the chosen one is not there. */
export function shownMachineId(world: World, view: Pick<ViewState, 'machineId'>): string | null {
  if (view.machineId !== null && world.machines.has(view.machineId)) return view.machineId;
  const first = world.machines.keys().next();
  return first.done ? null : first.value;
}

/** Follows which machine is shown. */
export function useShownMachineId(): string | null {
  const machineId = useView((state) => state.machineId);
  return useWorld((world) => shownMachineId(world, { machineId }));
}
