import { defaultRangeExtractor, type Range, useVirtualizer } from '@tanstack/react-virtual';
import { useCallback, useEffect, useRef } from 'react';
import type { Machine } from '../../../../shared/model/machine.ts';
import { useText } from '../../lib/text/use-text.tsx';
import { useRem } from '../../lib/use-rem.ts';
import { ContextMenu } from '../../ui/ContextMenu.tsx';
import { useMachineView } from '../../view/use-view.tsx';
import { useMachine } from '../../world/use-world.tsx';
import { useSelectionMenu } from '../snapshot/use-selection-menu.ts';
import type { BranchesProps } from './Branches.tsx';
import { FirstSnapshotHint } from './FirstSnapshotHint.tsx';
import { HereRow } from './HereRow.tsx';
import type { RowProps } from './row-props.ts';
import { SnapshotRow } from './SnapshotRow.tsx';
import styles from './SnapshotTreeView.module.css';
import { TakingRow } from './TakingRow.tsx';
import { treeAction } from './tree-keyboard.ts';
import { useTreeFocus } from './use-tree-focus.ts';
import { useTreeInput } from './use-tree-input.ts';
import { type TreeRows, useTreeRows } from './use-tree-rows.ts';

const ROW_REM = 3.75;

/** A machine's snapshots as a tree of pictures, with the present below the one that it grew from. */
export function SnapshotTreeView(props: { readonly machineId: string }) {
  const machine = useMachine(props.machineId);
  return machine === undefined ? null : <SnapshotTree key={machine.id} machine={machine} />;
}

function SnapshotTree({ machine }: { readonly machine: Machine }) {
  const { t } = useText();
  const machineId = machine.id;
  const tree = useTreeRows(machineId);
  const { rows } = tree;
  const shown = useMachineView(machineId);
  const focusIndex = tree.nearestIndex(shown.focusId);
  const scroller = useRef<HTMLDivElement>(null);
  const rowHeight = Math.round(useRem() * ROW_REM);
  // oxlint-disable-next-line react/incompatible-library -- the React Compiler is not used here
  const virtualizer = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 4,
    // The row with the keyboard's place is always drawn, or its focus would be lost when it is scrolled away.
    rangeExtractor: useCallback((range: Range) => rangeWith(range, focusIndex), [focusIndex]),
  });
  useEffect(() => {
    if (rowHeight > 0) virtualizer.measure();
  }, [virtualizer, rowHeight]);
  const pageRows = Math.max(1, Math.floor((virtualizer.scrollRect?.height ?? rowHeight) / rowHeight) - 1);
  const focus = useTreeFocus(machineId, tree, shown, scroller, (index, isFirst) =>
    virtualizer.scrollToIndex(index, { align: isFirst ? 'center' : 'auto' }),
  );
  const input = useTreeInput(machineId, tree, focusIndex, (key) =>
    treeAction(rows, focusIndex, key, pageRows),
  );
  const menu = useSelectionMenu(machine, shown.selection);
  const isAlone = rows.length === 1;
  const selected = new Set(shown.selection);
  return (
    <>
      <ContextMenu entries={menu}>
        <div
          ref={scroller}
          role="tree"
          aria-label={t('tree.label', { name: machine.name })}
          aria-multiselectable="true"
          className={styles.tree}
          data-alone={isAlone}
          data-stale={machine.link.status === 'lost'}
          onKeyDown={input.onKeyDown}
          onContextMenu={input.onContextMenu}
          onFocus={focus.onFocus}
          onBlur={focus.onBlur}
        >
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
                onPress: input.onPress,
                onOpen: input.onOpen,
                onToggle: input.onToggle,
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
        </div>
      </ContextMenu>
      {isAlone && <FirstSnapshotHint machine={machine} />}
    </>
  );
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
