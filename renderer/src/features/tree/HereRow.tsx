import { memo, useRef } from 'react';
import type { Machine } from '../../../../shared/model/machine.ts';
import { useText } from '../../lib/text/use-text.tsx';
import { Thumbnail } from '../../ui/Thumbnail.tsx';
import { useLivePicture } from '../../world/use-live-picture.ts';
import { useMachine } from '../../world/use-world.tsx';
import { StateDot } from '../machines/StateDot.tsx';
import styles from './HereRow.module.css';
import { RowFrame } from './RowFrame.tsx';
import type { RowProps } from './row-props.ts';

/** The machine's present, below the snapshot that it grew from, with its screen as it is now. */
export const HereRow = memo(function HereRow(props: RowProps) {
  const machine = useMachine(props.machineId);
  return machine === undefined ? null : <Here {...props} machine={machine} />;
});

function Here({ machine, ...props }: RowProps & { readonly machine: Machine }) {
  const { t } = useText();
  const seen = useRef<HTMLSpanElement>(null);
  const picture = useLivePicture(machine, seen);
  const state = t(`machine.state.${machine.state}`);
  const since =
    machine.currentSnapshotId === null ? null : t(machine.changedSince ? 'here.changed' : 'here.unchanged');
  return (
    <RowFrame
      {...props}
      picture={
        <span ref={seen}>
          <Thumbnail
            picture={picture}
            alt=""
            faded={machine.state === 'off' || machine.state === 'unknown'}
            lazy={false}
          />
        </span>
      }
      title={<span className={styles.name}>{t('here.name')}</span>}
      subtitle={
        <span className={styles.state}>
          <StateDot state={machine.state} />
          {[state, since].filter((word) => word !== null).join(' · ')}
        </span>
      }
    />
  );
}
