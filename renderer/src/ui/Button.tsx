import type { ComponentPropsWithRef, ReactNode } from 'react';
import styles from './Button.module.css';

export interface ButtonProps extends Omit<ComponentPropsWithRef<'button'>, 'className' | 'type'> {
  readonly look?: 'plain' | 'primary' | 'danger' | 'quiet';
  readonly size?: 'small' | 'normal' | 'large';
  readonly icon?: ReactNode;
  readonly submit?: boolean;
}

/** A button that says what it does. */
export function Button({
  look = 'plain',
  size = 'normal',
  icon,
  submit = false,
  children,
  ...rest
}: ButtonProps) {
  return (
    <button
      {...rest}
      type={submit ? 'submit' : 'button'}
      className={styles.button}
      data-look={look}
      data-size={size}
    >
      {icon}
      {children !== undefined && <span className={styles.label}>{children}</span>}
    </button>
  );
}
