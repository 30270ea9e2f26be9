import { useEffect } from 'react';
import type { StoreApi } from 'zustand/vanilla';
import { shownMachineId } from '../view/shown-machine.ts';
import type { ViewState } from '../view/view-state.ts';
import type { Session } from '../world/session.ts';

/** Looks at the shown machine again when the user comes back to the window: others may have changed it meanwhile. */
export function useRefreshOnFocus(session: Session, view: StoreApi<ViewState>): void {
  useEffect(() => {
    const refresh = () => {
      session.retry();
      const machineId = shownMachineId(session.world.getState(), view.getState());
      // A failure shows in the machine's link.
      if (machineId !== null) void session.api['world.refresh']({ machineId }).catch(() => undefined);
    };
    const onVisible = () => {
      if (document.visibilityState === 'visible') refresh();
    };
    window.addEventListener('focus', refresh);
    document.addEventListener('visibilitychange', onVisible);
    return () => {
      window.removeEventListener('focus', refresh);
      document.removeEventListener('visibilitychange', onVisible);
    };
  }, [session, view]);
}
