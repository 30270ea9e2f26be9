import { type ComponentType, lazy, Suspense } from 'react';
import { ActivateDialog } from '../features/activate/ActivateDialog.tsx';
import { DeleteDialog } from '../features/delete/DeleteDialog.tsx';
import { JobsDialog } from '../features/jobs/JobsDialog.tsx';
import { AddMachineDialog } from '../features/machines/AddMachineDialog.tsx';
import { CommandLineDialog } from '../features/machines/CommandLineDialog.tsx';
import { CutOffDialog } from '../features/machines/CutOffDialog.tsx';
import { RemoveConnectionDialog } from '../features/machines/RemoveConnectionDialog.tsx';
import { RemoveMachineDialog } from '../features/machines/RemoveMachineDialog.tsx';
import { RestoreDialog } from '../features/restore/RestoreDialog.tsx';
import { TakeDialog } from '../features/take/TakeDialog.tsx';
import type { OverlayKind, OverlayOf, OverlayProps } from '../view/overlay.ts';
import { useOpenOverlay, useView } from '../view/use-view.tsx';

// What is seldom needed is not loaded before the first picture of the window.
const ViewerDialog = lazy(async () => ({
  default: (await import('../features/viewer/ViewerDialog.tsx')).ViewerDialog,
}));
const CompareDialog = lazy(async () => ({
  default: (await import('../features/compare/CompareDialog.tsx')).CompareDialog,
}));
const SearchDialog = lazy(async () => ({
  default: (await import('../features/search/SearchDialog.tsx')).SearchDialog,
}));
const PaletteDialog = lazy(async () => ({
  default: (await import('../features/palette/PaletteDialog.tsx')).PaletteDialog,
}));
const SettingsDialog = lazy(async () => ({
  default: (await import('../features/settings/SettingsDialog.tsx')).SettingsDialog,
}));
const ShortcutsDialog = lazy(async () => ({
  default: (await import('../features/settings/ShortcutsDialog.tsx')).ShortcutsDialog,
}));

type OverlayComponents = { readonly [K in OverlayKind]?: ComponentType<OverlayProps<K>> };

/** What is drawn for each kind of overlay; a kind that is not here can't be opened. */
export const overlays: OverlayComponents = {
  take: TakeDialog,
  restore: RestoreDialog,
  activate: ActivateDialog,
  delete: DeleteDialog,
  addMachine: AddMachineDialog,
  cutOff: CutOffDialog,
  removeMachine: RemoveMachineDialog,
  removeConnection: RemoveConnectionDialog,
  commandLine: CommandLineDialog,
  jobs: JobsDialog,
  viewer: ViewerDialog,
  compare: CompareDialog,
  search: SearchDialog,
  palette: PaletteDialog,
  settings: SettingsDialog,
  shortcuts: ShortcutsDialog,
};

/** Draws the overlay that is open. */
export function OverlayHost() {
  const overlay = useView((state) => state.overlay);
  if (overlay === null) return null;
  return (
    <Suspense>
      <OverlayOfKind key={JSON.stringify(overlay)} kind={overlay.kind} overlay={overlay} />
    </Suspense>
  );
}

function OverlayOfKind<K extends OverlayKind>(props: { readonly kind: K; readonly overlay: OverlayOf<K> }) {
  const open = useOpenOverlay();
  const Component: ComponentType<OverlayProps<K>> | undefined = overlays[props.kind];
  return Component === undefined ? null : <Component overlay={props.overlay} onClose={() => open(null)} />;
}
