import { Tooltip as Base } from '@base-ui/react/tooltip';
import type { ReactElement } from 'react';
import styles from './Tooltip.module.css';

/** Shows `text` when the element is pointed at or focused. Never the only place where something is said. */
export function Tooltip(props: { readonly text: string; readonly children: ReactElement }) {
  return (
    <Base.Root
      onOpenChange={(_isOpen, details) => {
        // Escape takes the tooltip away and is heard by what lies below it too, such as a dialog.
        if (details.reason === 'escape-key') details.allowPropagation();
      }}
    >
      <Base.Trigger render={props.children} />
      <Base.Portal>
        <Base.Positioner sideOffset={6} className={styles.positioner}>
          <Base.Popup className={styles.popup}>{props.text}</Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}

/** Lets tooltips follow each other without delay. */
export const TooltipProvider = Base.Provider;
