import type { ReactNode } from 'react';
import styles from './Badge.module.css';
import { Tooltip } from './Tooltip.tsx';

export type BadgeTone = 'quiet' | 'accent' | 'warning' | 'danger';

export interface BadgeProps {
  readonly label: string;
  readonly hint?: string | undefined;
  readonly icon?: ReactNode;
  readonly tone?: BadgeTone;
}

/** A short word about a thing, explained by its tooltip. In narrow places only the icon is seen. */
export function Badge({ label, hint, icon, tone = 'quiet' }: BadgeProps) {
  const badge = (
    <span className={styles.badge} data-tone={tone}>
      {icon}
      <span className={icon === undefined ? undefined : styles.word}>{label}</span>
    </span>
  );
  return hint === undefined ? badge : <Tooltip text={`${label}: ${hint}`}>{badge}</Tooltip>;
}
