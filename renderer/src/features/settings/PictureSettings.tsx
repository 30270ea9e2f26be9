import { useId, useRef, useState } from 'react';
import type { Settings } from '../../../../shared/model/settings.ts';
import { useText } from '../../lib/text/use-text.tsx';
import { useAction } from '../../lib/use-action.ts';
import { useFocusKept } from '../../lib/use-focus-kept.ts';
import { Button } from '../../ui/Button.tsx';
import { Checkbox } from '../../ui/Checkbox.tsx';
import { ProblemBox } from '../../ui/ProblemBox.tsx';
import { report } from '../../view/report.ts';
import { useSession, useWorld } from '../../world/use-world.tsx';
import styles from './SettingsDialog.module.css';

/** Whether pictures are taken, altogether and of each machine, and how to be rid of those there are. */
export function PictureSettings({ settings }: { readonly settings: Settings }) {
  const { t } = useText();
  const { api } = useSession();
  const machines = useWorld((world) => world.machines);
  return (
    <>
      <Checkbox
        label={t('settings.screenshots')}
        hint={t('settings.screenshotsHint')}
        checked={settings.screenshots}
        onChange={(screenshots) => void report(() => api['settings.set']({ screenshots }))}
      />
      {machines.size > 0 && (
        <fieldset className={styles.machines} disabled={!settings.screenshots}>
          <legend className={styles.label}>{t('settings.perMachine')}</legend>
          <div className={styles.machineList}>
            {[...machines.values()].map((machine) => (
              <Checkbox
                key={machine.id}
                label={machine.name}
                checked={machine.screenshots && settings.screenshots}
                disabled={!settings.screenshots}
                onChange={(screenshots) =>
                  void report(() => api['machine.setScreenshots']({ machineId: machine.id, screenshots }))
                }
              />
            ))}
          </div>
        </fieldset>
      )}
      <DeletePictures />
    </>
  );
}

/** Asks of which machines, says what stays, deletes, and says how much that was. */
function DeletePictures() {
  const { t, bytes } = useText();
  const { api } = useSession();
  const machines = useWorld((world) => world.machines);
  const [isAsking, setAsking] = useState(false);
  const [machineId, setMachineId] = useState<string>('');
  const [result, setResult] = useState<{ readonly deleted: number; readonly bytes: number } | null>(null);
  const action = useAction();
  const field = useId();
  const part = useRef<HTMLDivElement>(null);
  const focus = useFocusKept(part, () => part.current?.querySelector<HTMLElement>('select, button') ?? null);
  const remove = async () => {
    const isDone = await action.run(async () => {
      setResult(await api['pictures.delete']({ machineId: machineId === '' ? null : machineId }));
    });
    if (isDone) setAsking(false);
  };
  return (
    <div ref={part} className={styles.delete} {...focus}>
      {isAsking ? (
        <div className={styles.ask}>
          <label className={styles.label} htmlFor={field}>
            {t('settings.deleteOf')}
          </label>
          <select
            id={field}
            className={styles.select}
            value={machineId}
            onChange={(event) => setMachineId(event.target.value)}
          >
            <option value="">{t('settings.allMachines')}</option>
            {[...machines.values()].map(({ id, name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
          </select>
          <p>{t('settings.deleteAsk')}</p>
          <div className={styles.buttons}>
            <Button onClick={() => setAsking(false)}>{t('app.cancel')}</Button>
            <Button look="danger" disabled={action.isBusy} onClick={() => void remove()}>
              {t('settings.deleteNow')}
            </Button>
          </div>
        </div>
      ) : (
        <div>
          <Button
            onClick={() => {
              setResult(null);
              setAsking(true);
            }}
          >
            {t('settings.deletePictures')}
          </Button>
        </div>
      )}
      <ProblemBox problem={action.problem} />
      <p role="status" className={styles.quiet}>
        {result !== null && t('settings.deleted', { count: result.deleted, bytes: bytes(result.bytes) })}
      </p>
    </div>
  );
}
