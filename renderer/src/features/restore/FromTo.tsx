import { ArrowRight } from 'lucide-react';
import type { Machine } from '../../../../shared/model/machine.ts';
import type { Picture } from '../../../../shared/model/picture.ts';
import type { Snapshot } from '../../../../shared/model/snapshot.ts';
import { useText } from '../../lib/text/use-text.tsx';
import { RelativeTime } from '../../ui/RelativeTime.tsx';
import { shapeOf, Thumbnail } from '../../ui/Thumbnail.tsx';
import styles from './FromTo.module.css';

export interface FromToProps {
  readonly machine: Machine;
  readonly snapshot: Snapshot;
  /** What was planned; null until it is known. */
  readonly plan: { readonly from: Picture | null; readonly to: Picture | null } | null;
}

/** The machine's screen now and as it will be. */
export function FromTo({ machine, snapshot, plan }: FromToProps) {
  const { t } = useText();
  const from = plan?.from ?? machine.picture;
  const to = plan === null ? snapshot.picture : plan.to;
  // One shape for both, so that they can be compared.
  const shape = Math.min(...[from, to].map((each) => (each === null ? 16 / 9 : shapeOf(each))));
  return (
    <div className={styles.pair}>
      <figure className={styles.side}>
        <Thumbnail
          picture={from}
          alt={t('picture.of', { name: machine.name })}
          size="large"
          shape={shape}
          lazy={false}
          faded
        />
        <figcaption className={styles.caption}>
          <strong>{t('restore.from')}</strong>
          <span className={styles.note}>{t(`machine.state.${machine.state}`)}</span>
        </figcaption>
      </figure>
      <ArrowRight className={styles.arrow} aria-hidden />
      <figure className={styles.side}>
        <Thumbnail
          picture={to}
          alt={t('picture.of', { name: snapshot.name })}
          size="large"
          shape={shape}
          lazy={false}
        />
        <figcaption className={styles.caption}>
          <strong>{t('restore.to')}</strong>
          <span className={styles.note}>
            <bdi>{snapshot.name}</bdi> · <RelativeTime at={snapshot.createdAt} />
          </span>
        </figcaption>
      </figure>
    </div>
  );
}
