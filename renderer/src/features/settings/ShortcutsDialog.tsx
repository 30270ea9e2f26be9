import { useRef } from 'react';
import { useText } from '../../lib/text/use-text.tsx';
import { Button } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { workingShortcut } from '../../view/command.ts';
import type { OverlayProps } from '../../view/overlay.ts';
import { formatShortcut } from '../../view/shortcut.ts';
import { useCommandContext, useCommandList } from '../../view/use-commands.tsx';
import styles from './ShortcutsDialog.module.css';
import { keysOfViews } from './view-keys.ts';

/** Every key that does something: the commands' from the one list of commands, then those of the views. */
export function ShortcutsDialog({ onClose }: OverlayProps<'shortcuts'>) {
  const text = useText();
  const { t } = text;
  const commands = useCommandList();
  const context = useCommandContext();
  const close = useRef<HTMLButtonElement>(null);
  const everywhere = commands.flatMap((command) => {
    const shortcut = workingShortcut(command, context);
    return shortcut === undefined ? [] : [{ what: command.title(context), keys: [formatShortcut(shortcut)] }];
  });
  return (
    <Dialog
      title={t('shortcuts.title')}
      width="wide"
      initialFocus={close}
      onClose={onClose}
      footer={
        <Button ref={close} look="primary" onClick={onClose}>
          {t('app.close')}
        </Button>
      }
    >
      <div className={styles.columns}>
        <KeyList title={t('shortcuts.everywhere')} lines={everywhere} />
        {keysOfViews(text).map((part) => (
          <KeyList key={part.title} title={part.title} lines={part.lines} />
        ))}
      </div>
    </Dialog>
  );
}

function KeyList(props: {
  readonly title: string;
  readonly lines: readonly { readonly what: string; readonly keys: readonly string[] }[];
}) {
  return (
    <section className={styles.part}>
      <h3 className={styles.title}>{props.title}</h3>
      <dl className={styles.list}>
        {props.lines.map(({ what, keys }) => (
          <div key={`${what} ${keys.join()}`} className={styles.line}>
            <dt>{what}</dt>
            <dd className={styles.keys}>
              {keys.map((key) => (
                <kbd key={key} className={styles.key}>
                  {key}
                </kbd>
              ))}
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
