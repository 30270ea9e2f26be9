import { useEffect } from 'react';
import type { StoreApi } from 'zustand/vanilla';
import type { ViewState } from '../view/view-state.ts';
import type { Session } from '../world/session.ts';

/** Shows the demo machine as soon as it is there when the user started the program with it; once, not after a reload. */
export function useDemoFirst(session: Session, view: StoreApi<ViewState>): void {
  useEffect(() => {
    const isReload = performance
      .getEntriesByType('navigation')
      .some((entry) => 'type' in entry && entry.type === 'reload');
    if (isReload) return;
    const show = () => {
      const { shell, machines } = session.world.getState();
      if (shell === null) return;
      const demo = [...machines.values()].find((machine) => machine.demo);
      if (shell.demo && demo === undefined) return;
      stop();
      if (shell.demo && demo !== undefined) view.setState({ machineId: demo.id });
    };
    const stop = session.world.subscribe(show);
    return stop;
  }, [session, view]);
}
