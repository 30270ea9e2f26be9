import { say } from '../../shared/sentences/say.ts';
import { PictureError } from './picture-error.ts';
import { checkPictureSize } from './picture-size.ts';

const SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a] as const;
const IHDR = 0x49484452;
const IHDR_DATA_BYTES = 13;
/** Signature, then the IHDR chunk's length, type, data and checksum. */
const HEADER_BYTES = SIGNATURE.length + 4 + 4 + IHDR_DATA_BYTES + 4;

/** True when `bytes` begin as a PNG does, as far as they go; there must be at least one. */
export function isPng(bytes: Uint8Array): boolean {
  return bytes.length > 0 && SIGNATURE.every((byte, at) => at >= bytes.length || bytes[at] === byte);
}

/**
 * Reads the size of a PNG in pixels from its header and checks it against the caps, so that nothing hostile is
 * decoded. Throws PictureError. Format: PNG specification, 5.2 and 11.2.1.
 */
export function readPngSize(bytes: Uint8Array): { readonly width: number; readonly height: number } {
  if (!isPng(bytes)) throw new PictureError('not-a-picture', say('picture/not-png'));
  if (bytes.length < HEADER_BYTES) {
    throw new PictureError('truncated', say('picture/short', { bytes: String(bytes.length) }));
  }
  const header = new DataView(bytes.buffer, bytes.byteOffset, HEADER_BYTES);
  if (header.getUint32(8) !== IHDR_DATA_BYTES || header.getUint32(12) !== IHDR) {
    throw new PictureError('damaged', say('picture/no-header'));
  }
  const width = header.getUint32(16);
  const height = header.getUint32(20);
  checkPictureSize(width, height);
  return { width, height };
}
