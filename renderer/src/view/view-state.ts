import { z } from 'zod';
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Overlay } from './overlay.ts';

export const viewModeSchema = z.enum(['tree', 'map', 'timeline']);
export type ViewMode = z.infer<typeof viewModeSchema>;

/** Stands for "You are here" wherever a snapshot's id is expected. */
export const HERE = 'here';

/** How one machine is looked at. The ids are snapshots' or `HERE`. */
const machineViewSchema = z
  .object({
    mode: viewModeSchema,
    /** The selected ones; the last is the one that details are shown of. */
    selection: z.array(z.string()).readonly(),
    /** The one that the arrow keys move from. */
    focusId: z.string(),
    collapsed: z.array(z.string()).readonly(),
  })
  .readonly();
export type MachineView = z.infer<typeof machineViewSchema>;

const keptSchema = z
  .object({
    machineId: z.string().nullable(),
    machines: z.record(z.string(), machineViewSchema),
    /** Sizes of the frame's panes by group, as the panes' library counts them. */
    panes: z.record(z.string(), z.record(z.string(), z.number())),
    detailsShown: z.boolean(),
  })
  .readonly();

/** What the window shows and how: never part of the world. */
export interface ViewState extends z.infer<typeof keptSchema> {
  readonly machineFilter: string;
  readonly overlay: Overlay | null;
  /** Whether there is no room for details beside the snapshots: then they come as a drawer over them. */
  readonly isNarrow: boolean;
  readonly drawerShown: boolean;
}

export const FIRST_VIEW: MachineView = { mode: 'tree', selection: [HERE], focusId: HERE, collapsed: [] };

const storageKey = 'snapgrove.view';

/** Makes the store of the view, which remembers itself in `storage`. */
export function createViewState(storage: Pick<Storage, 'getItem' | 'setItem'>): StoreApi<ViewState> {
  const store = createStore<ViewState>(() => ({
    ...readKept(storage.getItem(storageKey)),
    machineFilter: '',
    overlay: null,
    isNarrow: false,
    drawerShown: false,
  }));
  store.subscribe(({ machineId, machines, panes, detailsShown }, previous) => {
    const changed =
      machineId !== previous.machineId ||
      machines !== previous.machines ||
      panes !== previous.panes ||
      detailsShown !== previous.detailsShown;
    if (changed) storage.setItem(storageKey, JSON.stringify({ machineId, machines, panes, detailsShown }));
  });
  return store;
}

function readKept(text: string | null): z.infer<typeof keptSchema> {
  const nothing = { machineId: null, machines: {}, panes: {}, detailsShown: true };
  if (text === null) return nothing;
  try {
    return keptSchema.parse(JSON.parse(text));
  } catch {
    // Kept by another version: how things were looked at is not worth an error.
    return nothing;
  }
}

/** Whether details are shown now, in their pane or in a drawer. */
export function areDetailsShown({ isNarrow, drawerShown, detailsShown }: ViewState): boolean {
  return isNarrow ? drawerShown : detailsShown;
}

/** Shows details, or hides them. */
export function toggleDetails(store: StoreApi<ViewState>): void {
  store.setState(({ isNarrow, drawerShown, detailsShown }) =>
    isNarrow ? { drawerShown: !drawerShown } : { detailsShown: !detailsShown },
  );
}

/** How a machine is looked at now. */
export function machineView(state: ViewState, machineId: string): MachineView {
  return state.machines[machineId] ?? FIRST_VIEW;
}

/** Changes how a machine is looked at. */
export function setMachineView(
  store: StoreApi<ViewState>,
  machineId: string,
  change: Partial<MachineView>,
): void {
  store.setState((state) => ({
    machines: { ...state.machines, [machineId]: { ...machineView(state, machineId), ...change } },
  }));
}

/** Selects one snapshot (or `HERE`) of a machine and shows that machine. */
export function reveal(store: StoreApi<ViewState>, machineId: string, id: string): void {
  store.setState({ machineId });
  setMachineView(store, machineId, { selection: [id], focusId: id });
}
