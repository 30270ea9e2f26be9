import { Menu as Base } from '@base-ui/react/menu';
import type { ReactElement, ReactNode } from 'react';
import styles from './Menu.module.css';

export type MenuEntry =
  | {
      readonly kind: 'action';
      readonly label: string;
      readonly icon?: ReactNode;
      readonly shortcut?: string;
      readonly danger?: boolean;
      /** Why it can't be chosen now; null when it can. */
      readonly unavailable?: string | null;
      readonly onChoose: () => void;
    }
  | {
      readonly kind: 'check';
      readonly label: string;
      readonly checked: boolean;
      readonly onChange: (on: boolean) => void;
    }
  | { readonly kind: 'line' };

export interface MenuProps {
  /** The button that opens it. */
  readonly trigger: ReactElement;
  readonly entries: readonly MenuEntry[];
  readonly align?: 'start' | 'end';
}

/** A menu of actions. What can't be chosen stays visible, with its reason. */
export function Menu({ trigger, entries, align = 'end' }: MenuProps) {
  return (
    <Base.Root>
      <Base.Trigger render={trigger} />
      <Base.Portal>
        <Base.Positioner className={styles.positioner} sideOffset={4} align={align}>
          <Base.Popup className={styles.popup}>
            <MenuLines entries={entries} />
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}

/** The lines of a menu, for any kind of popup. */
export function MenuLines({ entries }: { readonly entries: readonly MenuEntry[] }) {
  return entries.map((entry, index) => (
    <MenuLine key={entry.kind === 'line' ? `line ${index}` : entry.label} entry={entry} />
  ));
}

function MenuLine({ entry }: { readonly entry: MenuEntry }) {
  switch (entry.kind) {
    case 'line':
      return <Base.Separator className={styles.line} />;
    case 'check':
      return (
        <Base.CheckboxItem className={styles.item} checked={entry.checked} onCheckedChange={entry.onChange}>
          <span className={styles.icon}>
            <Base.CheckboxItemIndicator className={styles.check}>✓</Base.CheckboxItemIndicator>
          </span>
          {entry.label}
        </Base.CheckboxItem>
      );
    case 'action': {
      const reason = entry.unavailable ?? null;
      return (
        <Base.Item
          className={styles.item}
          data-danger={entry.danger}
          disabled={reason !== null}
          onClick={entry.onChoose}
        >
          <span className={styles.icon}>{entry.icon}</span>
          <span className={styles.text}>
            {entry.label}
            {reason !== null && <span className={styles.reason}>{reason}</span>}
          </span>
          {entry.shortcut !== undefined && (
            <kbd className={styles.shortcut} aria-hidden>
              {entry.shortcut}
            </kbd>
          )}
        </Base.Item>
      );
    }
    default:
      return entry satisfies never;
  }
}
