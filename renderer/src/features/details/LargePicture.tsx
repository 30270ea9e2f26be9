import type { Ref } from 'react';
import type { Picture } from '../../../../shared/model/picture.ts';
import { useText } from '../../lib/text/use-text.tsx';
import { Thumbnail } from '../../ui/Thumbnail.tsx';
import styles from './LargePicture.module.css';

export interface LargePictureProps {
  readonly picture: Picture | null;
  /** What the picture is of. */
  readonly name: string;
  /** Said below the picture, such as why there is none. */
  readonly note?: string | null;
  readonly faded?: boolean;
  readonly onOpen: () => void;
  readonly ref?: Ref<HTMLButtonElement>;
}

/** The picture of what is selected; pressing it opens it in full size. */
export function LargePicture({ picture, name, note = null, faded = false, onOpen, ref }: LargePictureProps) {
  const { t } = useText();
  return (
    <figure className={styles.figure}>
      <button
        ref={ref}
        type="button"
        className={styles.picture}
        title={picture === null ? undefined : t('snapshot.view')}
        disabled={picture === null}
        onClick={onOpen}
      >
        <Thumbnail
          picture={picture}
          alt={t('picture.of', { name })}
          size="large"
          faded={faded}
          lazy={false}
        />
      </button>
      {note !== null && <figcaption className={styles.note}>{note}</figcaption>}
    </figure>
  );
}
