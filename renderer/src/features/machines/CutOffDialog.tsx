import { useRef } from 'react';
import { useText } from '../../lib/text/use-text.tsx';
import { useAction } from '../../lib/use-action.ts';
import { Button } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { ProblemBox } from '../../ui/ProblemBox.tsx';
import type { OverlayProps } from '../../view/overlay.ts';
import { useMachine, useSession } from '../../world/use-world.tsx';

/** Asks before a machine is powered off or reset, which its guest has no part in. */
export function CutOffDialog({ overlay, onClose }: OverlayProps<'cutOff'>) {
  const { t } = useText();
  const { api } = useSession();
  const machine = useMachine(overlay.machineId);
  const running = useAction();
  const cancel = useRef<HTMLButtonElement>(null);
  if (machine === undefined) return null;
  const { action } = overlay;
  const { id, name } = machine;
  const cutOff = async () => {
    if (await running.run(() => api['machine.power']({ machineId: id, action }))) onClose();
  };
  return (
    <Dialog
      title={t(`cutOff.${action}`, { name })}
      width="narrow"
      // Nothing takes this back: one Enter too many after that in the menu must not confirm it.
      initialFocus={cancel}
      onClose={onClose}
      onSubmit={() => void cutOff()}
      footer={
        <>
          <Button ref={cancel} onClick={onClose}>
            {t('app.cancel')}
          </Button>
          <Button look="danger" submit disabled={running.isBusy}>
            {t(`cutOff.${action}`, { name })}
          </Button>
        </>
      }
    >
      <p>{t(`cutOff.${action}.text`, { name })}</p>
      <ProblemBox problem={running.problem} />
    </Dialog>
  );
}
