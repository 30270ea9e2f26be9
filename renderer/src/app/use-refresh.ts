import { useEffect } from 'react';
import type { StoreApi } from 'zustand/vanilla';
import { shownMachineId } from '../view/shown-machine.ts';
import type { ViewState } from '../view/view-state.ts';
import type { Session } from '../world/session.ts';

/**
 * Looks at the shown machine again when the user comes back to the window, for others may have changed it meanwhile, and
 * when it is another: of a thousand that the core has yet to look at, the one that is shown comes first.
 */
export function useRefresh(session: Session, view: StoreApi<ViewState>): void {
  useEffect(() => {
    const shown = () => shownMachineId(session.world.getState(), view.getState());
    const look = (machineId: string | null) => {
      // A failure shows in the machine's link.
      if (machineId !== null) void session.api['world.refresh']({ machineId }).catch(() => undefined);
    };
    const onReturn = () => {
      session.retry();
      look(shown());
    };
    const onVisible = () => {
      if (document.visibilityState === 'visible') onReturn();
    };
    let last = shown();
    const onChange = () => {
      const machineId = shown();
      if (machineId === last) return;
      last = machineId;
      look(machineId);
    };
    const stops = [session.world.subscribe(onChange), view.subscribe(onChange)];
    window.addEventListener('focus', onReturn);
    document.addEventListener('visibilitychange', onVisible);
    return () => {
      for (const stop of stops) stop();
      window.removeEventListener('focus', onReturn);
      document.removeEventListener('visibilitychange', onVisible);
    };
  }, [session, view]);
}
