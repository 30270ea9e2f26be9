import { type MouseEvent, memo, useRef } from 'react';
import type { Machine } from '../../../../shared/model/machine.ts';
import type { TreeRow } from '../../../../shared/model/tree-rows.ts';
import { useText } from '../../lib/text/use-text.tsx';
import { RelativeTime } from '../../ui/RelativeTime.tsx';
import { Thumbnail } from '../../ui/Thumbnail.tsx';
import { useLivePicture } from '../../world/use-live-picture.ts';
import { useJob, useMachine, useSnapshot } from '../../world/use-world.tsx';
import type { TreeEntry } from '../tree/tree-entries.ts';
import { gapInUnits } from './gaps.ts';
import styles from './StripFrame.module.css';

export interface StripFrameProps {
  readonly machineId: string;
  readonly row: TreeRow<TreeEntry>;
  /** How long before it nothing was kept, in ms, where that is worth a word. */
  readonly gap: number | null;
  /** Where it lies and how wide it is with its gap, in pixels. */
  readonly start: number;
  readonly width: number;
  readonly isSelected: boolean;
  readonly isTabStop: boolean;
  readonly onPress: (row: TreeRow<TreeEntry>, event: MouseEvent) => void;
  readonly onOpen: (row: TreeRow<TreeEntry>) => void;
}

/** A frame of the film strip with the gap before it. */
export const StripFrame = memo(function StripFrame(props: StripFrameProps) {
  const { row, gap, start, width, isSelected, isTabStop } = props;
  const { t } = useText();
  const later = gap === null ? null : gapInUnits(gap);
  return (
    <div role="none" className={styles.place} style={{ insetInlineStart: start, inlineSize: width }}>
      {later !== null && (
        <span className={styles.gap} aria-hidden>
          <span className={styles.gapWord}>{t(`timeline.later.${later.unit}`, { count: later.count })}</span>
        </span>
      )}
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: the strip has the keyboard */}
      <div
        role="option"
        className={styles.frame}
        data-row={row.item.id}
        data-kind={row.item.kind}
        data-focus-home={isTabStop ? '' : undefined}
        aria-selected={isSelected}
        aria-posinset={row.positionInSet}
        aria-setsize={row.setSize}
        tabIndex={isTabStop ? 0 : -1}
        onClick={(event) => props.onPress(row, event)}
        onDoubleClick={() => props.onOpen(row)}
      >
        <Content machineId={props.machineId} entry={row.item} />
      </div>
    </div>
  );
});

function Content({ machineId, entry }: { readonly machineId: string; readonly entry: TreeEntry }) {
  const machine = useMachine(machineId);
  switch (entry.kind) {
    case 'snapshot':
      return <SnapshotContent id={entry.id} />;
    case 'here':
      return machine === undefined ? null : <HereContent machine={machine} />;
    case 'taking':
      return <TakingContent jobId={entry.id} />;
    default:
      return entry satisfies never;
  }
}

function SnapshotContent({ id }: { readonly id: string }) {
  const snapshot = useSnapshot(id);
  if (snapshot === undefined) return null;
  return (
    <>
      <Thumbnail
        picture={snapshot.picture}
        alt=""
        lazy={false}
        faded={snapshot.lost || !snapshot.restorable.ok}
      />
      <span className={styles.name} dir="auto">
        {snapshot.name}
      </span>
      <span className={styles.when}>
        <RelativeTime at={snapshot.createdAt} />
      </span>
    </>
  );
}

function HereContent({ machine }: { readonly machine: Machine }) {
  const { t } = useText();
  const seen = useRef<HTMLSpanElement>(null);
  const picture = useLivePicture(machine, seen);
  return (
    <>
      <span ref={seen}>
        <Thumbnail picture={picture} alt="" lazy={false} faded={machine.state === 'off'} />
      </span>
      <span className={styles.name}>{t('here.name')}</span>
      <span className={styles.when}>{t('timeline.now')}</span>
    </>
  );
}

function TakingContent({ jobId }: { readonly jobId: string }) {
  const { t } = useText();
  const job = useJob(jobId);
  if (job === undefined) return null;
  return (
    <>
      <Thumbnail picture={null} alt="" />
      <span className={styles.name}>{t('tree.taking', { name: job.snapshotName ?? '' })}</span>
      <span className={styles.when}>{t(`job.state.${job.state}`)}</span>
    </>
  );
}
