import { Minus, Plus } from 'lucide-react';
import type { ReactNode } from 'react';
import { useText } from '../../lib/text/use-text.tsx';
import hidden from '../../ui/visually-hidden.module.css';
import styles from './CardFrame.module.css';
import type { CardProps } from './card-props.ts';

export interface CardFrameProps extends CardProps {
  readonly picture: ReactNode;
  readonly title: ReactNode;
  readonly subtitle: ReactNode;
  readonly aside?: ReactNode;
  readonly isPassing?: boolean;
}

/** A card of the map: its picture, title with a line below, and what else there is to say; from afar only its mark. */
export function CardFrame(props: CardFrameProps) {
  const { t } = useText();
  const { row, isSelected, isTabStop, left, top, isFar } = props;
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the tree has the keyboard
    <div
      role="treeitem"
      className={isFar ? styles.mark : styles.card}
      data-row={row.item.id}
      data-kind={row.item.kind}
      data-on-path={row.onPath}
      data-passing={props.isPassing}
      data-focus-home={isTabStop ? '' : undefined}
      aria-level={row.level}
      aria-posinset={row.positionInSet}
      aria-setsize={row.setSize}
      aria-expanded={row.hasChildren ? row.expanded : undefined}
      aria-selected={isSelected}
      tabIndex={isTabStop ? 0 : -1}
      style={{ insetInlineStart: `${left}em`, insetBlockStart: `${top}em` }}
      onClick={(event) => {
        event.stopPropagation();
        props.onPress(row, event);
      }}
      onDoubleClick={(event) => {
        event.stopPropagation();
        props.onOpen(row);
      }}
    >
      {isFar ? (
        <span className={styles.flag}>
          <span className={styles.title}>{props.title}</span>
          <span className={hidden.hidden}>, </span>
          <span className={styles.subtitle}>{props.subtitle}</span>
        </span>
      ) : (
        <>
          <span className={styles.picture}>{props.picture}</span>
          <span className={styles.texts}>
            <span className={styles.title}>{props.title}</span>
            <span className={hidden.hidden}>, </span>
            <span className={styles.line}>
              <span className={styles.subtitle}>{props.subtitle}</span>
              <span className={hidden.hidden}>, </span>
              {props.aside !== undefined && <span className={styles.aside}>{props.aside}</span>}
            </span>
          </span>
          {row.hasChildren && (
            <button
              type="button"
              className={styles.toggle}
              tabIndex={-1}
              aria-hidden
              title={t(row.expanded ? 'tree.collapse' : 'tree.expand')}
              data-expanded={row.expanded}
              onClick={(event) => {
                event.stopPropagation();
                props.onToggle(row);
              }}
              onDoubleClick={(event) => event.stopPropagation()}
            >
              {row.expanded ? <Minus aria-hidden /> : <Plus aria-hidden />}
              {!row.expanded && <span>{row.below}</span>}
            </button>
          )}
        </>
      )}
    </div>
  );
}
