import { type ComponentType, Suspense } from 'react';
import { ActivateDialog } from '../features/activate/ActivateDialog.tsx';
import { DeleteDialog } from '../features/delete/DeleteDialog.tsx';
import { JobsDialog } from '../features/jobs/JobsDialog.tsx';
import { AddMachineDialog } from '../features/machines/AddMachineDialog.tsx';
import { CommandLineDialog } from '../features/machines/CommandLineDialog.tsx';
import { RemoveMachineDialog } from '../features/machines/RemoveMachineDialog.tsx';
import { RestoreDialog } from '../features/restore/RestoreDialog.tsx';
import { TakeDialog } from '../features/take/TakeDialog.tsx';
import type { OverlayKind, OverlayOf, OverlayProps } from '../view/overlay.ts';
import { useOpenOverlay, useView } from '../view/use-view.tsx';

type OverlayComponents = { readonly [K in OverlayKind]?: ComponentType<OverlayProps<K>> };

/** What is drawn for each kind of overlay; a kind that is not here can't be opened. */
export const overlays: OverlayComponents = {
  take: TakeDialog,
  restore: RestoreDialog,
  activate: ActivateDialog,
  delete: DeleteDialog,
  addMachine: AddMachineDialog,
  removeMachine: RemoveMachineDialog,
  commandLine: CommandLineDialog,
  jobs: JobsDialog,
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
