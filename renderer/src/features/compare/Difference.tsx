import { useLayoutEffect, useRef } from 'react';
import { usePictureUrl } from '../../lib/picture-url.tsx';
import { useText } from '../../lib/text/use-text.tsx';
import styles from './Difference.module.css';
import type { DifferenceAnswer } from './difference-messages.ts';
import { Overlaid } from './Overlaid.tsx';
import type { PairProps } from './Slider.tsx';
import { useDifference } from './use-difference.ts';

/** The later picture, dimmed, with what changed marked and outlined, and how much that is in words. */
export function Difference(props: PairProps) {
  const { t } = useText();
  const url = usePictureUrl();
  const { before, after } = props;
  const answer = useDifference(before.sha256, after.sha256);
  return (
    <>
      <Overlaid before={before} after={after}>
        {(place) => (
          <>
            <img
              className={styles.picture}
              data-dimmed={answer?.ok === true && answer.changedPixels > 0}
              style={place(after)}
              src={url(after.sha256, 'whole')}
              alt={t('picture.of', { name: props.afterName })}
            />
            {answer?.ok === true && <Marks answer={answer} />}
          </>
        )}
      </Overlaid>
      <p className={styles.said} role="status">
        <Words answer={answer} />
      </p>
    </>
  );
}

type Found = DifferenceAnswer & { readonly ok: true };

function Marks({ answer }: { readonly answer: Found }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useLayoutEffect(() => {
    canvas.current?.getContext('2d')?.drawImage(answer.overlay, 0, 0);
  }, [answer]);
  const { width, height, areas } = answer;
  const pad = Math.max(2, Math.round(width / 300));
  return (
    <>
      <canvas ref={canvas} className={styles.marks} width={width} height={height} />
      <svg className={styles.marks} viewBox={`0 0 ${width} ${height}`} aria-hidden="true">
        {areas.map(({ left, top, right, bottom }) => (
          <rect
            key={`${left} ${top}`}
            x={left - pad}
            y={top - pad}
            width={right - left + 2 * pad}
            height={bottom - top + 2 * pad}
            rx={pad}
          />
        ))}
      </svg>
    </>
  );
}

function Words({ answer }: { readonly answer: DifferenceAnswer | null }) {
  const { t, percent } = useText();
  if (answer === null) return t('compare.working');
  if (!answer.ok) return t('compare.failed');
  if (answer.changedPixels === 0) return t('compare.same');
  const part = answer.changedPixels / (answer.width * answer.height);
  const count = answer.areas.length;
  return part < 0.005
    ? t('compare.changedLittle', { count })
    : t('compare.changed', { count, part: percent(part) });
}
