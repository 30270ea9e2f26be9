import { useDeferredValue, useMemo, useState } from 'react';
import type { Snapshot } from '../../../../shared/model/snapshot.ts';
import { type Text, useText } from '../../lib/text/use-text.tsx';
import { ComboDialog } from '../../ui/ComboDialog.tsx';
import { RelativeTime } from '../../ui/RelativeTime.tsx';
import { Thumbnail } from '../../ui/Thumbnail.tsx';
import { jumpTo } from '../../view/jump.ts';
import type { OverlayProps } from '../../view/overlay.ts';
import { useViewStore } from '../../view/use-view.tsx';
import { useMachine, useSession, useWorld } from '../../world/use-world.tsx';
import { badgesOf } from '../snapshot/badges.ts';
import { SnapshotBadges } from '../snapshot/SnapshotBadges.tsx';
import { parseQuery, type Query } from './query.ts';
import styles from './SearchDialog.module.css';
import { searchWorld } from './search-world.ts';

/** Finds snapshots of all machines by words and times, and goes to the chosen one. */
export function SearchDialog({ overlay, onClose }: OverlayProps<'search'>) {
  const text = useText();
  const { t } = text;
  const view = useViewStore();
  const session = useSession();
  const [typed, setTyped] = useState(overlay.text);
  const [now] = useState(() => Date.now());
  const wanted = useDeferredValue(typed);
  const query = useMemo(() => parseQuery(wanted, now), [wanted, now]);
  const machines = useWorld((world) => world.machines);
  const snapshots = useWorld((world) => world.snapshots);
  const found = useMemo(() => searchWorld({ machines, snapshots }, query), [machines, snapshots, query]);
  const options = useMemo(
    () =>
      found.flatMap((of) =>
        of.snapshots.map((snapshot) => ({
          id: snapshot.id,
          group: `${of.machineName} (${text.t('search.found', { count: of.snapshots.length })})`,
          snapshot,
        })),
      ),
    [found, text],
  );
  return (
    <ComboDialog
      title={t('search.title')}
      placeholder={t('search.placeholder')}
      text={typed}
      onText={setTyped}
      options={options}
      optionsFit={wanted}
      optionRem={3.5}
      size="wide"
      note={noteOf(query, options.length, text)}
      onClose={onClose}
      onChoose={({ snapshot }) => {
        jumpTo(view, session.world.getState(), snapshot.machineId, snapshot.id);
        onClose();
      }}
      draw={({ snapshot }) => <Found snapshot={snapshot} />}
    />
  );
}

function Found({ snapshot }: { readonly snapshot: Snapshot }) {
  const text = useText();
  const isActivated = useMachine(snapshot.machineId)?.activatedSnapshotId === snapshot.id;
  const [firstLine = ''] = snapshot.description.split('\n');
  return (
    <>
      <span className={styles.picture}>
        <Thumbnail picture={snapshot.picture} alt="" faded={snapshot.lost || !snapshot.restorable.ok} />
      </span>
      <span className={styles.texts}>
        <span className={styles.name} dir="auto">
          {snapshot.name}
        </span>
        <span className={styles.more}>
          <RelativeTime at={snapshot.createdAt} />
          {snapshot.labels.length > 0 && ` · ${snapshot.labels.join(', ')}`}
          {firstLine !== '' && (
            <>
              {' · '}
              <bdi>{firstLine}</bdi>
            </>
          )}
        </span>
      </span>
      <SnapshotBadges badges={badgesOf(snapshot, isActivated, text)} />
    </>
  );
}

/** What was understood and found, in a sentence. */
function noteOf(query: Query, count: number, { t, locale }: Text): string {
  if (query.terms.length === 0) return t('search.hint');
  const day = new Intl.DateTimeFormat(locale, { dateStyle: 'medium' });
  const times = query.terms.flatMap((term) => {
    if (term.kind !== 'time') return [];
    const { from, to } = term.span;
    const first = from === null ? null : day.format(from);
    const last = to === null ? null : day.format(to - 1);
    if (first === null) return [t('search.until', { to: last ?? '' })];
    if (last === null) return [t('search.since', { from: first })];
    return [first === last ? first : t('search.between', { from: first, to: last })];
  });
  return [count === 0 ? t('search.none') : t('search.found', { count }), ...times].join(' · ');
}
