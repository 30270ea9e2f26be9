import { type KeyboardEvent, type MouseEvent, useMemo, useRef } from 'react';
import type { Machine } from '../../../../shared/model/machine.ts';
import { useText } from '../../lib/text/use-text.tsx';
import { ContextMenu } from '../../ui/ContextMenu.tsx';
import { useMachineView } from '../../view/use-view.tsx';
import { HERE } from '../../view/view-state.ts';
import { useMachine } from '../../world/use-world.tsx';
import { useSelectionMenu } from '../snapshot/use-selection-menu.ts';
import { FirstSnapshotHint } from '../tree/FirstSnapshotHint.tsx';
import { useTreeFocus } from '../tree/use-tree-focus.ts';
import { useTreeInput } from '../tree/use-tree-input.ts';
import { useTreeRows } from '../tree/use-tree-rows.ts';
import { MapCanvas } from './MapCanvas.tsx';
import { MapControls } from './MapControls.tsx';
import { MapPlane } from './MapPlane.tsx';
import { fitWhole, panBy, planePoint, showCard, zoomAt } from './map-camera.ts';
import { mapAction } from './map-keyboard.ts';
import { areaOf, layoutMap, rowAt } from './map-layout.ts';
import styles from './SnapshotMapView.module.css';
import { useDrawn } from './use-drawn.ts';
import { useMapCamera } from './use-map-camera.ts';
import { useMapPointer } from './use-map-pointer.ts';

/** CSS pixels that Alt and an arrow key move the plane by. */
const step = 120;

/** A machine's snapshots as cards on a plane, in the same tree as the list's; one moves over it and zooms. */
export function SnapshotMapView(props: { readonly machineId: string }) {
  const machine = useMachine(props.machineId);
  return machine === undefined ? null : <SnapshotMap key={machine.id} machine={machine} />;
}

function SnapshotMap({ machine }: { readonly machine: Machine }) {
  const { t } = useText();
  const machineId = machine.id;
  const tree = useTreeRows(machineId);
  const { rows } = tree;
  const layout = useMemo(() => layoutMap(rows), [rows]);
  const shown = useMachineView(machineId);
  const focusIndex = tree.nearestIndex(shown.focusId);
  const container = useRef<HTMLDivElement>(null);
  const anchor = useMemo(() => ({ id: shown.focusId, index: focusIndex }), [shown.focusId, focusIndex]);
  const camera = useMapCamera(machineId, container, layout, anchor);
  const pointer = useMapPointer(container, camera, layout);
  const drawn = useDrawn(camera, layout);
  const show = (index: number) =>
    camera.glide((look) => showCard(look.camera, look.lens, areaOf(layout, index)));
  const focus = useTreeFocus(machineId, tree, shown, container, (index, isFirst) => {
    if (!isFirst) show(index);
  });
  const input = useTreeInput(machineId, tree, focusIndex, (key) => mapAction(rows, layout, focusIndex, key));
  const menu = useSelectionMenu(machine, shown.selection);
  const selected = useMemo(
    () => new Set(shown.selection.flatMap((id) => tree.indexOf(id) ?? [])),
    [shown.selection, tree],
  );
  const isFar = drawn !== null && drawn.level !== 'cards';

  const zoomBy = (factor: number) =>
    camera.glide(({ camera: from, lens }) =>
      zoomAt(from, lens, factor, { x: lens.width / 2, y: lens.height / 2 }, layout.extent),
    );
  const fitAll = () => camera.glide(({ lens }) => fitWhole(layout.extent, lens));

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) {
      const pan = event.altKey ? panOf(event.key) : null;
      if (pan === null) {
        input.onKeyDown(event);
        return;
      }
      event.preventDefault();
      camera.glide(({ camera: from, lens }) => panBy(from, lens, pan[0] * step, pan[1] * step));
      return;
    }
    if (event.key === '+' || event.key === '=') zoomBy(1.3);
    else if (event.key === '-') zoomBy(1 / 1.3);
    else if (event.key === '0') fitAll();
    else {
      input.onKeyDown(event);
      return;
    }
    event.preventDefault();
  };

  const rowUnder = (event: MouseEvent) => {
    const look = camera.looks.getState();
    const box = container.current?.getBoundingClientRect();
    if (look === null || box === undefined) return undefined;
    const { x, y } = planePoint(look.camera, look.lens, event.clientX - box.left, event.clientY - box.top);
    return rows[rowAt(layout, x, y) ?? -1];
  };

  return (
    <div className={styles.view}>
      <ContextMenu entries={menu}>
        <div
          ref={container}
          role="tree"
          aria-label={t('tree.label', { name: machine.name })}
          aria-multiselectable="true"
          className={styles.map}
          data-pulling={pointer.isPulling}
          data-stale={machine.link.status === 'lost'}
          onKeyDown={onKeyDown}
          onContextMenu={(event) => {
            const row = isFar ? rowUnder(event) : undefined;
            if (row === undefined) input.onContextMenu(event);
            else if (!selected.has(row.index)) input.onPress(row, event);
          }}
          onClick={(event) => {
            const row = isFar ? rowUnder(event) : undefined;
            if (row !== undefined) input.onPress(row, event);
          }}
          onDoubleClick={(event) => {
            const row = isFar ? rowUnder(event) : undefined;
            if (row !== undefined) input.onOpen(row);
          }}
          onPointerDown={(event) => {
            pointer.onPointerDown(event);
            // The plane itself can't have the focus; the card with the keyboard's place gets it.
            if (event.target === container.current) {
              event.preventDefault();
              container.current
                ?.querySelector<HTMLElement>('[data-focus-home]')
                ?.focus({ preventScroll: true });
            }
          }}
          onPointerMove={pointer.onPointerMove}
          onPointerUp={pointer.onPointerUp}
          onPointerCancel={pointer.onPointerUp}
          onFocus={(event) => {
            focus.onFocus();
            if (event.target.matches(':focus-visible')) show(focusIndex);
          }}
          onBlur={focus.onBlur}
        >
          {isFar && (
            <MapCanvas
              machineId={machineId}
              layout={layout}
              rows={rows}
              selected={selected}
              camera={camera}
            />
          )}
          {drawn !== null && (
            <MapPlane
              machineId={machineId}
              rows={rows}
              layout={layout}
              drawn={drawn}
              camera={camera}
              selected={selected}
              focusIndex={focusIndex}
              input={input}
            />
          )}
        </div>
      </ContextMenu>
      <MapControls
        camera={camera}
        onZoom={zoomBy}
        onFit={fitAll}
        onShowHere={() => show(tree.nearestIndex(HERE))}
      />
      {rows.length === 1 && (
        <div className={styles.first}>
          <FirstSnapshotHint machine={machine} />
        </div>
      )}
    </div>
  );
}

function panOf(key: string): readonly [number, number] | null {
  switch (key) {
    case 'ArrowLeft':
      return [-1, 0];
    case 'ArrowRight':
      return [1, 0];
    case 'ArrowUp':
      return [0, -1];
    case 'ArrowDown':
      return [0, 1];
    default:
      return null;
  }
}
