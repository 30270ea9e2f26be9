import type { ReactNode } from 'react';
import styles from './Badge.module.css';

/** `plain` is for what is so more often than not, and says no more than it has to. */
export type BadgeTone = 'plain' | 'quiet' | 'accent' | 'warning' | 'danger';

export interface BadgeProps {
  readonly label: string;
  readonly hint?: string | undefined;
  readonly icon?: ReactNode;
  readonly tone?: BadgeTone;
}

/** A short word about a thing, explained when pointed at. In narrow places only the icon is seen. */
export function Badge({ label, hint, icon, tone = 'quiet' }: BadgeProps) {
  return (
    <span className={styles.badge} data-tone={tone} title={hint === undefined ? label : `${label}: ${hint}`}>
      {icon}
      <span className={icon === undefined ? undefined : styles.word}>{label}</span>
    </span>
  );
}
