import { useMemo } from 'react';
import type { Machine } from '../../../../shared/model/machine.ts';
import { useText } from '../../lib/text/use-text.tsx';
import type { MenuEntry } from '../../ui/Menu.tsx';
import { useViewStore } from '../../view/use-view.tsx';
import { HERE } from '../../view/view-state.ts';
import { useSession, useSnapshot } from '../../world/use-world.tsx';
import { hereMenu, type SnapshotActionContext, selectionMenu, snapshotMenu } from './snapshot-actions.tsx';

/** The menu for what is selected in a machine's tree. */
export function useSelectionMenu(machine: Machine, selection: readonly string[]): readonly MenuEntry[] {
  const text = useText();
  const session = useSession();
  const view = useViewStore();
  const [first] = selection;
  const only = useSnapshot(selection.length === 1 && first !== undefined && first !== HERE ? first : null);
  return useMemo(() => {
    const context: SnapshotActionContext = { text, session, open: (overlay) => view.setState({ overlay }) };
    if (only !== undefined) return snapshotMenu(machine, only, context);
    return selection.length > 1 ? selectionMenu(machine, selection, context) : hereMenu(machine, context);
  }, [machine, selection, only, text, session, view]);
}
