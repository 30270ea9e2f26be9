import { say } from '../../shared/sentences/say.ts';
import type { Sentence } from '../../shared/sentences/sentence.ts';
import type { ImageInfo } from '../qmp/image-info.ts';
import { WorkerThread } from '../threads/worker-thread.ts';
import { QemuImgError, type QemuImgErrorCode } from './errors.ts';
import { lookAtImage } from './in-use.ts';
import { type InfoOptions, imageInfo } from './info.ts';
import { type ImageLayer, mergeGrowth } from './merge-growth.ts';

export interface ReadRequest {
  readonly path: string;
  readonly options: Pick<InfoOptions, 'format'>;
  /** Whether the image is in use, where that is known already; null asks qemu-img, which tries the locks. */
  readonly inUse: boolean | null;
}

export interface MergeRequest {
  readonly overlay: ImageLayer;
  readonly base: ImageLayer;
}

export interface ImageReading {
  readonly info: ImageInfo;
  readonly inUse: boolean;
}

/** An error of a class of ours would not come through a worker as one. */
export interface ReadFailure {
  readonly code: QemuImgErrorCode;
  readonly said: Sentence;
  readonly stderr: string;
}

/** What the worker answers. */
export type ReadReply = ImageReading | { readonly growthBytes: number } | ReadFailure;

/** So many images are read on this thread: for the command line, and a user with few machines, no other is started. */
const FEW = 4;
/** How long a merge is measured at most, in ms: the map of a large image on a slow disk is not worth more. */
const MEASURE_MS = 20_000;

/**
 * Reads images with qemu-img. Starting a program holds the thread that does it for some ms, the longer the larger the
 * process and the busier the computer, and what qemu-img says may be megabytes of JSON: another thread does both.
 */
export class ImageReader {
  readonly #worker = new WorkerThread<ReadRequest | MergeRequest, ReadReply>(
    import.meta.dirname,
    'image-worker',
  );
  #begun = 0;
  #isClosed = false;

  /** Reads an image without changing it. Throws QemuImgError. */
  async read(request: ReadRequest): Promise<ImageReading> {
    const reply = this.#isOneOfFew() ? await readImage(request) : await this.#ask(request);
    if ('info' in reply) return reply;
    throw new QemuImgError('unexpected-output', say('image/info-unreadable'));
  }

  /** As {@link mergeGrowth}, in bytes. Throws QemuImgError. */
  async mergeGrowth(request: MergeRequest): Promise<number> {
    const reply = this.#isOneOfFew() ? await measureMerge(request) : await this.#ask(request);
    if ('growthBytes' in reply) return reply.growthBytes;
    throw new QemuImgError('unexpected-output', say('image/info-unreadable'));
  }

  /** Ends the thread; what is not read fails with a QemuImgError. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#worker.close();
  }

  #isOneOfFew(): boolean {
    if (this.#isClosed) throw closedError();
    this.#begun += 1;
    return this.#begun <= FEW;
  }

  async #ask(request: ReadRequest | MergeRequest): Promise<Exclude<ReadReply, ReadFailure>> {
    const reply = await this.#worker.ask(request).catch((error: unknown) => {
      throw this.#isClosed ? closedError() : error;
    });
    if ('code' in reply) throw new QemuImgError(reply.code, reply.said, { stderr: reply.stderr });
    return reply;
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

/** Measures a merge with a qemu-img started by this thread. Throws QemuImgError. */
export async function measureMerge({
  overlay,
  base,
}: MergeRequest): Promise<{ readonly growthBytes: number }> {
  return { growthBytes: await mergeGrowth(overlay, base, { deadlineMs: MEASURE_MS }) };
}
