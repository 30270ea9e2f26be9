import { useText } from '../../lib/text/use-text.tsx';
import type { OverlayProps } from '../../view/overlay.ts';
import { useMachine, useSession } from '../../world/use-world.tsx';
import { ConfirmDialog } from './ConfirmDialog.tsx';

/** Asks before a machine is taken off the list, and says that nothing else happens to it. */
export function RemoveMachineDialog({ overlay, onClose }: OverlayProps<'removeMachine'>) {
  const { t } = useText();
  const { api } = useSession();
  const machine = useMachine(overlay.machineId);
  if (machine === undefined) return null;
  const { id, name } = machine;
  return (
    <ConfirmDialog
      title={t('remove.title', { name })}
      onConfirm={() => api['machine.remove']({ machineId: id })}
      onClose={onClose}
    >
      {t('remove.text', { name })}
    </ConfirmDialog>
  );
}
