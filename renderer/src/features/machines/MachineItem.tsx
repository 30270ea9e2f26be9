import { memo } from 'react';
import { isActive } from '../../../../shared/model/job.ts';
import type { Machine } from '../../../../shared/model/machine.ts';
import { useText } from '../../lib/text/use-text.tsx';
import { Thumbnail } from '../../ui/Thumbnail.tsx';
import hidden from '../../ui/visually-hidden.module.css';
import { useViewStore } from '../../view/use-view.tsx';
import { useWorld } from '../../world/use-world.tsx';
import type { World } from '../../world/world.ts';
import styles from './MachineItem.module.css';
import { StateDot } from './StateDot.tsx';

export interface MachineItemProps {
  readonly machine: Machine;
  readonly isShown: boolean;
  /** Whether the Tab key comes here; the arrow keys go on from it. */
  readonly isTabStop: boolean;
}

/** A machine in the list: its screen, name, what it does and how many snapshots it has. */
export const MachineItem = memo(function MachineItem({ machine, isShown, isTabStop }: MachineItemProps) {
  const { t, number } = useText();
  const view = useViewStore();
  const isWorking = useWorld((world) => isMachineWorking(world, machine.id));
  const state = t(`machine.state.${machine.state}`);
  const count = t('machines.count', { count: machine.snapshotCount });
  const isReachable = machine.link.status === 'connected' || machine.link.status === 'none';
  return (
    <li className={styles.item}>
      <button
        type="button"
        className={styles.machine}
        data-machine={machine.id}
        aria-current={isShown ? 'page' : undefined}
        tabIndex={isTabStop ? 0 : -1}
        onClick={() => view.setState({ machineId: machine.id })}
      >
        <span className={styles.picture}>
          <Thumbnail picture={machine.picture} alt="" faded={machine.state !== 'running' || !isReachable} />
        </span>
        <span className={styles.texts}>
          <span className={styles.name} dir="auto">
            {machine.name}
          </span>
          <span className={hidden.hidden}>, </span>
          <span className={styles.state}>
            <StateDot state={machine.state} />
            <span className={styles.word}>{state}</span>
          </span>
        </span>
        {isWorking ? (
          <span className={styles.working} aria-hidden />
        ) : (
          <span className={styles.count} aria-hidden>
            {number(machine.snapshotCount)}
          </span>
        )}
        <span className={hidden.hidden}>, {count}</span>
      </button>
    </li>
  );
});

function isMachineWorking(world: World, machineId: string): boolean {
  for (const job of world.jobs.values())
    if (job.machineId === machineId && isActive(job) && job.state !== 'waiting') return true;
  return false;
}
