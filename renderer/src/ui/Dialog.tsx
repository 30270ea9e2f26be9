import { Dialog as Base } from '@base-ui/react/dialog';
import { X } from 'lucide-react';
import { type FormEvent, type ReactNode, type RefObject, useRef, useState } from 'react';
import { useText } from '../lib/text/use-text.tsx';
import styles from './Dialog.module.css';
import { IconButton } from './IconButton.tsx';

export interface DialogProps {
  readonly title: string;
  /** A line under the title. */
  readonly subtitle?: ReactNode;
  readonly children: ReactNode;
  /** The buttons, the one that Enter presses last. */
  readonly footer?: ReactNode;
  /** `full` leaves hardly anything of the frame. */
  readonly width?: 'narrow' | 'normal' | 'wide' | 'full';
  /** What stands beside the title. */
  readonly tools?: ReactNode;
  readonly initialFocus?: RefObject<HTMLElement | null>;
  readonly onClose: () => void;
  /** Enter in a field, or the submitting button. */
  readonly onSubmit?: () => void;
}

/**
 * A dialog over the frame. Escape closes it and focus goes back to where it came from, or, when that is gone,
 * to what is marked `data-focus-home`.
 */
export function Dialog(props: DialogProps) {
  const { t } = useText();
  const { onSubmit } = props;
  const [cameFrom] = useState(() => document.activeElement);
  const footer = useRef<HTMLElement>(null);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onSubmit?.();
  };
  return (
    <Base.Root open onOpenChange={(open) => !open && props.onClose()}>
      <Base.Portal>
        <Base.Backdrop className={styles.backdrop} />
        <Base.Viewport className={styles.viewport}>
          <Base.Popup
            className={styles.popup}
            data-width={props.width ?? 'normal'}
            // Not the cross: its hint would take the first Escape for itself.
            initialFocus={props.initialFocus ?? (() => lastButton(footer.current))}
            finalFocus={() => focusAfter(cameFrom)}
          >
            <form className={styles.form} onSubmit={submit} noValidate>
              <header className={styles.header}>
                <div className={styles.titles}>
                  <Base.Title className={styles.title} dir="auto">
                    {props.title}
                  </Base.Title>
                  {props.subtitle !== undefined && <div className={styles.subtitle}>{props.subtitle}</div>}
                </div>
                {props.tools !== undefined && <div className={styles.tools}>{props.tools}</div>}
                <IconButton label={t('app.close')} icon={<X />} onClick={props.onClose} />
              </header>
              <div className={styles.body}>{props.children}</div>
              {props.footer !== undefined && (
                <footer className={styles.footer} ref={footer}>
                  {props.footer}
                </footer>
              )}
            </form>
          </Base.Popup>
        </Base.Viewport>
      </Base.Portal>
    </Base.Root>
  );
}

function lastButton(footer: HTMLElement | null): true | HTMLElement {
  return [...(footer?.querySelectorAll<HTMLElement>('button:enabled') ?? [])].at(-1) ?? true;
}

/**
 * Where focus goes when a dialog closes; `true` leaves it to the library. An item that the Tab key no longer comes to has
 * handed the keyboard's place to another one.
 */
export function focusAfter(cameFrom: Element | null): true | HTMLElement {
  const isThere =
    cameFrom instanceof HTMLElement &&
    cameFrom !== document.body &&
    cameFrom.isConnected &&
    cameFrom.tabIndex >= 0;
  return (isThere ? cameFrom : document.querySelector<HTMLElement>('[data-focus-home]')) ?? true;
}
