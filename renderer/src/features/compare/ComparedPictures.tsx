import { useText } from '../../lib/text/use-text.tsx';
import { FullPicture } from '../../ui/FullPicture.tsx';
import styles from './CompareDialog.module.css';
import { Difference } from './Difference.tsx';
import { Slider } from './Slider.tsx';
import type { Side } from './side.ts';

export type CompareMode = 'beside' | 'slider' | 'difference';

/** Both pictures in the chosen way; beside each other whenever one of them is missing. */
export function ComparedPictures(props: {
  readonly mode: CompareMode;
  readonly before: Side;
  readonly after: Side;
}) {
  const { t } = useText();
  const { mode, before, after } = props;
  const canOverlay = before.picture !== null && after.picture !== null;
  if (mode === 'beside' || !canOverlay) {
    return (
      <>
        <div className={styles.beside}>
          <SidePicture side={before} />
          <SidePicture side={after} />
        </div>
        {mode !== 'beside' && <p className={styles.said}>{t('compare.needsBoth')}</p>}
      </>
    );
  }
  const pair = {
    before: before.picture,
    after: after.picture,
    beforeName: before.name,
    afterName: after.name,
  };
  return mode === 'slider' ? <Slider {...pair} /> : <Difference {...pair} />;
}

function SidePicture({ side }: { readonly side: Side }) {
  const { t } = useText();
  return <FullPicture picture={side.picture} alt={t('picture.of', { name: side.name })} note={side.note} />;
}
