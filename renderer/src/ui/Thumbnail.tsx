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
  /** Small from the thumbnail; large from whichever of the two files suits the screen. */
  readonly size?: 'small' | 'large';
  /** Width by height of a large one; its picture's own when left out. */
  readonly shape?: number;
  /** Drawn without colour: what it shows is no longer so. */
  readonly faded?: boolean;
  /** Fetched only when it comes into view. */
  readonly lazy?: boolean;
}

/** The shape of a picture, as long as it is not much taller or wider than any screen. */
export function shapeOf({ width, height }: Picture): number {
  return Math.min(2.4, Math.max(1.2, width / height));
}

/** Both files of a picture with their widths, for the browser to choose from. */
function sourcesOf(picture: Picture, url: ReturnType<typeof usePictureUrl>): string {
  const { sha256, width } = picture;
  return `${url(sha256, 'thumbnail')} 320w, ${url(sha256, 'whole')} ${width}w`;
}

/** Whether a picture fills a 16:9 frame when about an eighth of it is cut off. */
function isNearlyWide({ width, height }: Picture): boolean {
  const ratio = width / height / (16 / 9);
  return ratio > 0.87 && ratio < 1.15;
}

/** A screenshot in a 16:9 frame, or a calm sign that there is none. */
export function Thumbnail({
  picture,
  alt,
  size = 'small',
  shape,
  faded = false,
  lazy = true,
}: ThumbnailProps) {
  const pictureUrl = usePictureUrl();
  const [broken, setBroken] = useState<string | null>(null);
  const isBroken = picture !== null && broken === picture.sha256;
  return (
    <span
      className={styles.frame}
      data-faded={faded}
      // The large one has the shape of the screen; the small ones are all alike, so that rows line up.
      style={
        size === 'large'
          ? { aspectRatio: shape ?? (picture === null ? undefined : shapeOf(picture)) }
          : undefined
      }
    >
      {picture !== null && !isBroken ? (
        <img
          className={styles.image}
          src={pictureUrl(picture.sha256, 'thumbnail')}
          srcSet={size === 'large' ? sourcesOf(picture, pictureUrl) : undefined}
          sizes={size === 'large' ? 'auto, 20rem' : undefined}
          alt={alt}
          width={picture.width}
          height={picture.height}
          loading={lazy ? 'lazy' : 'eager'}
          decoding="async"
          draggable={false}
          data-crop={size === 'small' && isNearlyWide(picture)}
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
