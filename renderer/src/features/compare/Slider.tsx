import { useState } from 'react';
import type { Picture } from '../../../../shared/model/picture.ts';
import { usePictureUrl } from '../../lib/picture-url.tsx';
import { useText } from '../../lib/text/use-text.tsx';
import { Overlaid } from './Overlaid.tsx';
import styles from './Slider.module.css';

export interface PairProps {
  readonly before: Picture;
  readonly after: Picture;
  readonly beforeName: string;
  readonly afterName: string;
}

/** One picture over the other, with an edge between them that is moved. */
export function Slider({ before, after, beforeName, afterName }: PairProps) {
  const { t, percent } = useText();
  const url = usePictureUrl();
  const [edge, setEdge] = useState(50);
  return (
    <Overlaid before={before} after={after}>
      {(place) => (
        <>
          <img
            className={styles.picture}
            style={place(after)}
            src={url(after.sha256, 'whole')}
            alt={t('picture.of', { name: afterName })}
            draggable={false}
          />
          <div className={styles.cut} style={{ clipPath: `inset(0 ${100 - edge}% 0 0)` }}>
            <img
              className={styles.picture}
              style={place(before)}
              src={url(before.sha256, 'whole')}
              alt={t('picture.of', { name: beforeName })}
              draggable={false}
            />
          </div>
          <div className={styles.edge} style={{ insetInlineStart: `${edge}%` }} aria-hidden>
            <span className={styles.grip} />
          </div>
          <input
            type="range"
            className={styles.range}
            aria-label={t('compare.edge')}
            aria-valuetext={percent(edge / 100)}
            min={0}
            max={100}
            step={0.5}
            value={edge}
            onChange={(event) => setEdge(Number(event.target.value))}
          />
        </>
      )}
    </Overlaid>
  );
}
