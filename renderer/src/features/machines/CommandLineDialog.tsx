import { useState } from 'react';
import { useText } from '../../lib/text/use-text.tsx';
import { useAction } from '../../lib/use-action.ts';
import { useAnswer } from '../../lib/use-answer.ts';
import { Button } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { ProblemBox } from '../../ui/ProblemBox.tsx';
import { TextArea } from '../../ui/TextField.tsx';
import type { OverlayProps } from '../../view/overlay.ts';
import { useMachine, useSession } from '../../world/use-world.tsx';
import styles from './CommandLineDialog.module.css';

/** Shows the command that starts a machine, to be checked and perhaps changed, and starts it where it is off. */
export function CommandLineDialog({ overlay, onClose }: OverlayProps<'commandLine'>) {
  const { t } = useText();
  const { api } = useSession();
  const { machineId } = overlay;
  const machine = useMachine(machineId);
  const recorded = useAnswer(machineId, (signal) => api['machine.commandLine']({ machineId }, signal));
  const [edited, setEdited] = useState<string | null>(null);
  const action = useAction();
  if (machine === undefined) return null;
  const { name } = machine;
  const canStart = machine.state === 'off' && machine.capabilities.start.available;
  const text = edited ?? recorded.value?.argv?.join('\n') ?? '';
  const argv = text.split('\n').filter((line) => line !== '');
  const save = (start: boolean) =>
    action.run(async () => {
      await api['machine.setCommandLine']({ machineId, argv });
      if (start) await api['machine.power']({ machineId, action: 'start' });
    });
  const submit = async () => {
    if (argv.length > 0 && (await save(canStart))) onClose();
  };
  return (
    <Dialog
      title={t(canStart ? 'commandLine.startTitle' : 'commandLine.title', { name })}
      width="wide"
      onClose={onClose}
      onSubmit={() => void submit()}
      footer={
        <>
          <Button onClick={onClose}>{t('app.cancel')}</Button>
          <Button look="primary" submit disabled={action.isBusy || argv.length === 0}>
            {t(canStart ? 'commandLine.start' : 'commandLine.save')}
          </Button>
        </>
      }
    >
      <p>{t(recorded.value?.argv === null ? 'commandLine.none' : 'commandLine.first', { name })}</p>
      <div className={styles.code}>
        <TextArea
          label={t('commandLine.field')}
          dir="ltr"
          rows={14}
          wrap="off"
          spellCheck={false}
          value={text}
          disabled={recorded.isAsking}
          onChange={(event) => setEdited(event.target.value)}
        />
      </div>
      <ProblemBox problem={recorded.problem ?? action.problem} />
    </Dialog>
  );
}
