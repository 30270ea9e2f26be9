import type { ComponentPropsWithRef, ReactNode } from 'react';
import styles from './IconButton.module.css';
import { Tooltip } from './Tooltip.tsx';

export interface IconButtonProps
  extends Omit<ComponentPropsWithRef<'button'>, 'className' | 'type' | 'children'> {
  /** The accessible name, also shown as the tooltip. */
  readonly label: string;
  readonly icon: ReactNode;
  /** Shown beside the label in the tooltip. */
  readonly shortcut?: string;
  readonly size?: 'small' | 'normal';
}

/** A button drawn as an icon, with its name as tooltip. */
export function IconButton({ label, icon, shortcut, size = 'normal', ...rest }: IconButtonProps) {
  return (
    <Tooltip text={shortcut === undefined ? label : `${label}  ${shortcut}`}>
      <button {...rest} type="button" aria-label={label} className={styles.button} data-size={size}>
        {icon}
      </button>
    </Tooltip>
  );
}
