import { memo } from 'react';
import { useText } from '../../lib/text/use-text.tsx';
import { RelativeTime } from '../../ui/RelativeTime.tsx';
import { Thumbnail } from '../../ui/Thumbnail.tsx';
import { useMachine, useSnapshot, useWorld } from '../../world/use-world.tsx';
import { badgesOf } from '../snapshot/badges.ts';
import { SnapshotBadges } from '../snapshot/SnapshotBadges.tsx';
import { RowJob } from '../tree/RowJob.tsx';
import { jobOn } from '../tree/SnapshotRow.tsx';
import { CardFrame } from './CardFrame.tsx';
import type { CardProps } from './card-props.ts';

/** A snapshot on the map. */
export const SnapshotCard = memo(function SnapshotCard(props: CardProps) {
  const text = useText();
  const snapshot = useSnapshot(props.row.item.id);
  const isActivated = useMachine(props.machineId)?.activatedSnapshotId === props.row.item.id;
  const job = useWorld((world) => jobOn(world, props.row.item.id));
  if (snapshot === undefined) return null;
  const badges = badgesOf(snapshot, isActivated, text);
  return (
    <CardFrame
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
        <bdi
          title={snapshot.description === '' ? snapshot.name : `${snapshot.name}\n${snapshot.description}`}
        >
          {snapshot.name}
        </bdi>
      }
      subtitle={<RelativeTime at={snapshot.createdAt} />}
      aside={job === undefined ? <SnapshotBadges badges={badges} /> : <RowJob job={job} />}
    />
  );
});
