import { Film, ListTree, type LucideIcon, Network } from 'lucide-react';
import { type ComponentType, lazy } from 'react';
import { SnapshotTreeView } from '../features/tree/SnapshotTreeView.tsx';
import type { ViewMode } from '../view/view-state.ts';

/** A way to look at a machine's snapshots. It fills the main pane and follows the selection of the machine's view. */
export interface SnapshotView {
  readonly mode: ViewMode;
  readonly icon: LucideIcon;
  readonly Component: ComponentType<{ readonly machineId: string }>;
}

const SnapshotMapView = lazy(async () => ({
  default: (await import('../features/map/SnapshotMapView.tsx')).SnapshotMapView,
}));
const TimelineView = lazy(async () => ({
  default: (await import('../features/timeline/TimelineView.tsx')).TimelineView,
}));

/** The views there are, in the order of their buttons. */
export const snapshotViews: readonly SnapshotView[] = [
  { mode: 'tree', icon: ListTree, Component: SnapshotTreeView },
  { mode: 'map', icon: Network, Component: SnapshotMapView },
  { mode: 'timeline', icon: Film, Component: TimelineView },
];
