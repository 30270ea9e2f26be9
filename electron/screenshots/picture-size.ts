import { say } from '../../shared/sentences/say.ts';
import { PictureError } from './picture-error.ts';

/** Most pixels that a picture may have: 64 mebi, which is 8192 × 8192. */
export const MAX_PIXELS = 64 * 1024 * 1024;

/** Longest side in pixels; no display of QEMU's is larger, and decoders refuse far longer lines anyway. */
export const MAX_SIDE = 65_535;

/** Largest screenshot file in bytes: the largest picture as a PPM, with room for its header. */
export const MAX_FILE_BYTES = MAX_PIXELS * 3 + 4096;

/** Red, green and blue bytes of a picture, row by row from the top; sizes in pixels. */
export interface RawPixels {
  readonly width: number;
  readonly height: number;
  /** `width * height * 3` bytes. */
  readonly pixels: Uint8Array;
}

/** Throws PictureError when a picture of this size in pixels is empty or over the caps. */
export function checkPictureSize(width: number, height: number): void {
  if (width < 1 || height < 1) {
    throw new PictureError(
      'not-a-picture',
      say('picture/no-pixels', { width: String(width), height: String(height) }),
    );
  }
  if (width > MAX_SIDE || height > MAX_SIDE || width * height > MAX_PIXELS) {
    throw new PictureError(
      'too-large',
      say('picture/too-many-pixels', {
        width: String(width),
        height: String(height),
        side: String(MAX_SIDE),
      }),
    );
  }
}
