import { CircleAlert, Info, TriangleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import styles from './Banner.module.css';

export type BannerTone = 'info' | 'warning' | 'danger';

const ICONS = { info: Info, warning: TriangleAlert, danger: CircleAlert };

/** A sentence about the whole of what is below it, with a way out. */
export function Banner(props: {
  readonly tone: BannerTone;
  readonly children: ReactNode;
  readonly action?: ReactNode;
  readonly live?: boolean;
}) {
  const Icon = ICONS[props.tone];
  return (
    <div className={styles.banner} data-tone={props.tone} role={props.live === true ? 'status' : undefined}>
      <Icon className={styles.icon} aria-hidden />
      <div className={styles.text}>{props.children}</div>
      {props.action}
    </div>
  );
}
