import type { StoreApi } from 'zustand/vanilla';
import type { World } from '../world/world.ts';
import { machineView, reveal, setMachineView, type ViewState } from './view-state.ts';

/** Shows a machine and selects one of its snapshots, also when that lies in a part of the tree that is collapsed. */
export function jumpTo(store: StoreApi<ViewState>, world: World, machineId: string, id: string): void {
  const snapshots = world.snapshots.get(machineId);
  const above = new Set<string>();
  for (let at = snapshots?.get(id)?.parentId; at !== null && at !== undefined && !above.has(at); ) {
    above.add(at);
    at = snapshots?.get(at)?.parentId;
  }
  const { collapsed } = machineView(store.getState(), machineId);
  if (collapsed.some((each) => above.has(each))) {
    setMachineView(store, machineId, { collapsed: collapsed.filter((each) => !above.has(each)) });
  }
  reveal(store, machineId, id);
}
