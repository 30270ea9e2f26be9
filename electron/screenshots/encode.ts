import { Worker } from 'node:worker_threads';
import type { Picture } from '../../shared/model/picture.ts';
import { say } from '../../shared/sentences/say.ts';
import type { Sentence } from '../../shared/sentences/sentence.ts';
import { workerFile } from '../threads/worker-file.ts';
import { PictureError, type PictureErrorCode } from './picture-error.ts';

/** A screenshot as PPM (P6) or PNG: a file, or bytes that are handed over and gone for the caller afterwards. */
export type PictureSource = { readonly path: string } | { readonly buffer: ArrayBuffer };

/** A picture ready for the store: the full-size PNG, whose sha256 is the picture's name, and the WebP thumbnail. */
export interface EncodedPicture {
  readonly picture: Picture;
  readonly png: Uint8Array<ArrayBuffer>;
  readonly thumbnail: Uint8Array<ArrayBuffer>;
}

/** What the worker answers to each source that it is sent. */
export type EncodeReply = EncodedPicture | { readonly code: PictureErrorCode; readonly said: Sentence };

interface Job {
  readonly source: PictureSource;
  readonly result: PromiseWithResolvers<EncodedPicture>;
}

/** The longest that one picture may take, in ms; 64 megapixels take a few seconds. */
const DEADLINE_MS = 60_000;

/**
 * Makes pictures in one worker thread, one after the other. The worker starts with the first picture, is replaced
 * when it dies, and keeps the process alive only while a picture is being made.
 */
export class PictureEncoder {
  readonly #deadlineMs: number;
  readonly #waiting: Job[] = [];
  #worker: Worker | null = null;
  #running: { readonly job: Job; readonly deadline: NodeJS.Timeout } | null = null;
  #closed = false;

  constructor(options: { readonly deadlineMs?: number } = {}) {
    this.#deadlineMs = options.deadlineMs ?? DEADLINE_MS;
  }

  /** Makes the PNG and the thumbnail of a screenshot; throws PictureError. */
  encode(source: PictureSource): Promise<EncodedPicture> {
    const result = Promise.withResolvers<EncodedPicture>();
    if (this.#closed) {
      result.reject(closedError());
    } else {
      this.#waiting.push({ source, result });
      this.#runNext();
    }
    return result.promise;
  }

  /** Ends the worker; pictures that are not ready fail. May be called twice. */
  async close(): Promise<void> {
    this.#closed = true;
    for (const job of this.#waiting.splice(0)) job.result.reject(closedError());
    await this.#abandonWorker(closedError());
  }

  #runNext(): void {
    if (this.#running !== null) return;
    const job = this.#waiting.shift();
    if (job === undefined) return;
    try {
      const worker = this.#worker ?? this.#startWorker();
      worker.postMessage(job.source, 'buffer' in job.source ? [job.source.buffer] : []);
      worker.ref();
      const deadline = setTimeout(() => this.#giveUp(), this.#deadlineMs);
      this.#running = { job, deadline };
    } catch (error) {
      job.result.reject(
        new PictureError('encoder', say('picture/worker-not-started', { said: words(error) }), {
          cause: error,
        }),
      );
      this.#runNext();
    }
  }

  #startWorker(): Worker {
    const worker = new Worker(workerFile(import.meta.dirname, 'picture-worker'), {
      name: 'picture-worker',
      execArgv: [],
    });
    let cause: unknown;
    worker.on('message', (reply: EncodeReply) => {
      if (worker === this.#worker) this.#finish((result) => settle(result, reply));
    });
    worker.on('error', (error) => {
      cause = error;
    });
    worker.on('exit', (status) => {
      if (worker !== this.#worker) return;
      this.#worker = null;
      const said =
        cause === undefined
          ? say('picture/worker-ended', { status: String(status) })
          : say('picture/worker-failed', { said: words(cause) });
      const error = new PictureError('encoder', said, { cause });
      this.#finish((result) => result.reject(error));
    });
    this.#worker = worker;
    return worker;
  }

  #finish(end: (result: PromiseWithResolvers<EncodedPicture>) => void): void {
    const running = this.#running;
    if (running === null) return;
    this.#running = null;
    clearTimeout(running.deadline);
    this.#worker?.unref();
    end(running.job.result);
    this.#runNext();
  }

  #giveUp(): void {
    const seconds = this.#deadlineMs / 1000;
    const error = new PictureError('encoder', say('picture/late', { seconds }));
    // A worker that hangs in the system may never end; the next picture does not wait for it.
    void this.#abandonWorker(error);
  }

  async #abandonWorker(error: PictureError): Promise<void> {
    const worker = this.#worker;
    this.#worker = null;
    this.#finish((result) => result.reject(error));
    worker?.unref();
    await worker?.terminate();
  }
}

function settle(result: PromiseWithResolvers<EncodedPicture>, reply: EncodeReply): void {
  if ('code' in reply) result.reject(new PictureError(reply.code, reply.said));
  else result.resolve(reply);
}

function closedError(): PictureError {
  return new PictureError('encoder', say('picture/closing'));
}

function words(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
