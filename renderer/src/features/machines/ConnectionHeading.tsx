import { RotateCw, TriangleAlert } from 'lucide-react';
import { type Connection, reasonOfLoss } from '../../../../shared/model/connection.ts';
import { useText } from '../../lib/text/use-text.tsx';
import { IconButton } from '../../ui/IconButton.tsx';
import { useSession } from '../../world/use-world.tsx';
import styles from './ConnectionHeading.module.css';

/** The name of a connection above its machines; when it is lost, why, and a way to try again. */
export function ConnectionHeading(props: { readonly connection: Connection; readonly title: string }) {
  const { t, say } = useText();
  const { api } = useSession();
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
