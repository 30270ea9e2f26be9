import type { ReactNode } from 'react';
import { useText } from '../../lib/text/use-text.tsx';
import { Branches } from './Branches.tsx';
import styles from './RowFrame.module.css';
import type { RowProps } from './row-props.ts';

export interface RowFrameProps extends RowProps {
  readonly picture: ReactNode;
  /** Comes first in the accessible name, which is the row's text. */
  readonly title: ReactNode;
  readonly subtitle: ReactNode;
  readonly aside?: ReactNode;
  /** Drawn as on its way in or out. */
  readonly isPassing?: boolean;
}

/** A row of the tree: its branches, picture, title with a line below, and what stands at the end. */
export function RowFrame(props: RowFrameProps) {
  const { t } = useText();
  const { row, path, isSelected, isTabStop, top, height } = props;
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the tree has the keyboard
    <div
      role="treeitem"
      className={styles.row}
      data-row={row.item.id}
      data-kind={row.item.kind}
      data-passing={props.isPassing}
      data-focus-home={isTabStop ? '' : undefined}
      aria-level={row.level}
      aria-posinset={row.positionInSet}
      aria-setsize={row.setSize}
      aria-expanded={row.hasChildren ? row.expanded : undefined}
      aria-selected={isSelected}
      tabIndex={isTabStop ? 0 : -1}
      style={{ transform: `translateY(${top}px)`, blockSize: height }}
      onClick={(event) => props.onPress(row, event)}
      onDoubleClick={() => props.onOpen(row)}
    >
      <Branches
        column={row.column}
        joint={row.joint}
        hasChildren={row.hasChildren}
        expanded={row.expanded}
        path={path}
        node={row.item.kind}
        label={t(row.expanded ? 'tree.collapse' : 'tree.expand')}
        onToggle={() => props.onToggle(row)}
      />
      <span className={styles.picture}>{props.picture}</span>
      <span className={styles.texts}>
        <span className={styles.title}>{props.title}</span>
        <span className={styles.subtitle}>{props.subtitle}</span>
      </span>
      {props.aside !== undefined && <span className={styles.aside}>{props.aside}</span>}
    </div>
  );
}
