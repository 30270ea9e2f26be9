import { memo } from 'react';
import { useText } from '../../lib/text/use-text.tsx';
import { Thumbnail } from '../../ui/Thumbnail.tsx';
import { useJob } from '../../world/use-world.tsx';
import { RowFrame } from './RowFrame.tsx';
import { RowJob } from './RowJob.tsx';
import type { RowProps } from './row-props.ts';
import styles from './SnapshotRow.module.css';

/** A snapshot that is being taken, at the place where it will be. */
export const TakingRow = memo(function TakingRow(props: RowProps) {
  const { t } = useText();
  const job = useJob(props.row.item.id);
  if (job === undefined) return null;
  const name = job.snapshotName ?? '';
  return (
    <RowFrame
      {...props}
      isPassing
      picture={<Thumbnail picture={null} alt="" />}
      title={
        <span className={styles.name} dir="auto">
          {t('tree.taking', { name })}
        </span>
      }
      subtitle={t(`job.state.${job.state}`)}
      aside={<RowJob job={job} />}
    />
  );
});
