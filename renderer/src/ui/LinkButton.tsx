import type { ReactNode } from 'react';
import styles from './LinkButton.module.css';

/** A button within text that leads to something. */
export function LinkButton(props: { readonly children: ReactNode; readonly onPress: () => void }) {
  return (
    <button type="button" className={styles.link} dir="auto" onClick={props.onPress}>
      {props.children}
    </button>
  );
}
