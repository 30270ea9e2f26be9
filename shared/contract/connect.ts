import { say } from '../sentences/say.ts';
import { sentenceOf } from '../sentences/sentence.ts';
import type { Api, Contract } from './definition.ts';
import { AppError, cancelled } from './errors.ts';
import { type ClientFrame, type ServerFrame, serverFrameSchema, streamAcknowledgement } from './frames.ts';
import type { Port } from './port.ts';

/** What waits for the answers to one request. `item` is absent where a call waits. */
interface Waiting {
  readonly kind: 'call' | 'stream';
  item(value: unknown): void;
  end(value: unknown): void;
  fail(error: AppError): void;
}

/**
 * Makes the client of a contract. When the port closes, everything that waits fails with `disconnected`, and so does
 * every later request; a malformed frame closes the port.
 */
export function connect<C extends Contract>(contract: C, port: Port): Api<C>;
export function connect(contract: Contract, port: Port): Readonly<Record<string, unknown>> {
  const requests = new Requests(port);
  return Object.fromEntries(
    Object.entries(contract).map(([method, { kind }]) => [
      method,
      kind === 'call'
        ? (input: unknown, signal?: AbortSignal) => requests.call(method, input, signal)
        : (input: unknown, signal?: AbortSignal) => requests.stream(method, input, signal),
    ]),
  );
}

class Requests {
  readonly #port: Port;
  readonly #waiting = new Map<number, Waiting>();
  #lastId = 0;
  #closed = false;

  constructor(port: Port) {
    this.#port = port;
    port.onMessage((message) => {
      const frame = serverFrameSchema.safeParse(message);
      if (!frame.success || !this.#receive(frame.data)) port.close();
    });
    port.onClose(() => {
      this.#closed = true;
      for (const waiting of this.#waiting.values()) waiting.fail(disconnected());
      this.#waiting.clear();
    });
  }

  async call(method: string, input: unknown, signal?: AbortSignal): Promise<unknown> {
    const { promise, resolve, reject } = Promise.withResolvers<unknown>();
    const id = this.#start(method, input, signal, {
      kind: 'call',
      item: () => undefined,
      end: resolve,
      fail: reject,
    });
    const onAbort = () => {
      this.#cancel(id);
      reject(cancelled());
    };
    signal?.addEventListener('abort', onAbort, { once: true });
    try {
      return await promise;
    } finally {
      signal?.removeEventListener('abort', onAbort);
    }
  }

  async *stream(method: string, input: unknown, signal?: AbortSignal): AsyncGenerator<unknown, void> {
    let queue: unknown[] = [];
    let over: { readonly error?: AppError } | undefined;
    let wake: () => void = () => undefined;
    const finish = (error?: AppError) => {
      over ??= error ? { error } : {};
      wake();
    };
    const id = this.#start(method, input, signal, {
      kind: 'stream',
      item: (value) => {
        queue.push(value);
        wake();
      },
      end: () => finish(),
      fail: finish,
    });
    const onAbort = () => {
      this.#cancel(id);
      queue = [];
      over = { error: cancelled() };
      wake();
    };
    signal?.addEventListener('abort', onAbort, { once: true });
    let taken = 0;
    try {
      for (;;) {
        while (queue.length > 0) {
          const value = queue.shift();
          taken += 1;
          if (taken === streamAcknowledgement && !over) {
            this.#send({ t: 'ok', id, value: taken });
            taken = 0;
          }
          yield value;
        }
        if (over?.error) throw over.error;
        if (over) return;
        const { promise, resolve } = Promise.withResolvers<void>();
        wake = resolve;
        await promise;
      }
    } finally {
      signal?.removeEventListener('abort', onAbort);
      this.#cancel(id);
    }
  }

  #start(method: string, input: unknown, signal: AbortSignal | undefined, waiting: Waiting): number {
    if (signal?.aborted) throw cancelled();
    if (this.#closed) throw disconnected();
    this.#lastId += 1;
    const id = this.#lastId;
    this.#send({ t: 'req', id, method, input });
    this.#waiting.set(id, waiting);
    return id;
  }

  /** Stops waiting for a request, and tells the server when it had not ended. */
  #cancel(id: number): void {
    if (this.#waiting.delete(id)) this.#send({ t: 'cancel', id });
  }

  /** Returns false when the frame cannot be an answer to anything that was asked. */
  #receive(frame: ServerFrame): boolean {
    const waiting = this.#waiting.get(frame.id);
    // Answers to a cancelled request may still be on their way.
    if (!waiting) return frame.id <= this.#lastId;
    switch (frame.t) {
      case 'item':
        waiting.item(frame.value);
        return waiting.kind === 'stream';
      case 'ok':
      case 'end':
        if ((frame.t === 'ok') !== (waiting.kind === 'call')) return false;
        this.#waiting.delete(frame.id);
        waiting.end(frame.t === 'ok' ? frame.value : undefined);
        return true;
      case 'err':
        this.#waiting.delete(frame.id);
        waiting.fail(new AppError(frame.code, sentenceOf(frame.message, frame.said), frame.details));
        return true;
      default:
        return frame satisfies never;
    }
  }

  #send(frame: ClientFrame): void {
    this.#port.send(frame);
  }
}

function disconnected(): AppError {
  return new AppError('disconnected', say('call/disconnected'));
}
