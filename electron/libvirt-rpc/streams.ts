import { sayProblem } from '../../shared/sentences/say.ts';
import { ConnectionFailure } from './connection-failure.ts';
import { decodeLibvirtError, messageOf } from './errors.ts';
import { type Packet, packetStatus } from './packet.ts';

/** What the other side must be told: `finish` confirms the end of the data, `abort` asks it to stop. */
export type StreamAnswer = 'finish' | 'abort' | null;

/**
 * The data that a server sends after the reply of a call such as a screenshot.
 * libvirt's exchange: data packets, an empty one as the end, our finish, the server's confirmation (virnetclientstream.c).
 * There is no flow control, so everything is taken at once; after a failure it is taken and thrown away.
 */
export class ReadStream {
  readonly data: Promise<Buffer>;
  readonly #byteLimit: number;
  readonly #settle: { resolve(data: Buffer): void; reject(error: unknown): void };
  #chunks: Buffer[] = [];
  #bytes = 0;
  #state: 'reading' | 'finishing' | 'draining' | 'ended' = 'reading';

  /** `byteLimit` in bytes: more than that is refused. */
  constructor(byteLimit: number) {
    this.#byteLimit = byteLimit;
    const { promise, resolve, reject } = Promise.withResolvers<Buffer>();
    this.data = promise;
    // Whoever made the call may have given up and never look at the data.
    this.data.catch(() => undefined);
    this.#settle = { resolve, reject };
  }

  get ended(): boolean {
    return this.#state === 'ended';
  }

  /** Whether the data is no longer wanted, though the server may not know. */
  get abandoned(): boolean {
    return this.#state === 'draining';
  }

  /** Takes one stream packet and says what to answer. Never throws. */
  receive(packet: Packet): StreamAnswer {
    switch (packet.status) {
      case packetStatus.continue:
        return this.#receiveData(packet.payload);
      case packetStatus.ok:
        this.#state = 'ended';
        this.#settle.resolve(Buffer.concat(this.#chunks));
        this.#chunks = [];
        return null;
      default:
        this.fail(streamError(packet.payload));
        return null;
    }
  }

  /** Gives the data up; what still comes is thrown away until the server ends the stream. Returns what to tell the server. */
  abandon(reason: unknown): StreamAnswer {
    if (this.#state === 'draining' || this.#state === 'ended') {
      return null;
    }
    const answer = this.#state === 'reading' ? 'abort' : null;
    this.#state = 'draining';
    this.#chunks = [];
    this.#settle.reject(reason);
    return answer;
  }

  /** The stream is over without its data. */
  fail(error: unknown): void {
    this.#state = 'ended';
    this.#chunks = [];
    this.#settle.reject(error);
  }

  #receiveData(data: Buffer): StreamAnswer {
    if (this.#state !== 'reading') {
      return null;
    }
    if (data.length === 0) {
      this.#state = 'finishing';
      return 'finish';
    }
    this.#bytes += data.length;
    if (this.#bytes > this.#byteLimit) {
      return this.abandon(
        new ConnectionFailure('protocol', sayProblem('link/too-much', { most: String(this.#byteLimit) })),
      );
    }
    this.#chunks.push(data);
    return null;
  }
}

function streamError(payload: Buffer): Error {
  try {
    return decodeLibvirtError(payload);
  } catch (error) {
    return new ConnectionFailure('protocol', sayProblem('link/broken-off', { said: messageOf(error) }));
  }
}
