import { ImageOff, Monitor } from 'lucide-react';
import { type CSSProperties, useState } from 'react';
import type { Picture } from '../../../shared/model/picture.ts';
import { usePictureUrl } from '../lib/picture-url.tsx';
import { useText } from '../lib/text/use-text.tsx';
import { useSettled } from '../lib/use-settled.ts';
import styles from './FullPicture.module.css';

export interface FullPictureProps {
  readonly picture: Picture | null;
  readonly alt: string;
  /** Said where there is no picture, such as why. */
  readonly note?: string | null;
  readonly faded?: boolean;
}

/** How long a picture is looked at before the whole of it is fetched, in ms. */
const patience = 120;

/** A screenshot as large as there is room: at once from its thumbnail, then sharp. */
export function FullPicture({ picture, alt, note = null, faded = false }: FullPictureProps) {
  const { t } = useText();
  const url = usePictureUrl();
  const [sharp, setSharp] = useState<string | null>(null);
  const [broken, setBroken] = useState<string | null>(null);
  const wanted = useSettled(picture?.sha256 ?? null, patience);
  if (picture === null) return <Nothing alt={alt} text={note ?? t('picture.none')} isBroken={false} />;
  const { sha256, width, height } = picture;
  if (broken === sha256) return <Nothing alt={alt} text={t('picture.broken')} isBroken />;
  const ratio: CSSProperties = { aspectRatio: `${width} / ${height}` };
  return (
    <span className={styles.room}>
      <span
        className={styles.frame}
        data-faded={faded}
        style={{ ...ratio, inlineSize: `min(100cqw, calc(100cqh * ${width / height}))` }}
      >
        <img
          key={sha256}
          className={styles.image}
          src={url(sha256, 'thumbnail')}
          alt=""
          draggable={false}
          onError={(event) => {
            event.currentTarget.hidden = true;
          }}
        />
        {wanted === sha256 && (
          <img
            className={styles.image}
            src={url(sha256, 'whole')}
            alt={alt}
            draggable={false}
            data-sharp={sharp === sha256}
            onLoad={() => setSharp(sha256)}
            onError={() => setBroken(sha256)}
          />
        )}
      </span>
    </span>
  );
}

function Nothing(props: { readonly alt: string; readonly text: string; readonly isBroken: boolean }) {
  return (
    <span className={styles.room}>
      <span className={styles.nothing} role="img" aria-label={`${props.alt}: ${props.text}`}>
        {props.isBroken ? <ImageOff aria-hidden /> : <Monitor aria-hidden />}
        <span>{props.text}</span>
      </span>
    </span>
  );
}
