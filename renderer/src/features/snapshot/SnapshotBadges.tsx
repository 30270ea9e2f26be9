import { Badge } from '../../ui/Badge.tsx';
import type { SnapshotBadge } from './badges.ts';
import styles from './SnapshotBadges.module.css';

/** The badges of a snapshot in a line. */
export function SnapshotBadges(props: { readonly badges: readonly SnapshotBadge[] }) {
  return (
    <span className={styles.badges}>
      {props.badges.map(({ key, label, hint, icon: Icon, tone }) => (
        <Badge key={key} label={label} hint={hint} icon={<Icon aria-hidden />} tone={tone} />
      ))}
    </span>
  );
}
