import { type PointerEvent, type RefObject, useEffect, useEffectEvent, useRef } from 'react';
import type { Picture } from '../../../../shared/model/picture.ts';
import { usePictureUrl } from '../../lib/picture-url.tsx';
import { FullPicture } from '../../ui/FullPicture.tsx';
import styles from './PictureRoom.module.css';
import type { Zoom } from './use-zoom.ts';

export interface PictureRoomProps {
  readonly picture: Picture | null;
  readonly alt: string;
  readonly note: string | null;
  readonly zoom: Zoom;
  readonly room: RefObject<HTMLElement | null>;
}

/** The room that a picture is looked at in: fitted, or larger and pulled about. */
export function PictureRoom({ picture, alt, note, zoom, room }: PictureRoomProps) {
  const url = usePictureUrl();
  const { size } = zoom;
  const pulled = useRef<{ x: number; y: number } | null>(null);
  const onWheel = useEffectEvent((event: WheelEvent) => {
    if (!event.ctrlKey && !event.metaKey) return;
    event.preventDefault();
    zoom.step(event.deltaY < 0 ? 1 : -1);
  });
  useEffect(() => {
    const element = room.current;
    const listen = (event: WheelEvent) => onWheel(event);
    element?.addEventListener('wheel', listen, { passive: false });
    return () => element?.removeEventListener('wheel', listen);
  }, [room]);

  const onPointerMove = (event: PointerEvent<HTMLElement>) => {
    const from = pulled.current;
    if (from === null || (event.buttons & 1) === 0) return;
    event.currentTarget.scrollLeft -= event.clientX - from.x;
    event.currentTarget.scrollTop -= event.clientY - from.y;
    pulled.current = { x: event.clientX, y: event.clientY };
  };
  return (
    <section
      ref={room}
      aria-label={alt}
      tabIndex={size === null ? -1 : 0}
      className={styles.room}
      data-larger={size !== null}
      onPointerDown={(event) => {
        if (event.button !== 0 || size === null) return;
        pulled.current = { x: event.clientX, y: event.clientY };
        event.currentTarget.setPointerCapture(event.pointerId);
      }}
      onPointerMove={onPointerMove}
      onPointerUp={() => {
        pulled.current = null;
      }}
      onDoubleClick={(event) => {
        const box = event.currentTarget.getBoundingClientRect();
        zoom.setSize(size === null ? 1 : null, { x: event.clientX - box.left, y: event.clientY - box.top });
      }}
    >
      {picture === null || size === null ? (
        <FullPicture picture={picture} alt={alt} note={note} />
      ) : (
        <img
          className={styles.picture}
          src={url(picture.sha256, 'whole')}
          alt={alt}
          draggable={false}
          data-pixels={size >= 2}
          style={{ inlineSize: picture.width * size, blockSize: picture.height * size }}
        />
      )}
    </section>
  );
}
