import { Camera } from 'lucide-react';
import type { Machine } from '../../../../shared/model/machine.ts';
import { reasonOf } from '../../../../shared/model/machine.ts';
import { useText } from '../../lib/text/use-text.tsx';
import { Button } from '../../ui/Button.tsx';
import { useOpenOverlay } from '../../view/use-view.tsx';
import styles from './FirstSnapshotHint.module.css';

/** Says what to do while a machine has no snapshot; for a machine that can't, why. */
export function FirstSnapshotHint({ machine }: { readonly machine: Machine }) {
  const { t, say } = useText();
  const open = useOpenOverlay();
  const { take } = machine.capabilities;
  return (
    <div className={styles.hint}>
      <h2 className={styles.title}>{t('tree.firstTitle')}</h2>
      <p className={styles.text}>{take.available ? t('tree.firstText') : say(reasonOf(take))}</p>
      {take.available && (
        <Button
          icon={<Camera aria-hidden />}
          onClick={() => open({ kind: 'take', machineIds: [machine.id] })}
        >
          {t('tree.first')}
        </Button>
      )}
    </div>
  );
}
