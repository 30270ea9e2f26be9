import { X } from 'lucide-react';
import { type ReactNode, useEffect, useRef } from 'react';
import { useText } from '../lib/text/use-text.tsx';
import { IconButton } from '../ui/IconButton.tsx';
import { useViewStore } from '../view/use-view.tsx';
import styles from './DetailsDrawer.module.css';

/** Details over the snapshots, where there is no room beside them. Escape or its button puts it away. */
export function DetailsDrawer(props: { readonly children: ReactNode }) {
  const { t } = useText();
  const view = useViewStore();
  const close = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    const before = document.activeElement;
    close.current?.focus();
    return () => {
      if (before instanceof HTMLElement && before.isConnected) before.focus();
    };
  }, []);
  const hide = () => view.setState({ drawerShown: false });
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: Escape is a second way to what the button does
    <div
      className={styles.drawer}
      onKeyDown={(event) => {
        if (event.key === 'Escape' && !event.defaultPrevented) hide();
      }}
    >
      <div className={styles.top}>
        <IconButton ref={close} label={t('app.hideDetails')} icon={<X />} onClick={hide} />
      </div>
      {props.children}
    </div>
  );
}
