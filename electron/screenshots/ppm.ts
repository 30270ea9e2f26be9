import { say } from '../../shared/sentences/say.ts';
import { PictureError } from './picture-error.ts';
import { checkPictureSize, type RawPixels } from './picture-size.ts';

const LETTER_P = 0x50;
const DIGIT_0 = 0x30;
const DIGIT_6 = 0x36;
const DIGIT_9 = 0x39;
const HASH = 0x23;
const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;

/** Where numbers stop growing while they are read, so that any count of digits stays a safe integer. */
const NUMBER_CEILING = 1_000_000_000;

/** True when `bytes` begin as a binary PPM does. */
export function isPpm(bytes: Uint8Array): boolean {
  return bytes[0] === LETTER_P && bytes[1] === DIGIT_6;
}

/**
 * Reads a binary PPM (P6, maxval 255) as QEMU's screendump writes it; `pixels` is a view of `bytes`, not a copy,
 * and what follows the last pixel is ignored. Throws PictureError. Format: netpbm's ppm(5).
 */
export function parsePpm(bytes: Uint8Array): RawPixels {
  if (bytes.length < 2) throw truncated(bytes.length);
  if (!isPpm(bytes)) throw new PictureError('not-a-picture', say('picture/not-ppm'));
  if (bytes.length === 2) throw truncated(bytes.length);
  if (!isSpace(bytes[2]) && bytes[2] !== HASH) throw badHeader();

  const width = readNumber(bytes, 2);
  const height = readNumber(bytes, width.end);
  const maxval = readNumber(bytes, height.end);
  checkPictureSize(width.value, height.value);
  if (maxval.value !== 255) {
    throw new PictureError('unsupported', say('picture/brightness', { brightest: String(maxval.value) }));
  }
  // One white space ends the header; the next byte is a pixel's, even if it looks like another white space.
  if (!isSpace(bytes[maxval.end])) throw badHeader();
  const start = maxval.end + 1;
  const end = start + width.value * height.value * 3;
  if (bytes.length < end) throw truncated(bytes.length, end);
  return { width: width.value, height: height.value, pixels: bytes.subarray(start, end) };
}

function readNumber(bytes: Uint8Array, from: number): { readonly value: number; readonly end: number } {
  let at = skipSpaceAndComments(bytes, from);
  const first = at;
  let value = 0;
  for (;;) {
    const byte = bytes[at];
    if (byte === undefined) throw truncated(bytes.length);
    if (byte < DIGIT_0 || byte > DIGIT_9) break;
    value = Math.min(value * 10 + byte - DIGIT_0, NUMBER_CEILING);
    at += 1;
  }
  if (at === first || !(isSpace(bytes[at]) || bytes[at] === HASH)) throw badHeader();
  return { value, end: at };
}

function skipSpaceAndComments(bytes: Uint8Array, from: number): number {
  let at = from;
  while (isSpace(bytes[at]) || bytes[at] === HASH) {
    if (bytes[at] === HASH) {
      while (at < bytes.length && bytes[at] !== LINE_FEED && bytes[at] !== CARRIAGE_RETURN) at += 1;
    } else {
      at += 1;
    }
  }
  return at;
}

/** White space of ppm(5): blank, tab, line feed, vertical tab, form feed, carriage return. */
function isSpace(byte: number | undefined): boolean {
  return byte === 0x20 || (byte !== undefined && byte >= 0x09 && byte <= 0x0d);
}

function truncated(bytes: number, wanted?: number): PictureError {
  if (bytes === 0) return new PictureError('truncated', say('picture/empty'));
  return new PictureError(
    'truncated',
    wanted === undefined
      ? say('picture/short', { bytes: String(bytes) })
      : say('picture/short-of', { bytes: String(bytes), wanted: String(wanted) }),
  );
}

function badHeader(): PictureError {
  return new PictureError('not-a-picture', say('picture/bad-header'));
}
