import { useText } from '../../lib/text/use-text.tsx';
import type { OverlayProps } from '../../view/overlay.ts';
import { useConnection, useSession, useWorld } from '../../world/use-world.tsx';
import { ConfirmDialog } from './ConfirmDialog.tsx';
import { connectionTitle } from './connection-title.ts';

/** Asks before a connection and all its machines are taken off the list, and says that nothing else happens to them. */
export function RemoveConnectionDialog({ overlay, onClose }: OverlayProps<'removeConnection'>) {
  const text = useText();
  const { api } = useSession();
  const connection = useConnection(overlay.connectionId);
  const count = useWorld(
    ({ machines }) =>
      [...machines.values()].filter((each) => each.connectionId === overlay.connectionId).length,
  );
  if (connection === undefined) return null;
  const { id, uri } = connection;
  return (
    <ConfirmDialog
      title={text.t('remove.title', { name: connectionTitle(connection, text) })}
      onConfirm={() => api['connection.remove']({ connectionId: id })}
      onClose={onClose}
    >
      {text.t('remove.connectionText', { count, uri: uri ?? '' })}
    </ConfirmDialog>
  );
}
