import { Ellipsis, RotateCw, Trash2, TriangleAlert } from 'lucide-react';
import { type Connection, LOCAL_CONNECTION_ID, reasonOfLoss } from '../../../../shared/model/connection.ts';
import { useText } from '../../lib/text/use-text.tsx';
import { IconButton } from '../../ui/IconButton.tsx';
import { Menu } from '../../ui/Menu.tsx';
import { useOpenOverlay } from '../../view/use-view.tsx';
import { useSession } from '../../world/use-world.tsx';
import styles from './ConnectionHeading.module.css';

/** The name of a connection above its machines; when it is lost, why, and a way to try again. */
export function ConnectionHeading(props: { readonly connection: Connection; readonly title: string }) {
  const { t, say } = useText();
  const { api } = useSession();
  const open = useOpenOverlay();
  const { id, link } = props.connection;
  return (
    <div className={styles.heading}>
      <div className={styles.line}>
        <h3 className={styles.title} dir="auto">
          {props.title}
        </h3>
        {link.status === 'lost' && (
          <IconButton
            size="small"
            label={t('app.tryAgain')}
            icon={<RotateCw />}
            // The outcome is the link's next state, which is shown right here.
            onClick={() => void api['connection.retry']({ connectionId: id }).catch(() => undefined)}
          />
        )}
        {id !== LOCAL_CONNECTION_ID && (
          <Menu
            align="start"
            trigger={
              <IconButton size="small" label={t('machine.menu', { name: props.title })} icon={<Ellipsis />} />
            }
            entries={[
              {
                kind: 'action',
                label: t('machine.remove'),
                icon: <Trash2 />,
                onChoose: () => open({ kind: 'removeConnection', connectionId: id }),
              },
            ]}
          />
        )}
      </div>
      {link.status === 'lost' && (
        <p className={styles.lost}>
          <TriangleAlert aria-hidden />
          <span>{say(reasonOfLoss(link))}</span>
        </p>
      )}
    </div>
  );
}
