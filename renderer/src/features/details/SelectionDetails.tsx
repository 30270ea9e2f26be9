import { Columns2, Trash2 } from 'lucide-react';
import type { Machine } from '../../../../shared/model/machine.ts';
import { useText } from '../../lib/text/use-text.tsx';
import { Button } from '../../ui/Button.tsx';
import { Thumbnail } from '../../ui/Thumbnail.tsx';
import { useOpenOverlay } from '../../view/use-view.tsx';
import { HERE } from '../../view/view-state.ts';
import { useSnapshots } from '../../world/use-world.tsx';
import styles from './DetailsPane.module.css';
import selected from './SelectionDetails.module.css';

/** Snapshots that are shown with their picture before "and n more". */
const listed = 12;

/** Several snapshots at once: which, and what can be done with them together. */
export function SelectionDetails(props: {
  readonly machine: Machine;
  readonly selection: readonly string[];
}) {
  const { t } = useText();
  const open = useOpenOverlay();
  const { machine, selection } = props;
  const snapshots = useSnapshots(machine.id);
  const [left, right] = selection;
  const snapshotIds = selection.filter((id) => id !== HERE);
  const more = selection.length - listed;
  return (
    <>
      <div className={styles.scroll}>
        <h2 className={styles.name}>{t('details.selected', { count: selection.length })}</h2>
        <ul className={selected.list}>
          {selection.slice(0, listed).map((id) => (
            <li key={id} className={selected.item}>
              <span className={selected.picture}>
                <Thumbnail
                  picture={(id === HERE ? machine.picture : snapshots.get(id)?.picture) ?? null}
                  alt=""
                />
              </span>
              <bdi className={selected.name}>{id === HERE ? t('here.name') : snapshots.get(id)?.name}</bdi>
            </li>
          ))}
        </ul>
        {more > 0 && <p className={styles.when}>{t('details.allChildren', { count: more })}</p>}
      </div>
      <div className={styles.actions}>
        {selection.length === 2 && left !== undefined && right !== undefined && (
          <Button
            icon={<Columns2 aria-hidden />}
            onClick={() => open({ kind: 'compare', machineId: machine.id, left, right })}
          >
            {t('snapshot.compare')}
          </Button>
        )}
        {snapshotIds.length > 0 && machine.capabilities.delete.available && (
          <Button icon={<Trash2 aria-hidden />} onClick={() => open({ kind: 'delete', snapshotIds })}>
            {t('snapshot.delete')}
          </Button>
        )}
      </div>
    </>
  );
}
