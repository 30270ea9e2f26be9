import { parentPort, Worker } from 'node:worker_threads';
import { workerFile } from './worker-file.ts';

/** A thread has 20 MiB and more of its own; one that nobody needs ends after this time, in ms. */
const IDLE_MS = 10_000;

interface Asked<Request> {
  readonly id: number;
  readonly request: Request;
}

type Answered<Reply> = { readonly id: number } & (
  | { readonly reply: Reply }
  | { readonly failure: { readonly error: unknown } }
);

/**
 * A worker thread that answers requests, several at a time if it likes. It starts with the first request, ends when
 * nothing was asked of it for a while, is replaced when it dies, and keeps the process alive only while something is
 * asked of it.
 */
export class WorkerThread<Request, Reply> {
  readonly #folder: string;
  readonly #name: string;
  readonly #idleMs: number;
  readonly #waiting = new Map<number, PromiseWithResolvers<Reply>>();
  #worker: Worker | null = null;
  #lastId = 0;
  #isClosed = false;
  #idle: NodeJS.Timeout | undefined;

  /** `folder` is the asking file's own, `name` that of the worker's file beside it, without its ending. */
  constructor(folder: string, name: string, { idleMs = IDLE_MS }: { readonly idleMs?: number } = {}) {
    this.#folder = folder;
    this.#name = name;
    this.#idleMs = idleMs;
  }

  /** The worker's answer. Rejects with what it threw, when it dies, and once this is closed. */
  async ask(request: Request): Promise<Reply> {
    if (this.#isClosed) throw new Error(`the ${this.#name} is closed`);
    const worker = this.#worker ?? this.#start();
    this.#lastId += 1;
    const asked: Asked<Request> = { id: this.#lastId, request };
    const result = Promise.withResolvers<Reply>();
    this.#waiting.set(asked.id, result);
    clearTimeout(this.#idle);
    worker.ref();
    worker.postMessage(asked);
    return await result.promise;
  }

  /** Ends the thread; what is not answered fails. May be called twice. */
  async close(): Promise<void> {
    this.#isClosed = true;
    clearTimeout(this.#idle);
    await this.#worker?.terminate();
  }

  #start(): Worker {
    const worker = new Worker(workerFile(this.#folder, this.#name), { name: this.#name, execArgv: [] });
    let cause: unknown;
    worker.on('message', (answered: Answered<Reply>) => {
      const result = this.#waiting.get(answered.id);
      this.#waiting.delete(answered.id);
      if ('reply' in answered) result?.resolve(answered.reply);
      else result?.reject(answered.failure.error);
      if (this.#waiting.size === 0) this.#rest(worker);
    });
    worker.on('error', (error) => {
      cause = error;
    });
    worker.on('exit', (status) => {
      if (this.#worker !== worker) return;
      this.#worker = null;
      const failure = new Error(`The ${this.#name} ended with status ${status}.`, { cause });
      for (const { reject } of this.#waiting.values()) reject(failure);
      this.#waiting.clear();
    });
    this.#worker = worker;
    return worker;
  }

  #rest(worker: Worker): void {
    worker.unref();
    this.#idle = setTimeout(() => {
      this.#worker = null;
      void worker.terminate();
    }, this.#idleMs).unref();
  }
}

/** Answers what the program's main thread asks of this worker thread, each request as soon as it comes. */
export function answerRequests<Request, Reply>(answer: (request: Request) => Reply | Promise<Reply>): void {
  if (parentPort === null) throw new Error('this runs in a worker thread only');
  const port = parentPort;
  port.on('message', ({ id, request }: Asked<Request>) => {
    const answering = (async (): Promise<Answered<Reply>> => {
      try {
        return { id, reply: await answer(request) };
      } catch (error) {
        return { id, failure: { error } };
      }
    })();
    void answering.then((answered) => port.postMessage(answered));
  });
}
