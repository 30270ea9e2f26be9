import { say } from '../../shared/sentences/say.ts';
import type { Sentence } from '../../shared/sentences/sentence.ts';
import type { ImageInfo } from '../qmp/image-info.ts';
import { WorkerThread } from '../threads/worker-thread.ts';
import { QemuImgError, type QemuImgErrorCode } from './errors.ts';
import { lookAtImage } from './in-use.ts';
import { type InfoOptions, imageInfo } from './info.ts';

export interface ReadRequest {
  readonly path: string;
  readonly options: Pick<InfoOptions, 'format'>;
  /** Whether the image is in use, where that is known already; null asks qemu-img, which tries the locks. */
  readonly inUse: boolean | null;
}

export interface ImageReading {
  readonly info: ImageInfo;
  readonly inUse: boolean;
}

/** What the worker answers: an error of a class of ours would not come through as one. */
export type ReadReply =
  | ImageReading
  | { readonly code: QemuImgErrorCode; readonly said: Sentence; readonly stderr: string };

/** So many images are read on this thread: for the command line, and a user with few machines, no other is started. */
const FEW = 4;

/**
 * Reads images with qemu-img. Starting a program holds the thread that does it for some ms, the longer the larger the
 * process and the busier the computer, and what qemu-img says may be megabytes of JSON: another thread does both.
 */
export class ImageReader {
  readonly #worker = new WorkerThread<ReadRequest, ReadReply>(import.meta.dirname, 'image-worker');
  #begun = 0;
  #isClosed = false;

  /** Reads an image without changing it. Throws QemuImgError. */
  async read(request: ReadRequest): Promise<ImageReading> {
    if (this.#isClosed) throw closedError();
    this.#begun += 1;
    if (this.#begun <= FEW) return await readImage(request);
    const reply = await this.#worker.ask(request).catch((error: unknown) => {
      throw this.#isClosed ? closedError() : error;
    });
    if ('code' in reply) throw new QemuImgError(reply.code, reply.said, { stderr: reply.stderr });
    return reply;
  }

  /** Ends the thread; what is not read fails with a QemuImgError. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#worker.close();
  }
}

function closedError(): QemuImgError {
  return new QemuImgError('failed', say('image/closing'));
}

/** Reads an image with a qemu-img started by this thread. Throws QemuImgError. */
export async function readImage({ path, options, inUse }: ReadRequest): Promise<ImageReading> {
  if (inUse === null) return await lookAtImage(path, options);
  return { info: await imageInfo(path, options), inUse };
}
