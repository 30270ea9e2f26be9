import type { MachineState } from '../../../../shared/model/machine.ts';
import styles from './StateDot.module.css';

/** What a machine does, as a mark whose shape differs as well as its colour. The word must stand beside it. */
export function StateDot(props: { readonly state: MachineState }) {
  return <span className={styles.dot} data-state={props.state} aria-hidden />;
}
