import { connect, type Socket } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { say } from '../../shared/sentences/say.ts';
import { formatQmpAddress, type QmpAddress } from './address.ts';
import { connectError, QmpError } from './errors.ts';
import { JsonStream, JsonStreamError } from './json-stream.ts';

/** What a {@link Wire} tells its owner of the moment. */
export type WireOwner = {
  /** One parsed JSON object came. */
  readonly received: (value: unknown) => void;
  /** Nothing more will come; told once to each owner, also after {@link Wire.cut}. */
  readonly ended: (error: QmpError) => void;
};

const RETRY_FULL_QUEUE_MS = 20;

/**
 * Opens a socket within `deadlineMs`. Throws {@link QmpError} or the signal's reason.
 *
 * QEMU's queue holds one waiting client: a full one (EAGAIN) may be full for a moment only, and is tried again.
 */
export async function openSocket(
  address: QmpAddress,
  deadlineMs: number,
  signal?: AbortSignal,
): Promise<Socket> {
  const endsAt = performance.now() + deadlineMs;
  for (;;) {
    const leftMs = Math.max(1, endsAt - performance.now());
    try {
      return await connectSocket(address, leftMs, signal);
    } catch (error) {
      const isFull = error instanceof QmpError && error.code === 'busy';
      if (!isFull || leftMs <= RETRY_FULL_QUEUE_MS) throw error;
      await wait(RETRY_FULL_QUEUE_MS);
    }
  }
}

async function connectSocket(
  address: QmpAddress,
  deadlineMs: number,
  signal: AbortSignal | undefined,
): Promise<Socket> {
  signal?.throwIfAborted();
  const socket = connect(address.type === 'unix' ? { path: address.path } : address);
  const { promise, resolve, reject } = Promise.withResolvers<Socket>();
  const timer = setTimeout(() => {
    reject(new QmpError('timeout', say('qmp/late', { address: formatQmpAddress(address) })));
  }, deadlineMs);
  const abort = () => reject(signal?.reason);
  const fail = (cause: NodeJS.ErrnoException) => reject(connectError(address, cause));
  signal?.addEventListener('abort', abort, { once: true });
  socket.once('connect', () => resolve(socket)).once('error', fail);
  try {
    return await promise;
  } catch (error) {
    socket.destroy();
    throw error;
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', abort);
    socket.off('error', fail);
    // Whoever takes the socket listens for its errors; until then one must not end the program.
    socket.on('error', () => undefined);
  }
}

/** Carries JSON objects over a connected socket. */
export class Wire {
  readonly address: QmpAddress;
  readonly #socket: Socket;
  readonly #stream = new JsonStream();
  #owner: WireOwner | null = null;
  #ended: QmpError | null = null;

  constructor(address: QmpAddress, socket: Socket) {
    this.address = address;
    this.#socket = socket;
    const where = { address: formatQmpAddress(address) };
    socket.on('data', (bytes) => this.#receive(bytes));
    socket.on('error', (cause) => {
      this.cut(new QmpError('closed', say('qmp/broke', { ...where, said: cause.message }), { cause }));
    });
    socket.on('close', () => {
      this.cut(new QmpError('closed', say(this.#stream.idle ? 'qmp/closed' : 'qmp/torn', where)));
    });
  }

  /** Makes `owner` the one who is told; what came before is not repeated, but an end is. */
  own(owner: WireOwner): void {
    this.#owner = owner;
    if (this.#ended !== null) owner.ended(this.#ended);
  }

  /** Sends text as it is; on an ended wire it goes nowhere. */
  send(text: string): void {
    if (this.#ended === null) this.#socket.write(text);
  }

  /** Ends the connection at once and tells the owner `error`; the first call counts. */
  cut(error: QmpError): void {
    if (this.#ended !== null) return;
    this.#ended = error;
    this.#socket.destroy();
    this.#owner?.ended(error);
  }

  #receive(bytes: Uint8Array): void {
    if (this.#ended !== null) return;
    try {
      for (const value of this.#stream.push(bytes)) {
        this.#owner?.received(value);
        if (this.#ended !== null) return;
      }
    } catch (error) {
      if (!(error instanceof JsonStreamError)) throw error;
      this.cut(streamError(error, this.address));
    }
  }
}

function streamError(error: JsonStreamError, address: QmpAddress): QmpError {
  const where = { address: formatQmpAddress(address) };
  switch (error.failure) {
    case 'human-monitor':
      return new QmpError('hmp', say('qmp/human-monitor', where), { cause: error });
    case 'too-large':
      return new QmpError('too-large', say('qmp/too-large', { ...where, said: error.message }), {
        cause: error,
      });
    case 'not-json':
      return new QmpError('not-qmp', say('qmp/not-qmp', { ...where, said: error.message }), { cause: error });
  }
}
