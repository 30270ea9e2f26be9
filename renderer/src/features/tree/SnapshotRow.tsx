import { memo } from 'react';
import { deletesSnapshot, isActive, type Job } from '../../../../shared/model/job.ts';
import { useText } from '../../lib/text/use-text.tsx';
import { Badge } from '../../ui/Badge.tsx';
import { RelativeTime } from '../../ui/RelativeTime.tsx';
import { Thumbnail } from '../../ui/Thumbnail.tsx';
import { useMachine, useSnapshot, useWorld } from '../../world/use-world.tsx';
import type { World } from '../../world/world.ts';
import { badgesOf } from '../snapshot/badges.ts';
import { SnapshotBadges } from '../snapshot/SnapshotBadges.tsx';
import { RowFrame } from './RowFrame.tsx';
import { RowJob } from './RowJob.tsx';
import type { RowProps } from './row-props.ts';
import styles from './SnapshotRow.module.css';

/** A snapshot in the tree: picture, name, age, what it is, and what happens to it now. */
export const SnapshotRow = memo(function SnapshotRow(props: RowProps) {
  const text = useText();
  const snapshot = useSnapshot(props.row.item.id);
  const isActivated = useMachine(props.machineId)?.activatedSnapshotId === props.row.item.id;
  const job = useWorld((world) => jobOn(world, props.row.item.id));
  if (snapshot === undefined) return null;
  const isCollapsed = props.row.hasChildren && !props.row.expanded;
  const badges = badgesOf(snapshot, isActivated, text);
  const [firstLine = ''] = snapshot.description.split('\n');
  return (
    <RowFrame
      {...props}
      isPassing={job?.kind === 'delete'}
      picture={
        <Thumbnail
          picture={snapshot.picture}
          alt=""
          lazy={false}
          faded={snapshot.lost || !snapshot.restorable.ok}
        />
      }
      title={
        <>
          <span className={styles.name} dir="auto">
            {snapshot.name}
          </span>
          {isCollapsed && <Badge label={text.t('tree.hidden', { count: props.row.below })} />}
        </>
      }
      subtitle={
        <>
          <RelativeTime at={snapshot.createdAt} />
          {firstLine !== '' && (
            <>
              {' · '}
              <bdi>{firstLine}</bdi>
            </>
          )}
        </>
      }
      aside={job === undefined ? <SnapshotBadges badges={badges} /> : <RowJob job={job} />}
    />
  );
});

/** The job that changes a snapshot now or soon. */
export function jobOn(world: World, snapshotId: string): Job | undefined {
  for (const job of world.jobs.values()) {
    if (job.kind === 'take' || !isActive(job)) continue;
    if (job.kind === 'delete' ? deletesSnapshot(job, snapshotId) : job.snapshotId === snapshotId) return job;
  }
  return undefined;
}
