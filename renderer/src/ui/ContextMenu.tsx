import { ContextMenu as Base } from '@base-ui/react/context-menu';
import type { ReactElement } from 'react';
import styles from './Menu.module.css';
import { type MenuEntry, MenuLines } from './Menu.tsx';

/** A menu at the pointer (or, by the menu key, at what has the focus) over everything inside `children`. */
export function ContextMenu(props: {
  readonly entries: readonly MenuEntry[];
  readonly children: ReactElement;
}) {
  return (
    <Base.Root disabled={props.entries.length === 0}>
      <Base.Trigger render={props.children} />
      <Base.Portal>
        <Base.Positioner className={styles.positioner}>
          <Base.Popup className={styles.popup}>
            <MenuLines entries={props.entries} />
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}
