import { useText } from '../../lib/text/use-text.tsx';
import { useAction } from '../../lib/use-action.ts';
import { Button } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { ProblemBox } from '../../ui/ProblemBox.tsx';
import type { OverlayProps } from '../../view/overlay.ts';
import { useMachine, useSession } from '../../world/use-world.tsx';

/** Asks before a machine is taken off the list, and says that nothing else happens to it. */
export function RemoveMachineDialog({ overlay, onClose }: OverlayProps<'removeMachine'>) {
  const { t } = useText();
  const { api } = useSession();
  const machine = useMachine(overlay.machineId);
  const action = useAction();
  if (machine === undefined) return null;
  const { name } = machine;
  const remove = async () => {
    if (await action.run(() => api['machine.remove']({ machineId: machine.id }))) onClose();
  };
  return (
    <Dialog
      title={t('remove.title', { name })}
      width="narrow"
      onClose={onClose}
      onSubmit={() => void remove()}
      footer={
        <>
          <Button onClick={onClose}>{t('app.cancel')}</Button>
          <Button look="primary" submit disabled={action.isBusy}>
            {t('remove.confirm', { name })}
          </Button>
        </>
      }
    >
      <p>{t('remove.text', { name })}</p>
      <ProblemBox problem={action.problem} />
    </Dialog>
  );
}
