import { createContext, type ReactNode, useContext } from 'react';
import { useStore } from 'zustand';
import type { StoreApi } from 'zustand/vanilla';
import type { Overlay } from './overlay.ts';
import { type MachineView, machineView, type ViewState } from './view-state.ts';

const ViewContext = createContext<StoreApi<ViewState> | null>(null);

/** Gives the view's store to everything below. */
export function ViewProvider(props: { readonly view: StoreApi<ViewState>; readonly children: ReactNode }) {
  return <ViewContext value={props.view}>{props.children}</ViewContext>;
}

/** The view's store, for changes. Throws outside a ViewProvider. */
export function useViewStore(): StoreApi<ViewState> {
  const view = useContext(ViewContext);
  if (view === null) throw new Error('no ViewProvider above');
  return view;
}

/** A part of the view. The selector must return a primitive or a stored reference. */
export function useView<T>(selector: (state: ViewState) => T): T {
  return useStore(useViewStore(), selector);
}

/** How a machine is looked at. */
export function useMachineView(machineId: string): MachineView {
  return useView((state) => machineView(state, machineId));
}

/** Opens a dialog over the frame, or closes the one that is open. */
export function useOpenOverlay(): (overlay: Overlay | null) => void {
  const view = useViewStore();
  return (overlay) => view.setState({ overlay });
}
