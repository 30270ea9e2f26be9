import { useText } from '../../lib/text/use-text.tsx';
import type { OverlayProps } from '../../view/overlay.ts';
import { useMachine, useSession } from '../../world/use-world.tsx';
import { ConfirmDialog } from './ConfirmDialog.tsx';

/** Asks before a machine is powered off or reset, which its guest has no part in. */
export function CutOffDialog({ overlay, onClose }: OverlayProps<'cutOff'>) {
  const { t } = useText();
  const { api } = useSession();
  const machine = useMachine(overlay.machineId);
  if (machine === undefined) return null;
  const { action } = overlay;
  const { id, name } = machine;
  return (
    <ConfirmDialog
      title={t(`cutOff.${action}`, { name })}
      isFinal
      onConfirm={() => api['machine.power']({ machineId: id, action })}
      onClose={onClose}
    >
      {t(`cutOff.${action}.text`, { name })}
    </ConfirmDialog>
  );
}
