import { randomInt } from 'node:crypto';
import type { Socket } from 'node:net';
import { z } from 'zod';
import { SaidError } from '../../shared/sentences/said-error.ts';
import { say } from '../../shared/sentences/say.ts';
import type { Sentence } from '../../shared/sentences/sentence.ts';
import { QmpError } from './errors.ts';
import { JsonStream, JsonStreamError } from './json-stream.ts';
import { openSocket } from './wire.ts';

/** Every way in which the guest agent can fail us: `silent` when it does not run, or the guest does not. */
export type GuestAgentErrorCode = 'unreachable' | 'silent' | 'closed' | 'garbage' | 'refused';

export class GuestAgentError extends SaidError {
  readonly code: GuestAgentErrorCode;

  constructor(code: GuestAgentErrorCode, said: Sentence, options?: ErrorOptions) {
    super(said, options);
    this.name = 'GuestAgentError';
    this.code = code;
  }
}

export type FreezeStatus = 'thawed' | 'frozen';

export type GuestAgentOptions = {
  /** For connecting and for each command, in ms; 3000 when not given. */
  readonly deadlineMs?: number;
  readonly signal?: AbortSignal;
};

/** The byte that makes either side's parser start anew (qga/qapi-schema.json, guest-sync-delimited). */
const SENTINEL = 0xff;

const DEFAULT_DEADLINE_MS = 3000;

const replySchema = z.object({ return: z.unknown() });
const errorSchema = z.object({ error: z.object({ desc: z.string() }) });

type Limits = { readonly deadlineMs?: number | undefined; readonly signal?: AbortSignal | undefined };

type Pending = { readonly resolve: (value: unknown) => void; readonly reject: (error: Error) => void };

/**
 * Talks to qemu-ga inside the guest over its unix socket on the host: one command at a time, synchronised first.
 * The agent cannot be seen to be connected: silence is its only way to say that it is not there.
 */
export class GuestAgent implements AsyncDisposable {
  readonly #socket: Socket;
  readonly #deadlineMs: number;
  readonly #closed = Promise.withResolvers<void>();
  #stream = new JsonStream();
  /** Bytes before the sentinel are an answer to somebody else. */
  #deaf = true;
  #pending: Pending | null = null;
  #turn: Promise<unknown> = Promise.resolve();
  #inSync = false;

  private constructor(socket: Socket, deadlineMs: number) {
    this.#socket = socket;
    this.#deadlineMs = deadlineMs;
    socket.on('data', (bytes) => this.#receive(bytes));
    socket.on('close', () => {
      this.#fail(new GuestAgentError('closed', say('agent/ended')));
      this.#closed.resolve();
    });
  }

  /** Connects to the agent's socket and makes sure that an agent answers. Throws {@link GuestAgentError} or the signal's reason. */
  static async connect(socketPath: string, options: GuestAgentOptions = {}): Promise<GuestAgent> {
    const { deadlineMs = DEFAULT_DEADLINE_MS, signal } = options;
    const agent = new GuestAgent(await openAgentSocket(socketPath, deadlineMs, signal), deadlineMs);
    try {
      await agent.ping(signal);
      return agent;
    } catch (error) {
      await agent.close();
      throw error;
    }
  }

  async ping(signal?: AbortSignal): Promise<void> {
    await this.#execute('guest-ping', {}, z.unknown(), { signal });
  }

  /** The agent's version and the commands that the guest's owner left enabled. */
  info(): Promise<{ readonly version: string; readonly commands: readonly string[] }> {
    const parse = z
      .object({
        version: z.string(),
        supported_commands: z.array(z.object({ name: z.string(), enabled: z.boolean() })),
      })
      .transform(({ version, supported_commands: known }) => ({
        version,
        commands: known.filter(({ enabled }) => enabled).map(({ name }) => name),
      }));
    return this.#execute('guest-info', {}, parse);
  }

  freezeStatus(): Promise<FreezeStatus> {
    return this.#execute('guest-fsfreeze-status', {}, z.enum(['thawed', 'frozen']));
  }

  /**
   * Freezes the guest's file systems and resolves with how many. Always {@link thaw} after it, also when it throws:
   * the agent may have been late. Windows guests thaw by themselves after 10 s. `deadlineMs`: the agent's own when not given.
   */
  freeze(deadlineMs?: number): Promise<number> {
    return this.#execute('guest-fsfreeze-freeze', {}, z.number(), { deadlineMs });
  }

  /** Thaws and resolves with how many file systems. Nothing frozen is no error. `deadlineMs` as for {@link freeze}. */
  thaw(deadlineMs?: number): Promise<number> {
    return this.#execute('guest-fsfreeze-thaw', {}, z.number(), { deadlineMs });
  }

  /** The guest's clock, in ms since 1970. */
  async time(): Promise<number> {
    return (await this.#execute('guest-get-time', {}, z.number())) / 1_000_000;
  }

  /** Sets the guest's clock: `timeMs` since 1970; from its hardware clock when not given. */
  async setTime(timeMs?: number): Promise<void> {
    const args = timeMs === undefined ? {} : { time: Math.round(timeMs) * 1_000_000 };
    await this.#execute('guest-set-time', args, z.unknown());
  }

  async close(): Promise<void> {
    this.#socket.destroy();
    await this.#closed.promise;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  #execute<T>(
    command: string,
    args: Readonly<Record<string, unknown>>,
    schema: { readonly parse: (value: unknown) => T },
    limits: Limits = {},
  ): Promise<T> {
    const turn = this.#turn.then(async () => {
      if (!this.#inSync) await this.#synchronise(limits);
      const value = await this.#ask(command, JSON.stringify({ execute: command, arguments: args }), limits);
      return parse(command, value, schema.parse);
    });
    // The next command takes its turn whatever becomes of this one.
    this.#turn = turn.catch(() => undefined);
    return turn;
  }

  async #synchronise(limits: Limits): Promise<void> {
    const id = randomInt(2 ** 31);
    const text = JSON.stringify({ execute: 'guest-sync-delimited', arguments: { id } });
    this.#deaf = true;
    const sentinel = Buffer.from([SENTINEL]);
    const answer = await this.#ask(
      'guest-sync-delimited',
      Buffer.concat([sentinel, Buffer.from(text)]),
      limits,
    );
    if (answer !== id) throw new GuestAgentError('garbage', say('agent/another'));
    this.#inSync = true;
  }

  async #ask(command: string, request: string | Uint8Array, limits: Limits): Promise<unknown> {
    const { signal, deadlineMs = this.#deadlineMs } = limits;
    signal?.throwIfAborted();
    if (this.#socket.destroyed) throw new GuestAgentError('closed', say('agent/closed'));
    const { promise, resolve, reject } = Promise.withResolvers<unknown>();
    this.#pending = { resolve, reject };
    const silent = say('agent/late', { command, ms: String(deadlineMs) });
    const timer = setTimeout(() => reject(new GuestAgentError('silent', silent)), deadlineMs);
    const abort = () => reject(signal?.reason);
    signal?.addEventListener('abort', abort, { once: true });
    this.#socket.write(request);
    this.#socket.write('\n');
    try {
      return await promise;
    } catch (error) {
      // A late answer must not be taken for the next one's.
      if (!(error instanceof GuestAgentError && error.code === 'refused')) this.#inSync = false;
      throw error;
    } finally {
      this.#pending = null;
      clearTimeout(timer);
      signal?.removeEventListener('abort', abort);
    }
  }

  #receive(bytes: Uint8Array): void {
    const sentinelAt = bytes.lastIndexOf(SENTINEL);
    if (sentinelAt !== -1) {
      this.#deaf = false;
      this.#stream = new JsonStream();
    }
    if (this.#deaf) return;
    try {
      for (const value of this.#stream.push(bytes.subarray(sentinelAt + 1))) this.#answer(value);
    } catch (error) {
      if (!(error instanceof JsonStreamError)) throw error;
      this.#deaf = true;
      this.#fail(
        new GuestAgentError('garbage', say('agent/nonsense', { said: error.message }), { cause: error }),
      );
    }
  }

  #answer(value: unknown): void {
    const reply = replySchema.safeParse(value);
    const error = errorSchema.safeParse(value);
    if (error.success)
      this.#fail(new GuestAgentError('refused', say('agent/refused', { said: error.data.error.desc })));
    else if (reply.success) this.#pending?.resolve(reply.data.return);
  }

  #fail(error: GuestAgentError): void {
    this.#pending?.reject(error);
  }
}

async function openAgentSocket(path: string, deadlineMs: number, signal?: AbortSignal): Promise<Socket> {
  try {
    return await openSocket({ type: 'unix', path }, deadlineMs, signal);
  } catch (error) {
    if (!(error instanceof QmpError)) throw error;
    throw new GuestAgentError('unreachable', error.said, { cause: error });
  }
}

function parse<T>(command: string, value: unknown, parser: (value: unknown) => T): T {
  try {
    return parser(value);
  } catch (cause) {
    throw new GuestAgentError('garbage', say('agent/unreadable', { command }), {
      cause,
    });
  }
}
