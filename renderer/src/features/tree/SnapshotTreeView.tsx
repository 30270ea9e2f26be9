import { useMemo, useRef, useState } from 'react';
import type { Machine } from '../../../../shared/model/machine.ts';
import { useText } from '../../lib/text/use-text.tsx';
import { useRem } from '../../lib/use-rem.ts';
import { ContextMenu } from '../../ui/ContextMenu.tsx';
import { useMachineView } from '../../view/use-view.tsx';
import { useMachine } from '../../world/use-world.tsx';
import { useSelectionMenu } from '../snapshot/use-selection-menu.ts';
import { FirstSnapshotHint } from './FirstSnapshotHint.tsx';
import styles from './SnapshotTreeView.module.css';
import { treeAction } from './tree-keyboard.ts';
import { useTreeFocus } from './use-tree-focus.ts';
import { useTreeInput } from './use-tree-input.ts';
import { useTreeRows } from './use-tree-rows.ts';
import { VisibleRows, type VisibleRowsHandle } from './VisibleRows.tsx';

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
  const shown = useMachineView(machineId);
  const [scroller, setScroller] = useState<HTMLDivElement | null>(null);
  const rowHeight = Math.round(useRem() * ROW_REM);
  const rowsHandle = useRef<VisibleRowsHandle>(null);
  const focusIndex = tree.nearestIndex(shown.focusId);
  const focus = useTreeFocus(
    machineId,
    tree,
    shown,
    useMemo(() => ({ current: scroller }), [scroller]),
    (index) => rowsHandle.current?.showRow(index),
  );
  const input = useTreeInput(machineId, tree, focusIndex, (key) => {
    const pageRows = Math.max(1, Math.floor((scroller?.clientHeight ?? 0) / rowHeight) - 1);
    return treeAction(tree.rows, focusIndex, key, pageRows);
  });
  const menu = useSelectionMenu(machine, shown.selection);
  const isAlone = tree.rows.length === 1;
  return (
    <>
      <ContextMenu entries={menu}>
        <div
          ref={setScroller}
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
          {scroller !== null && (
            <VisibleRows
              handle={rowsHandle}
              machineId={machineId}
              tree={tree}
              selection={shown.selection}
              focusIndex={focusIndex}
              scroller={scroller}
              rowHeight={rowHeight}
              onPress={input.onPress}
              onOpen={input.onOpen}
              onToggle={input.onToggle}
            />
          )}
        </div>
      </ContextMenu>
      {isAlone && <FirstSnapshotHint machine={machine} />}
    </>
  );
}
