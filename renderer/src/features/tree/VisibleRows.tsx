import { defaultRangeExtractor, type Range, useVirtualizer } from '@tanstack/react-virtual';
import {
  memo,
  type Ref,
  useCallback,
  useEffectEvent,
  useImperativeHandle,
  useLayoutEffect,
  useMemo,
} from 'react';
import type { BranchesProps } from './Branches.tsx';
import { HereRow } from './HereRow.tsx';
import type { RowProps } from './row-props.ts';
import { SnapshotRow } from './SnapshotRow.tsx';
import styles from './SnapshotTreeView.module.css';
import { TakingRow } from './TakingRow.tsx';
import type { TreeRows } from './use-tree-rows.ts';

export interface VisibleRowsHandle {
  /** Scrolls as little as needed to have a row in view. */
  readonly showRow: (index: number) => void;
}

export interface VisibleRowsProps extends Pick<RowProps, 'machineId' | 'onPress' | 'onOpen' | 'onToggle'> {
  readonly tree: TreeRows;
  readonly selection: readonly string[];
  /** The row with the keyboard's place. */
  readonly focusIndex: number;
  readonly scroller: HTMLElement;
  /** In pixels. */
  readonly rowHeight: number;
  readonly handle: Ref<VisibleRowsHandle>;
}

/** The rows in view and a few around them; scrolling draws nothing else again. */
export const VisibleRows = memo(function VisibleRows(props: VisibleRowsProps) {
  const { machineId, tree, selection, focusIndex, scroller, rowHeight, handle, onPress, onOpen, onToggle } =
    props;
  const { rows } = tree;
  // oxlint-disable-next-line react/incompatible-library -- the React Compiler is not used here
  const virtualizer = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller,
    estimateSize: () => rowHeight,
    overscan: 4,
    // Begins where it is to be: of rows that are left at once the pictures would be fetched.
    initialOffset: () => firstOffset(focusIndex, rows.length, rowHeight, scroller.clientHeight),
    // The row with the keyboard's place is always drawn, or its focus would be lost when it is scrolled away.
    rangeExtractor: useCallback((range: Range) => rangeWith(range, focusIndex), [focusIndex]),
  });
  useLayoutEffect(() => {
    if (rowHeight > 0) virtualizer.measure();
  }, [virtualizer, rowHeight]);
  useImperativeHandle(
    handle,
    () => ({ showRow: (index) => virtualizer.scrollToIndex(index, { align: 'auto' }) }),
    [virtualizer],
  );
  const showFirst = useEffectEvent(() => virtualizer.scrollToIndex(focusIndex, { align: 'center' }));
  useLayoutEffect(() => showFirst(), []);
  const selected = useMemo(() => new Set(selection), [selection]);
  return (
    <div role="none" className={styles.rows} style={{ blockSize: virtualizer.getTotalSize() }}>
      {virtualizer.getVirtualItems().map(({ index, start }) => {
        const row = rows[index];
        if (row === undefined) return null;
        const rowProps: RowProps = {
          machineId,
          row,
          path: pathIn(tree, index),
          isSelected: selected.has(row.item.id),
          isTabStop: index === focusIndex,
          top: start,
          height: rowHeight,
          onPress,
          onOpen,
          onToggle,
        };
        switch (row.item.kind) {
          case 'snapshot':
            return <SnapshotRow key={row.item.id} {...rowProps} />;
          case 'here':
            return <HereRow key={row.item.id} {...rowProps} />;
          case 'taking':
            return <TakingRow key={row.item.id} {...rowProps} />;
          default:
            return row.item satisfies never;
        }
      })}
    </div>
  );
});

/** How far down it begins, in pixels, so that the row with the keyboard's place is in the middle. */
function firstOffset(index: number, count: number, rowHeight: number, height: number): number {
  return Math.max(0, Math.min((index + 0.5) * rowHeight - height / 2, count * rowHeight - height));
}

function rangeWith(range: Range, index: number): number[] {
  const indices = defaultRangeExtractor(range);
  if (index >= range.count) return indices;
  const first = indices[0] ?? 0;
  const last = indices.at(-1) ?? 0;
  if (index < first) return [index, ...indices];
  return index > last ? [...indices, index] : indices;
}

/** Where the line to the present runs in a row. It is one straight line in the leftmost column. */
function pathIn({ rows, pathStart, pathEnd }: TreeRows, index: number): BranchesProps['path'] {
  const row = rows[index];
  if (row === undefined || pathStart < 0 || pathStart === pathEnd || index < pathStart || index > pathEnd)
    return 'none';
  if (!row.onPath) return 'passes';
  if (index === pathStart) return 'starts';
  return index === pathEnd ? 'ends' : 'through';
}
