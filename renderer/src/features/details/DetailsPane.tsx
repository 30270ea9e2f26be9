import { useText } from '../../lib/text/use-text.tsx';
import { useMachineView } from '../../view/use-view.tsx';
import { HERE } from '../../view/view-state.ts';
import { useMachine, useSnapshot } from '../../world/use-world.tsx';
import styles from './DetailsPane.module.css';
import { HereDetails } from './HereDetails.tsx';
import { SelectionDetails } from './SelectionDetails.tsx';
import { SnapshotDetails } from './SnapshotDetails.tsx';

/** What is known of what is selected: a snapshot, several, or the present. */
export function DetailsPane(props: { readonly machineId: string }) {
  const { t } = useText();
  const machine = useMachine(props.machineId);
  const { selection } = useMachineView(props.machineId);
  const lastId = selection.at(-1) ?? HERE;
  const snapshot = useSnapshot(lastId === HERE ? null : lastId);
  if (machine === undefined) return null;
  return (
    <aside className={styles.pane} aria-label={t('app.details')}>
      {selection.length > 1 ? (
        <SelectionDetails machine={machine} selection={selection} />
      ) : snapshot === undefined ? (
        <HereDetails machine={machine} />
      ) : (
        <SnapshotDetails key={snapshot.id} machine={machine} snapshot={snapshot} />
      )}
    </aside>
  );
}
