import { Plus } from 'lucide-react';
import type { FoundMachine } from '../../../../shared/contract/contract.ts';
import { useText } from '../../lib/text/use-text.tsx';
import { Button } from '../../ui/Button.tsx';
import styles from './FoundMachines.module.css';

export interface FoundMachinesProps {
  readonly found: readonly FoundMachine[];
  readonly isBusy: boolean;
  readonly onAdd: (address: string) => void;
}

/** QEMUs that run on this computer, each with a button that adds it. */
export function FoundMachines({ found, isBusy, onAdd }: FoundMachinesProps) {
  const { t } = useText();
  return (
    <ul className={styles.list}>
      {found.map((each) => {
        const name = each.name ?? t('add.process', { pid: String(each.pid) });
        return (
          <li key={each.address} className={styles.found}>
            <div className={styles.texts}>
              <div className={styles.name} dir="auto">
                {name}
              </div>
              <code className={styles.address}>{each.address}</code>
            </div>
            {each.known || each.inUse ? (
              <span className={styles.known}>{t(each.known ? 'add.known' : 'add.inUse')}</span>
            ) : (
              <Button
                size="small"
                icon={<Plus aria-hidden />}
                disabled={isBusy}
                aria-label={t('add.foundOne', { name })}
                onClick={() => onAdd(each.address)}
              >
                {t('add.confirm')}
              </Button>
            )}
          </li>
        );
      })}
    </ul>
  );
}
