import { memo } from 'react';
import { useText } from '../../lib/text/use-text.tsx';
import { Thumbnail } from '../../ui/Thumbnail.tsx';
import { useJob } from '../../world/use-world.tsx';
import { RowJob } from '../tree/RowJob.tsx';
import { CardFrame } from './CardFrame.tsx';
import type { CardProps } from './card-props.ts';

/** A snapshot that is being taken, at its place on the map. */
export const TakingCard = memo(function TakingCard(props: CardProps) {
  const { t } = useText();
  const job = useJob(props.row.item.id);
  if (job === undefined) return null;
  const name = job.snapshotName ?? '';
  return (
    <CardFrame
      {...props}
      isPassing
      picture={<Thumbnail picture={null} alt="" />}
      title={<bdi>{t('tree.taking', { name })}</bdi>}
      subtitle={t(`job.state.${job.state}`)}
      aside={<RowJob job={job} />}
    />
  );
});
