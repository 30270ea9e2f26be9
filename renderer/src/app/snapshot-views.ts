import { ListTree, type LucideIcon } from 'lucide-react';
import type { ComponentType } from 'react';
import { SnapshotTreeView } from '../features/tree/SnapshotTreeView.tsx';
import type { ViewMode } from '../view/view-state.ts';

/** A way to look at a machine's snapshots. It fills the main pane and follows the selection of the machine's view. */
export interface SnapshotView {
  readonly mode: ViewMode;
  readonly icon: LucideIcon;
  readonly Component: ComponentType<{ readonly machineId: string }>;
}

/** The views there are, in the order of their buttons. */
export const snapshotViews: readonly SnapshotView[] = [
  { mode: 'tree', icon: ListTree, Component: SnapshotTreeView },
];
