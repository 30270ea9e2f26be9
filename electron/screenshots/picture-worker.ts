import { createHash } from 'node:crypto';
import { parentPort } from 'node:worker_threads';
import sharp from 'sharp';
import { say } from '../../shared/sentences/say.ts';
import type { EncodedPicture, EncodeReply, PictureSource } from './encode.ts';
import { PictureError } from './picture-error.ts';
import { MAX_PIXELS, type RawPixels } from './picture-size.ts';
import { isPng, readPngSize } from './png.ts';
import { isPpm, parsePpm } from './ppm.ts';
import { readRawFile } from './raw-file.ts';

const THUMBNAIL_WIDTH = 320;
/** Only a picture more than four times as high as wide becomes narrower than the thumbnail's width. */
const THUMBNAIL_MAX_HEIGHT = 4 * THUMBNAIL_WIDTH;

// One thread of the four that the whole process shares for files and encoding, and no pictures kept in memory.
sharp.concurrency(1);
sharp.cache(false);

if (parentPort === null) throw new Error('picture-worker runs in a worker thread only');
const port = parentPort;

port.on('message', (source: PictureSource) => {
  void answer(source).then((reply) => {
    port.postMessage(reply, 'png' in reply ? [reply.png.buffer, reply.thumbnail.buffer] : []);
  });
});

async function answer(source: PictureSource): Promise<EncodeReply> {
  try {
    const bytes = 'path' in source ? await readRawFile(source.path) : new Uint8Array(source.buffer);
    return await encode(await decode(bytes));
  } catch (error) {
    if (error instanceof PictureError) return { code: error.code, said: error.said };
    return { code: 'failed', said: say('picture/not-made', { said: words(error) }) };
  }
}

async function decode(bytes: Uint8Array): Promise<RawPixels> {
  if (isPng(bytes)) return await decodePng(bytes);
  if (isPpm(bytes) || bytes.length < 2) return parsePpm(bytes);
  throw new PictureError('not-a-picture', say('picture/neither'));
}

async function decodePng(bytes: Uint8Array): Promise<RawPixels> {
  readPngSize(bytes);
  try {
    const { data, info } = await sharp(bytes, { limitInputPixels: MAX_PIXELS, failOn: 'error' })
      .flatten({ background: '#000' })
      .toColourspace('srgb')
      .raw({ depth: 'uchar' })
      .toBuffer({ resolveWithObject: true });
    return { width: info.width, height: info.height, pixels: data };
  } catch (error) {
    throw new PictureError('damaged', say('picture/damaged', { said: words(error) }), {
      cause: error,
    });
  }
}

async function encode({ width, height, pixels }: RawPixels): Promise<EncodedPicture> {
  const image = sharp(pixels, { raw: { width, height, channels: 3 }, limitInputPixels: MAX_PIXELS });
  const [png, thumbnail] = await Promise.all([
    image.clone().png({ compressionLevel: 3, adaptiveFiltering: false }).toBuffer(),
    image
      .clone()
      .resize({
        width: THUMBNAIL_WIDTH,
        height: THUMBNAIL_MAX_HEIGHT,
        fit: 'inside',
        withoutEnlargement: true,
      })
      .webp({ quality: 80 })
      .toBuffer(),
  ]);
  const sha256 = createHash('sha256').update(png).digest('hex');
  // Copies, because memory that a native library owns can't be handed to another thread.
  return {
    picture: { sha256, width, height },
    png: new Uint8Array(png),
    thumbnail: new Uint8Array(thumbnail),
  };
}

function words(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).trim().replace(/\.$/, '');
}
