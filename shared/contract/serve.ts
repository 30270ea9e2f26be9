import type { z } from 'zod';
import { say } from '../sentences/say.ts';
import type { CallContext, Contract, Handlers } from './definition.ts';
import { AppError, cancelled } from './errors.ts';
import { type ClientFrame, clientFrameSchema, type ServerFrame, streamWindow } from './frames.ts';
import type { Port } from './port.ts';

/** How many requests one port may have open; more are answered with `busy`. */
const openRequestLimit = 1024;

/** An error that no handler meant to throw, for the log; the client is told the incident's id and nothing of the cause. */
export interface Incident {
  readonly id: string;
  readonly method: string;
  readonly cause: unknown;
}

export interface ServeOptions {
  readonly onError: (incident: Incident) => void;
}

interface OpenRequest {
  readonly method: string;
  readonly abort: AbortController;
  readonly credit: Credit;
}

/**
 * Answers the contract's requests on a port until it closes; a malformed frame closes it.
 * Returns a function that aborts what runs and closes the port.
 */
export function serve<C extends Contract>(
  contract: C,
  handlers: Handlers<C>,
  port: Port,
  options: ServeOptions,
): () => void;
export function serve(
  contract: Contract,
  handlers: Readonly<Record<string, (input: unknown, context: CallContext) => unknown>>,
  port: Port,
  options: ServeOptions,
): () => void {
  const open = new Map<number, OpenRequest>();
  const send = (frame: ServerFrame) => port.send(frame);
  const sendError = (id: number, error: AppError) =>
    send({
      t: 'err',
      id,
      code: error.code,
      message: error.message,
      said: { code: error.said.code, values: error.said.values },
      details: { ...error.details },
    });

  const start = (frame: ClientFrame & { t: 'req' }) => {
    const { id, method } = frame;
    if (open.size >= openRequestLimit) {
      sendError(id, new AppError('busy', say('call/too-many', { most: String(openRequestLimit) })));
      return;
    }
    const request: OpenRequest = { method, abort: new AbortController(), credit: new Credit() };
    open.set(id, request);
    answer(frame, request)
      .catch((cause: unknown) => {
        if (!request.abort.signal.aborted) sendError(id, errorFor(method, cause, options));
      })
      // Details that cannot be serialised are a bug of the handler; the client must still get an end.
      .catch((cause: unknown) => sendError(id, errorFor(method, cause, options)))
      .finally(() => open.delete(id));
  };

  const answer = async (frame: ClientFrame & { t: 'req' }, request: OpenRequest) => {
    const { id, method } = frame;
    const definition = Object.hasOwn(contract, method) ? contract[method] : undefined;
    const handler = Object.hasOwn(handlers, method) ? handlers[method] : undefined;
    if (!definition || !handler) {
      throw new AppError('not_found', say('call/unknown', { method }));
    }
    const input = definition.input.safeParse(frame.input);
    if (!input.success) throw invalidInput(method, input.error);
    const { signal } = request.abort;
    const result = handler(input.data, { signal });
    if (definition.kind === 'call') {
      const value = await result;
      if (!signal.aborted) send({ t: 'ok', id, value });
      return;
    }
    if (!isAsyncIterable(result)) throw new TypeError(`the handler of ${method} returned no async iterable`);
    for await (const value of paced(result, request)) send({ t: 'item', id, value });
    if (!signal.aborted) send({ t: 'end', id });
  };

  port.onMessage((message) => {
    const parsed = clientFrameSchema.safeParse(message);
    if (!parsed.success) {
      port.close();
      return;
    }
    const frame = parsed.data;
    const request = open.get(frame.id);
    switch (frame.t) {
      case 'req':
        if (request) port.close();
        else start(frame);
        return;
      case 'cancel':
        // Unknown when the answer and the cancellation crossed on their way.
        request?.abort.abort(cancelled());
        return;
      case 'ok':
        if (request && !request.credit.add(frame.value)) port.close();
        return;
      default:
        frame satisfies never;
    }
  });
  port.onClose(() => {
    for (const request of open.values()) {
      request.abort.abort(new AppError('disconnected', say('call/caller-gone')));
    }
  });
  return () => port.close();
}

/** How many items a stream may still send before its reader has taken some. */
class Credit {
  #left = streamWindow;
  #wake: (() => void) | undefined;

  /** Returns false when the reader claims to have taken more than it was sent. */
  add(count: number): boolean {
    if (this.#left + count > streamWindow) return false;
    this.#left += count;
    this.#wake?.();
    return true;
  }

  /** Waits for room for one item; the caller races it against the request's end. */
  async take(): Promise<void> {
    while (this.#left === 0) {
      const { promise, resolve } = Promise.withResolvers<void>();
      this.#wake = resolve;
      await promise;
    }
    this.#left -= 1;
  }
}

/** Pulls the source only while its reader has room, and lets go of it when the request is aborted. */
async function* paced(source: AsyncIterable<unknown>, request: OpenRequest): AsyncGenerator<unknown, void> {
  const { signal } = request.abort;
  const iterator = source[Symbol.asyncIterator]();
  const aborted = Promise.withResolvers<'aborted'>();
  const onAbort = () => aborted.resolve('aborted');
  signal.addEventListener('abort', onAbort, { once: true });
  let finished = false;
  try {
    while (!signal.aborted) {
      if ((await Promise.race([request.credit.take(), aborted.promise])) === 'aborted') return;
      const step = await Promise.race([iterator.next(), aborted.promise]);
      if (step === 'aborted' || signal.aborted) return;
      if (step.done) {
        finished = true;
        return;
      }
      yield step.value;
    }
  } catch (cause) {
    // An iterator that threw is over; asking it to return would be one call too many.
    finished = true;
    throw cause;
  } finally {
    signal.removeEventListener('abort', onAbort);
    // Not awaited: a generator that still waits for something only returns once that has happened.
    if (!finished) iterator.return?.().then(undefined, () => undefined);
  }
}

function invalidInput(method: string, error: z.ZodError): AppError {
  const issues = error.issues.map(({ path, message }) =>
    path.length > 0 ? `${path.join('.')}: ${message}` : message,
  );
  return new AppError('invalid_input', say('call/invalid', { method, said: issues.join('; ') }), { issues });
}

function errorFor(method: string, cause: unknown, options: ServeOptions): AppError {
  if (cause instanceof AppError) return cause;
  const id = crypto.randomUUID().slice(0, 8);
  options.onError({ id, method, cause });
  return new AppError('internal', say('call/mistake', { number: id }), { incident: id });
}

function isAsyncIterable(value: unknown): value is AsyncIterable<unknown> {
  return typeof value === 'object' && value !== null && Symbol.asyncIterator in value;
}
