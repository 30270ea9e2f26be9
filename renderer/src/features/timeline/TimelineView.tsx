import { defaultRangeExtractor, type Range, useVirtualizer } from '@tanstack/react-virtual';
import { useCallback, useEffect, useMemo, useRef } from 'react';
import type { Machine } from '../../../../shared/model/machine.ts';
import { useText } from '../../lib/text/use-text.tsx';
import { useRem } from '../../lib/use-rem.ts';
import { ContextMenu } from '../../ui/ContextMenu.tsx';
import { useMachineView } from '../../view/use-view.tsx';
import { useMachine, useSnapshots } from '../../world/use-world.tsx';
import { useSelectionMenu } from '../snapshot/use-selection-menu.ts';
import { FirstSnapshotHint } from '../tree/FirstSnapshotHint.tsx';
import { treeAction } from '../tree/tree-keyboard.ts';
import { useTreeFocus } from '../tree/use-tree-focus.ts';
import { useTreeInput } from '../tree/use-tree-input.ts';
import { useEntryTree } from '../tree/use-tree-rows.ts';
import { gapsBefore } from './gaps.ts';
import { Stage } from './Stage.tsx';
import { StripFrame } from './StripFrame.tsx';
import styles from './TimelineView.module.css';
import { timeRows } from './time-rows.ts';

/** Widths in rem: of a frame with the room before it, and of a gap with a word in it. */
const FRAME_REM = 9.5;
const GAP_REM = 5.5;
const PAGE = 8;
/** Frames before the one that is shown first, about. */
const FRAMES_BEFORE = 2;

/** A machine's snapshots as a film strip in the order of time, with the one at the keyboard's place large above. */
export function TimelineView(props: { readonly machineId: string }) {
  const machine = useMachine(props.machineId);
  return machine === undefined ? null : <Timeline key={machine.id} machine={machine} />;
}

function Timeline({ machine }: { readonly machine: Machine }) {
  const { t } = useText();
  const machineId = machine.id;
  const tree = useEntryTree(machineId);
  const snapshots = useSnapshots(machineId);
  const list = useMemo(() => timeRows(tree), [tree]);
  const { rows } = list;
  const gaps = useMemo(
    () => gapsBefore(rows.map(({ item }) => snapshots.get(item.id)?.createdAt ?? Number.POSITIVE_INFINITY)),
    [rows, snapshots],
  );
  const shown = useMachineView(machineId);
  const focusIndex = list.nearestIndex(shown.focusId);
  const scroller = useRef<HTMLDivElement>(null);
  const rem = useRem();
  const widthOf = (index: number) =>
    Math.round(rem * (FRAME_REM + ((gaps[index] ?? null) === null ? 0 : GAP_REM)));
  const widthBefore = (index: number) => {
    let width = 0;
    for (let at = 0; at < index; at++) width += widthOf(at);
    return width;
  };
  // oxlint-disable-next-line react/incompatible-library -- the React Compiler is not used here
  const virtualizer = useVirtualizer({
    horizontal: true,
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: widthOf,
    overscan: 3,
    initialOffset: () => widthBefore(Math.max(0, focusIndex - FRAMES_BEFORE)),
    scrollPaddingStart: rem * 2,
    scrollPaddingEnd: rem * 2,
    rangeExtractor: useCallback((range: Range) => rangeWith(range, focusIndex), [focusIndex]),
  });
  useEffect(() => {
    if (rem > 0 && gaps.length > 0) virtualizer.measure();
  }, [virtualizer, rem, gaps]);
  const focus = useTreeFocus(machineId, list, shown, scroller, (index, isFirst) =>
    virtualizer.scrollToIndex(index, { align: isFirst ? 'center' : 'auto' }),
  );
  const input = useTreeInput(machineId, list, focusIndex, (pressed) =>
    treeAction(rows, focusIndex, { ...pressed, key: alongTime(pressed.key) }, PAGE),
  );
  useWheelAlong(scroller);
  const menu = useSelectionMenu(machine, shown.selection);
  const selected = new Set(shown.selection);
  const at = rows[focusIndex];
  return (
    <div className={styles.view} data-stale={machine.link.status === 'lost'}>
      {at !== undefined && <Stage machine={machine} entry={at.item} index={focusIndex} count={rows.length} />}
      {rows.length === 1 && <FirstSnapshotHint machine={machine} />}
      <ContextMenu entries={menu}>
        <div
          ref={scroller}
          role="listbox"
          aria-orientation="horizontal"
          aria-label={t('tree.label', { name: machine.name })}
          aria-multiselectable="true"
          className={styles.strip}
          onKeyDown={input.onKeyDown}
          onContextMenu={input.onContextMenu}
          onFocus={focus.onFocus}
          onBlur={focus.onBlur}
        >
          <div role="none" className={styles.frames} style={{ inlineSize: virtualizer.getTotalSize() }}>
            {virtualizer.getVirtualItems().map(({ index, start, size }) => {
              const row = rows[index];
              return row === undefined ? null : (
                <StripFrame
                  key={row.item.id}
                  machineId={machineId}
                  row={row}
                  gap={gaps[index] ?? null}
                  start={start}
                  width={size}
                  isSelected={selected.has(row.item.id)}
                  isTabStop={index === focusIndex}
                  onPress={input.onPress}
                  onOpen={input.onOpen}
                />
              );
            })}
          </div>
        </div>
      </ContextMenu>
    </div>
  );
}

/** The arrows go along time: what is up and down in a list is left and right here. */
function alongTime(key: string): string {
  if (key === 'ArrowRight') return 'ArrowDown';
  return key === 'ArrowLeft' ? 'ArrowUp' : key;
}

function rangeWith(range: Range, index: number): number[] {
  const indices = defaultRangeExtractor(range);
  return index >= range.count || indices.includes(index)
    ? indices
    : [...indices, index].sort((a, b) => a - b);
}

/** Lets an ordinary wheel move the strip along. */
function useWheelAlong(scroller: { readonly current: HTMLElement | null }): void {
  useEffect(() => {
    const element = scroller.current;
    if (element === null) return;
    const onWheel = (event: WheelEvent) => {
      if (event.ctrlKey || event.deltaX !== 0 || event.deltaY === 0) return;
      event.preventDefault();
      element.scrollLeft += event.deltaMode === 0 ? event.deltaY : event.deltaY * 32;
    };
    element.addEventListener('wheel', onWheel, { passive: false });
    return () => element.removeEventListener('wheel', onWheel);
  }, [scroller]);
}
