import { ImageOff, Monitor } from 'lucide-react';
import { useState } from 'react';
import type { Picture } from '../../../shared/model/picture.ts';
import { usePictureUrl } from '../lib/picture-url.tsx';
import { useText } from '../lib/text/use-text.tsx';
import styles from './Thumbnail.module.css';

export interface ThumbnailProps {
  readonly picture: Picture | null;
  /** What a screen reader says; empty where a name stands beside it. */
  readonly alt: string;
  readonly size?: 'thumbnail' | 'whole';
  /** Drawn without colour: what it shows is no longer so. */
  readonly faded?: boolean;
  /** Fetched only when it comes into view. */
  readonly lazy?: boolean;
}

/** A screenshot in a 16:9 frame, or a calm sign that there is none. */
export function Thumbnail({ picture, alt, size = 'thumbnail', faded = false, lazy = true }: ThumbnailProps) {
  const pictureUrl = usePictureUrl();
  const [broken, setBroken] = useState<string | null>(null);
  const isBroken = picture !== null && broken === picture.sha256;
  return (
    <span className={styles.frame} data-faded={faded}>
      {picture !== null && !isBroken ? (
        <img
          className={styles.image}
          src={pictureUrl(picture.sha256, size)}
          alt={alt}
          width={picture.width}
          height={picture.height}
          loading={lazy ? 'lazy' : 'eager'}
          decoding="async"
          draggable={false}
          onError={() => setBroken(picture.sha256)}
        />
      ) : (
        <NoPicture alt={alt} isBroken={isBroken} />
      )}
    </span>
  );
}

function NoPicture({ alt, isBroken }: { readonly alt: string; readonly isBroken: boolean }) {
  const { t } = useText();
  const sign = isBroken ? <ImageOff aria-hidden /> : <Monitor aria-hidden />;
  if (alt === '') return <span className={styles.none}>{sign}</span>;
  return (
    <span
      className={styles.none}
      role="img"
      aria-label={`${alt}: ${t(isBroken ? 'picture.broken' : 'picture.none')}`}
    >
      {sign}
    </span>
  );
}
