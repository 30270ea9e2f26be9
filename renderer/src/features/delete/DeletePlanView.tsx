import type { DeletePlan } from '../../../../shared/model/plan.ts';
import type { Snapshot } from '../../../../shared/model/snapshot.ts';
import { useText } from '../../lib/text/use-text.tsx';
import { RelativeTime } from '../../ui/RelativeTime.tsx';
import { Thumbnail } from '../../ui/Thumbnail.tsx';
import { useSnapshots } from '../../world/use-world.tsx';
import styles from './DeletePlanView.module.css';

/** Names that are listed before "and n more". */
const listed = 8;

export interface DeletePlanViewProps {
  readonly machineId: string;
  readonly plan: DeletePlan;
  /** The one snapshot that the delete was asked for; null when there are several. */
  readonly only: Snapshot | null;
}

/** What goes, which children move where, and how much is freed. */
export function DeletePlanView({ machineId, plan, only }: DeletePlanViewProps) {
  const { t, bytes } = useText();
  const snapshots = useSnapshots(machineId);
  const isJustOne = only !== null && plan.deletes.length === 1 && plan.deletes[0]?.snapshotId === only.id;
  const more = plan.deletes.length - listed;
  return (
    <>
      {isJustOne ? (
        <Gone snapshot={only} />
      ) : (
        <section>
          <p>{t('delete.goes', { count: plan.deletes.length })}</p>
          <ul className={styles.list}>
            {plan.deletes.slice(0, listed).map(({ snapshotId, name }) => (
              <li key={snapshotId} className={styles.item}>
                <span className={styles.small}>
                  <Thumbnail picture={snapshots.get(snapshotId)?.picture ?? null} alt="" />
                </span>
                <bdi className={styles.name}>{name}</bdi>
              </li>
            ))}
          </ul>
          {more > 0 && <p className={styles.quiet}>{t('delete.more', { count: more })}</p>}
        </section>
      )}
      <div className={styles.facts}>
        {[...Map.groupBy(plan.moves, (move) => move.newParentId)].map(([parentId, moves]) => (
          <MoveSentence
            key={parentId ?? ''}
            names={moves.map((move) => move.name)}
            parent={snapshots.get(parentId ?? '')}
          />
        ))}
        <p>
          {plan.freesBytes === null
            ? t('delete.freesUnknown')
            : t('delete.frees', { size: bytes(plan.freesBytes) })}{' '}
          {t('delete.present')}
        </p>
      </div>
    </>
  );
}

function Gone({ snapshot }: { readonly snapshot: Snapshot }) {
  const { t } = useText();
  return (
    <div className={styles.one}>
      <span className={styles.large}>
        <Thumbnail
          picture={snapshot.picture}
          alt={t('picture.of', { name: snapshot.name })}
          size="large"
          lazy={false}
        />
      </span>
      <div className={styles.name}>
        <strong dir="auto">{snapshot.name}</strong>
        <p className={styles.quiet}>
          <RelativeTime at={snapshot.createdAt} />
        </p>
        {snapshot.description !== '' && (
          <p className={styles.description} dir="auto">
            {snapshot.description}
          </p>
        )}
      </div>
    </div>
  );
}

function MoveSentence(props: { readonly names: readonly string[]; readonly parent: Snapshot | undefined }) {
  const { t } = useText();
  const { parent } = props;
  const count = props.names.length;
  const shown = props.names.slice(0, listed).map((name) => `“${name}”`);
  const names =
    count > listed ? `${shown.join(', ')} ${t('delete.more', { count: count - listed })}` : shown.join(', ');
  return (
    <p>
      {parent === undefined
        ? t('delete.movesToRoot', { count, names })
        : t('delete.moves', { count, names, parent: parent.name })}
    </p>
  );
}
