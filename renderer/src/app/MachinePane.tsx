import { Suspense } from 'react';
import { Welcome } from '../features/machines/Welcome.tsx';
import { useMachineView } from '../view/use-view.tsx';
import { LinkBanner } from './LinkBanner.tsx';
import { MachineHeader } from './MachineHeader.tsx';
import styles from './MachinePane.module.css';
import { snapshotViews } from './snapshot-views.ts';

/** The middle of the window: the shown machine's snapshots in the chosen view, or a welcome while there is none. */
export function MachinePane(props: { readonly machineId: string | null }) {
  if (props.machineId === null) return <Welcome />;
  return <ShownMachine machineId={props.machineId} />;
}

function ShownMachine({ machineId }: { readonly machineId: string }) {
  const { mode } = useMachineView(machineId);
  const shown = snapshotViews.find((each) => each.mode === mode) ?? snapshotViews[0];
  return (
    <main className={styles.machine}>
      <MachineHeader machineId={machineId} />
      <LinkBanner machineId={machineId} />
      <Suspense>{shown !== undefined && <shown.Component machineId={machineId} />}</Suspense>
    </main>
  );
}
