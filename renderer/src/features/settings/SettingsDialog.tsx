import { Keyboard } from 'lucide-react';
import { type ReactNode, useRef } from 'react';
import type { Settings } from '../../../../shared/model/settings.ts';
import { useText } from '../../lib/text/use-text.tsx';
import { Button } from '../../ui/Button.tsx';
import { Choice } from '../../ui/Choice.tsx';
import { CopyButton } from '../../ui/CopyButton.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import type { OverlayProps } from '../../view/overlay.ts';
import { report } from '../../view/report.ts';
import { useOpenOverlay } from '../../view/use-view.tsx';
import { useSession, useWorld } from '../../world/use-world.tsx';
import { PictureSettings } from './PictureSettings.tsx';
import styles from './SettingsDialog.module.css';

/** What the user chooses for the whole program. Every choice holds at once. */
export function SettingsDialog({ onClose }: OverlayProps<'settings'>) {
  const { t } = useText();
  const settings = useWorld((world) => world.settings);
  const close = useRef<HTMLButtonElement>(null);
  return (
    <Dialog
      title={t('settings.title')}
      initialFocus={close}
      onClose={onClose}
      footer={
        <Button ref={close} look="primary" onClick={onClose}>
          {t('app.close')}
        </Button>
      }
    >
      {settings !== null && (
        <>
          <Look settings={settings} />
          <Part title={t('settings.pictures')}>
            <PictureSettings settings={settings} />
          </Part>
          <Behaviour settings={settings} />
        </>
      )}
      <About />
    </Dialog>
  );
}

function Part(props: { readonly title: string; readonly children: ReactNode }) {
  return (
    <section className={styles.part}>
      <h3 className={styles.title}>{props.title}</h3>
      {props.children}
    </section>
  );
}

/** Changes settings; a failure is told in a notice, and what is shown stays what holds. */
function useChange(): (change: Partial<Omit<Settings, 'storeFolder'>>) => void {
  const { api } = useSession();
  return (change) => void report(() => api['settings.set'](change));
}

function Look({ settings }: { readonly settings: Settings }) {
  const { t } = useText();
  const change = useChange();
  return (
    <Part title={t('settings.look')}>
      <Choice
        label={t('settings.theme')}
        value={settings.theme}
        options={(['system', 'light', 'dark'] as const).map((value) => ({
          value,
          label: t(`settings.theme.${value}`),
        }))}
        onChange={(theme) => change({ theme })}
      />
      <Choice
        label={t('settings.language')}
        value={settings.language}
        options={(['system', 'en', 'de'] as const).map((value) => ({
          value,
          label: t(`settings.language.${value}`),
        }))}
        onChange={(language) => change({ language })}
      />
    </Part>
  );
}

const REFRESH_SECONDS = [5, 15, 60, 300];
const UNDO_SECONDS = [0, 5, 10, 30];

function Behaviour({ settings }: { readonly settings: Settings }) {
  const { t } = useText();
  const change = useChange();
  const spell = (seconds: number) =>
    seconds >= 60 && seconds % 60 === 0
      ? t('settings.minutes', { count: seconds / 60 })
      : t('settings.seconds', { count: seconds });
  const undoSeconds = settings.undoMs / 1000;
  return (
    <Part title={t('settings.behaviour')}>
      <Choice
        label={t('settings.refresh')}
        value={String(settings.refreshSeconds)}
        options={withValue(REFRESH_SECONDS, settings.refreshSeconds).map((seconds) => ({
          value: String(seconds),
          label: spell(seconds),
        }))}
        onChange={(value) => change({ refreshSeconds: Number(value) })}
      />
      <Choice
        label={t('settings.undo')}
        value={String(undoSeconds)}
        options={withValue(UNDO_SECONDS, undoSeconds).map((seconds) => ({
          value: String(seconds),
          label: seconds === 0 ? t('settings.noUndo') : spell(seconds),
        }))}
        onChange={(value) => change({ undoMs: Number(value) * 1000 })}
      />
      <div>
        <div className={styles.label}>{t('settings.store')}</div>
        <div className={styles.folder}>
          <code className={styles.path}>{settings.storeFolder}</code>
          <CopyButton text={settings.storeFolder} />
        </div>
      </div>
    </Part>
  );
}

function About() {
  const { t } = useText();
  const open = useOpenOverlay();
  const shell = useWorld((world) => world.shell);
  return (
    <Part title={t('settings.about')}>
      {shell !== null && (
        <p>
          {t('settings.version', { version: shell.version })}, {t(`settings.face.${shell.face}`)}
        </p>
      )}
      <p className={styles.quiet}>{t('settings.aboutText')}</p>
      <div>
        <Button icon={<Keyboard aria-hidden />} onClick={() => open({ kind: 'shortcuts' })}>
          {t('shortcuts.title')}
        </Button>
      </div>
    </Part>
  );
}

/** The usual values, and the one that holds when it is none of them. */
function withValue(usual: readonly number[], value: number): readonly number[] {
  return usual.includes(value) ? usual : [...usual, value].sort((a, b) => a - b);
}
