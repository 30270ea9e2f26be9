import { ChevronLeft, ChevronRight } from 'lucide-react';
import { type KeyboardEvent, useMemo, useRef, useState } from 'react';
import type { Machine } from '../../../../shared/model/machine.ts';
import type { Snapshot } from '../../../../shared/model/snapshot.ts';
import { useText } from '../../lib/text/use-text.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { IconButton } from '../../ui/IconButton.tsx';
import { RelativeTime } from '../../ui/RelativeTime.tsx';
import type { OverlayProps } from '../../view/overlay.ts';
import { useViewStore } from '../../view/use-view.tsx';
import { HERE, setMachineView } from '../../view/view-state.ts';
import { useLivePicture } from '../../world/use-live-picture.ts';
import { useMachine, useSnapshot, useSnapshots } from '../../world/use-world.tsx';
import { inTime } from './neighbours.ts';
import { PictureRoom } from './PictureRoom.tsx';
import { useZoom } from './use-zoom.ts';
import styles from './ViewerDialog.module.css';
import { ViewerTools } from './ViewerTools.tsx';

/** CSS pixels that Shift and an arrow key move an enlarged picture by. */
const scrollStep = 80;

/** One snapshot's picture, or the machine's screen now, in full size; the arrow keys go along time. */
export function ViewerDialog({ overlay, onClose }: OverlayProps<'viewer'>) {
  const [id, setId] = useState(overlay.id);
  const machine = useMachine(overlay.machineId);
  const snapshot = useSnapshot(id === HERE ? null : id);
  if (machine === undefined || (id !== HERE && snapshot === undefined)) return null;
  return <Viewer machine={machine} snapshot={snapshot ?? null} onGo={setId} onClose={onClose} />;
}

interface ViewerProps {
  readonly machine: Machine;
  /** Null for the present. */
  readonly snapshot: Snapshot | null;
  readonly onGo: (id: string) => void;
  readonly onClose: () => void;
}

function Viewer({ machine, snapshot, onGo, onClose }: ViewerProps) {
  const { t, say, time } = useText();
  const view = useViewStore();
  const snapshots = useSnapshots(machine.id);
  const order = useMemo(() => inTime(snapshots), [snapshots]);
  const index = order.indexOf(snapshot?.id ?? HERE);
  const room = useRef<HTMLElement>(null);
  const live = useLivePicture(machine, room);
  const picture = snapshot === null ? live : snapshot.picture;
  const zoom = useZoom(room, picture);
  const name = snapshot?.name ?? t('here.name');

  const go = (by: 1 | -1) => {
    const next = order[index + by];
    if (next === undefined) return;
    onGo(next);
    // What is looked at is what is selected when the viewer closes.
    setMachineView(view, machine.id, { selection: [next], focusId: next });
  };

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey || isChoosing(event.target)) return;
    if (event.shiftKey && event.key.startsWith('Arrow')) {
      room.current?.scrollBy(scrollOf(event.key));
      event.preventDefault();
      return;
    }
    switch (event.key) {
      case 'ArrowLeft':
        go(-1);
        break;
      case 'ArrowRight':
        go(1);
        break;
      case '+':
      case '=':
        zoom.step(1);
        break;
      case '-':
        zoom.step(-1);
        break;
      case '0':
        zoom.setSize(null);
        break;
      case '1':
        zoom.setSize(1);
        break;
      default:
        return;
    }
    event.preventDefault();
  };

  return (
    <Dialog
      title={name}
      subtitle={
        <>
          {snapshot !== null && (
            <>
              <RelativeTime at={snapshot.createdAt} /> · {time(snapshot.createdAt)} ·{' '}
            </>
          )}
          <bdi>{machine.name}</bdi> · {t('timeline.place', { index: index + 1, count: order.length })}
        </>
      }
      width="full"
      tools={<ViewerTools machine={machine} name={name} picture={picture} zoom={zoom} />}
      initialFocus={room}
      onClose={onClose}
    >
      {/* biome-ignore lint/a11y/noStaticElementInteractions: keys of the dialog, wherever in it the focus is */}
      <div className={styles.viewer} onKeyDown={onKeyDown} role="presentation">
        <IconButton
          label={t('viewer.older')}
          shortcut="←"
          icon={<ChevronLeft />}
          aria-disabled={index <= 0}
          onClick={() => go(-1)}
        />
        <PictureRoom
          picture={picture}
          alt={t('picture.of', { name: snapshot?.name ?? machine.name })}
          note={snapshot?.pictureProblem == null ? null : say(snapshot.pictureProblem)}
          zoom={zoom}
          room={room}
        />
        <IconButton
          label={t('viewer.newer')}
          shortcut="→"
          icon={<ChevronRight />}
          aria-disabled={index >= order.length - 1}
          onClick={() => go(1)}
        />
      </div>
    </Dialog>
  );
}

/** Whether the arrow keys belong to what has the focus: a choice among several. */
function isChoosing(target: EventTarget): boolean {
  return target instanceof HTMLInputElement && target.type === 'radio';
}

function scrollOf(key: string): ScrollToOptions {
  switch (key) {
    case 'ArrowLeft':
      return { left: -scrollStep };
    case 'ArrowRight':
      return { left: scrollStep };
    case 'ArrowUp':
      return { top: -scrollStep };
    default:
      return { top: scrollStep };
  }
}
