import { ArrowRight } from 'lucide-react';
import type { ReactNode } from 'react';
import type { Picture } from '../../../../shared/model/picture.ts';
import { useText } from '../../lib/text/use-text.tsx';
import { shapeOf, Thumbnail } from '../../ui/Thumbnail.tsx';
import styles from './FromTo.module.css';

export interface FromToProps {
  readonly from: Picture | null;
  readonly to: Picture | null;
  readonly fromName: string;
  readonly toName: string;
  readonly fromNote?: ReactNode;
  readonly toNote?: ReactNode;
}

/** The machine's screen now and as it will be. */
export function FromTo(props: FromToProps) {
  const { t } = useText();
  // One shape for both, so that they can be compared.
  const shape = Math.min(...[props.from, props.to].map((each) => (each === null ? 16 / 9 : shapeOf(each))));
  return (
    <div className={styles.pair}>
      <figure className={styles.side}>
        <Thumbnail
          picture={props.from}
          alt={t('picture.of', { name: props.fromName })}
          size="large"
          shape={shape}
          lazy={false}
          faded
        />
        <figcaption className={styles.caption}>
          <strong>{t('restore.from')}</strong>
          <span className={styles.note}>{props.fromNote}</span>
        </figcaption>
      </figure>
      <ArrowRight className={styles.arrow} aria-hidden />
      <figure className={styles.side}>
        <Thumbnail
          picture={props.to}
          alt={t('picture.of', { name: props.toName })}
          size="large"
          shape={shape}
          lazy={false}
        />
        <figcaption className={styles.caption}>
          <strong>{t('restore.to')}</strong>
          <span className={styles.note}>{props.toNote}</span>
        </figcaption>
      </figure>
    </div>
  );
}
