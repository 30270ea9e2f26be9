import { useRef } from 'react';
import type { Machine } from '../../../../shared/model/machine.ts';
import { useText } from '../../lib/text/use-text.tsx';
import { FullPicture } from '../../ui/FullPicture.tsx';
import { RelativeTime } from '../../ui/RelativeTime.tsx';
import { useOpenOverlay } from '../../view/use-view.tsx';
import { HERE } from '../../view/view-state.ts';
import { useLivePicture } from '../../world/use-live-picture.ts';
import { useJob, useSnapshot } from '../../world/use-world.tsx';
import { badgesOf } from '../snapshot/badges.ts';
import { SnapshotBadges } from '../snapshot/SnapshotBadges.tsx';
import { RowJob } from '../tree/RowJob.tsx';
import type { TreeEntry } from '../tree/tree-entries.ts';
import styles from './Stage.module.css';

export interface StageProps {
  readonly machine: Machine;
  readonly entry: TreeEntry;
  readonly index: number;
  readonly count: number;
}

/** The picture at the keyboard's place, large, with what it is. */
export function Stage(props: StageProps) {
  switch (props.entry.kind) {
    case 'snapshot':
      return <SnapshotStage {...props} />;
    case 'here':
      return <HereStage {...props} />;
    case 'taking':
      return <TakingStage {...props} />;
    default:
      return props.entry satisfies never;
  }
}

function SnapshotStage({ machine, entry, index, count }: StageProps) {
  const text = useText();
  const { t } = text;
  const open = useOpenOverlay();
  const snapshot = useSnapshot(entry.id);
  if (snapshot === undefined) return null;
  const badges = badgesOf(snapshot, machine.activatedSnapshotId === snapshot.id, text);
  return (
    <section className={styles.stage}>
      <button
        type="button"
        className={styles.picture}
        disabled={snapshot.picture === null}
        title={snapshot.picture === null ? undefined : t('snapshot.view')}
        onClick={() => open({ kind: 'viewer', machineId: machine.id, id: snapshot.id })}
      >
        <FullPicture
          picture={snapshot.picture}
          alt={t('picture.of', { name: snapshot.name })}
          note={snapshot.pictureProblem === null ? null : text.say(snapshot.pictureProblem)}
        />
      </button>
      <div className={styles.caption}>
        <h2 className={styles.name} dir="auto" title={snapshot.name}>
          {snapshot.name}
        </h2>
        <p className={styles.when}>
          <RelativeTime at={snapshot.createdAt} /> · {text.time(snapshot.createdAt)}
        </p>
        <SnapshotBadges badges={badges} />
        <span className={styles.place}>{t('timeline.place', { index: index + 1, count })}</span>
      </div>
    </section>
  );
}

function HereStage({ machine }: StageProps) {
  const { t } = useText();
  const open = useOpenOverlay();
  const seen = useRef<HTMLButtonElement>(null);
  const picture = useLivePicture(machine, seen);
  return (
    <section className={styles.stage}>
      <button
        ref={seen}
        type="button"
        className={styles.picture}
        disabled={picture === null}
        title={picture === null ? undefined : t('snapshot.view')}
        onClick={() => open({ kind: 'viewer', machineId: machine.id, id: HERE })}
      >
        <FullPicture
          picture={picture}
          alt={t('picture.of', { name: machine.name })}
          faded={machine.state === 'off'}
        />
      </button>
      <div className={styles.caption}>
        <h2 className={styles.name}>{t('here.name')}</h2>
        <p className={styles.when}>{t(`machine.state.${machine.state}`)}</p>
      </div>
    </section>
  );
}

function TakingStage({ entry }: StageProps) {
  const { t } = useText();
  const job = useJob(entry.id);
  if (job === undefined) return null;
  const name = t('tree.taking', { name: job.snapshotName ?? '' });
  return (
    <section className={styles.stage}>
      <div className={styles.picture}>
        <FullPicture picture={null} alt={name} />
      </div>
      <div className={styles.caption}>
        <h2 className={styles.name}>{name}</h2>
        <RowJob job={job} />
      </div>
    </section>
  );
}
