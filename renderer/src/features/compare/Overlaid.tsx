import type { CSSProperties, ReactNode } from 'react';
import type { Picture } from '../../../../shared/model/picture.ts';
import styles from './Overlaid.module.css';

/** A frame for two pictures laid over each other at the upper left; `place` gives each its part of the frame. */
export function Overlaid(props: {
  readonly before: Picture;
  readonly after: Picture;
  readonly children: (place: (picture: Picture) => CSSProperties) => ReactNode;
}) {
  const width = Math.max(props.before.width, props.after.width);
  const height = Math.max(props.before.height, props.after.height);
  const place = (picture: Picture): CSSProperties => ({
    inlineSize: `${(picture.width / width) * 100}%`,
    blockSize: `${(picture.height / height) * 100}%`,
  });
  return (
    <div className={styles.room}>
      <div
        className={styles.frame}
        style={{
          aspectRatio: `${width} / ${height}`,
          inlineSize: `min(100cqw, calc(100cqh * ${width / height}))`,
        }}
      >
        {props.children(place)}
      </div>
    </div>
  );
}
