import { useLayoutEffect, useMemo, useRef } from 'react';
import type { TreeRow } from '../../../../shared/model/tree-rows.ts';
import type { TreeEntry } from '../tree/tree-entries.ts';
import type { TreeInput } from '../tree/use-tree-input.ts';
import type { CardProps } from './card-props.ts';
import { HereCard } from './HereCard.tsx';
import { scaleOf } from './map-camera.ts';
import { edgesWithin } from './map-edges.ts';
import type { MapLayout } from './map-layout.ts';
import { SnapshotCard } from './SnapshotCard.tsx';
import styles from './SnapshotMapView.module.css';
import { TakingCard } from './TakingCard.tsx';
import type { Drawn } from './use-drawn.ts';
import type { MapCamera } from './use-map-camera.ts';

/** The map's units in one em of the plane at zoom 1. */
const EM = 16;

export interface MapPlaneProps {
  readonly machineId: string;
  readonly rows: readonly TreeRow<TreeEntry>[];
  readonly layout: MapLayout;
  readonly drawn: Drawn;
  readonly camera: MapCamera;
  readonly selected: ReadonlySet<number>;
  readonly focusIndex: number;
  readonly input: TreeInput;
}

/** The cards that are seen and the lines between them, on a plane that is moved and enlarged as a whole. */
export function MapPlane(props: MapPlaneProps) {
  const { rows, layout, drawn, camera, focusIndex } = props;
  const { origin, area, level } = drawn;
  const plane = useRef<HTMLDivElement>(null);
  const lines = useRef<SVGGElement>(null);

  useLayoutEffect(() => {
    const place = () => {
      const look = camera.looks.getState();
      if (look === null || plane.current === null) return;
      const scale = scaleOf(look.camera, look.lens);
      const x = Math.round((origin.x - look.camera.x) * scale + look.lens.width / 2);
      const y = Math.round((origin.y - look.camera.y) * scale + look.lens.height / 2);
      // The size of the type is the zoom: so everything is drawn as sharp as at zoom 1.
      plane.current.style.fontSize = `${scale * EM}px`;
      plane.current.style.transform = `translate3d(${x}px, ${y}px, 0)`;
      lines.current?.setAttribute('transform', `scale(${scale})`);
    };
    place();
    return camera.looks.subscribe(place);
  }, [camera, origin.x, origin.y]);

  const edges = useMemo(
    () =>
      level === 'cards' ? edgesWithin(layout, (index) => rows[index]?.onPath ?? false, area, origin) : null,
    [level, layout, rows, area, origin],
  );
  const indices = drawn.indices.includes(focusIndex)
    ? drawn.indices
    : [...drawn.indices, focusIndex].sort((a, b) => a - b);
  return (
    <div ref={plane} role="none" className={styles.plane}>
      <svg className={styles.edges} aria-hidden="true">
        <g ref={lines}>
          {edges !== null && (
            <>
              <path d={edges.quiet} />
              <path d={edges.strong} data-strong />
            </>
          )}
        </g>
      </svg>
      {indices.map((index) => (
        <Card key={`${rows[index]?.item.id} ${level === 'cards'}`} {...props} index={index} />
      ))}
    </div>
  );
}

function Card(props: MapPlaneProps & { readonly index: number }) {
  const { machineId, rows, layout, drawn, selected, focusIndex, input, index } = props;
  const row = rows[index];
  if (row === undefined) return null;
  const cardProps: CardProps = {
    machineId,
    row,
    isSelected: selected.has(index),
    isTabStop: index === focusIndex,
    left: ((layout.x[index] ?? 0) - drawn.origin.x) / EM,
    top: ((layout.y[index] ?? 0) - drawn.origin.y) / EM,
    isFar: drawn.level !== 'cards',
    onPress: input.onPress,
    onOpen: input.onOpen,
    onToggle: input.onToggle,
  };
  switch (row.item.kind) {
    case 'snapshot':
      return <SnapshotCard {...cardProps} />;
    case 'here':
      return <HereCard {...cardProps} />;
    case 'taking':
      return <TakingCard {...cardProps} />;
    default:
      return row.item satisfies never;
  }
}
