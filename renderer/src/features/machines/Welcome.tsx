import { Plus, Sprout } from 'lucide-react';
import { useText } from '../../lib/text/use-text.tsx';
import { useAction } from '../../lib/use-action.ts';
import { Button } from '../../ui/Button.tsx';
import { ProblemBox } from '../../ui/ProblemBox.tsx';
import { useOpenOverlay, useViewStore } from '../../view/use-view.tsx';
import { useSession } from '../../world/use-world.tsx';
import { FoundMachines } from './FoundMachines.tsx';
import { GroveMark } from './GroveMark.tsx';
import { useAddMachine } from './use-add-machine.ts';
import { useFoundMachines } from './use-found-machines.ts';
import styles from './Welcome.module.css';

/** What is shown while there is no machine: the ways to one. */
export function Welcome() {
  const { t } = useText();
  const { api } = useSession();
  const view = useViewStore();
  const open = useOpenOverlay();
  const demo = useAction();
  const { action, add } = useAddMachine();
  const found = useFoundMachines();
  const fresh = found.value?.filter((each) => !each.known) ?? [];
  const tryDemo = () =>
    demo.run(async () => {
      const { machineId } = await api['demo.start']({});
      view.setState({ machineId });
    });
  return (
    <main className={styles.welcome}>
      <div className={styles.column}>
        <GroveMark />
        <h1 className={styles.title}>{t('welcome.title')}</h1>
        <p className={styles.text}>{t('welcome.text')}</p>
        <div className={styles.ways}>
          <Button
            look="primary"
            size="large"
            icon={<Sprout aria-hidden />}
            disabled={demo.isBusy}
            onClick={() => void tryDemo()}
          >
            {t(demo.isBusy ? 'welcome.demoStarting' : 'welcome.demo')}
          </Button>
          <Button size="large" icon={<Plus aria-hidden />} onClick={() => open({ kind: 'addMachine' })}>
            {t('welcome.add')}
          </Button>
        </div>
        <p className={styles.hint}>{t('welcome.demoText')}</p>
        <ProblemBox problem={demo.problem ?? action.problem} />
        {fresh.length > 0 && (
          <section className={styles.found}>
            <h2>{t('add.found')}</h2>
            <FoundMachines found={fresh} isBusy={action.isBusy} onAdd={(address) => void add(address)} />
          </section>
        )}
      </div>
    </main>
  );
}
