import { randomBytes } from 'node:crypto';
import { say } from '../../shared/sentences/say.ts';
import type { QmpAddress } from './address.ts';
import { CommandQueue } from './command-queue.ts';
import { QmpError } from './errors.ts';
import { LivenessProbe, type QmpLiveness } from './liveness.ts';
import { parseQmpMessage, type QmpEvent, type QmpGreeting } from './messages.ts';
import type { Wire } from './wire.ts';

/** Arguments of a command; keys whose value is `undefined` are left out. */
export type QmpArguments = Readonly<Record<string, unknown>>;

/** Reads a reply's value: a zod schema, or a function that throws on what it does not expect. */
export type ReplyParser<T> = { readonly parse: (value: unknown) => T } | ((value: unknown) => T);

export type ExecuteOptions = {
  /** How long to wait for the reply, in ms; null waits for ever. The session's own when not given. */
  readonly deadlineMs?: number | null;
  /** Gives up. A command that was not sent yet is then never sent; one that was sent is still carried out. */
  readonly signal?: AbortSignal;
};

export type QmpSessionSettings = {
  /** How long a command may take, in ms; null is no limit. */
  readonly commandDeadlineMs: number | null;
  /** How often QEMU's liveness is probed inside {@link QmpSession.withoutDeadlines}, in ms. */
  readonly livenessIntervalMs: number;
};

/** Why a session is over. `client`: by {@link QmpSession.close}. */
export type QmpCloseReason = { readonly by: 'client' | 'server'; readonly error: QmpError };

type Listener<T> = (value: T) => void;

/** A negotiated QMP connection: commands with typed replies, and events. Made by `connectQmp`. */
export class QmpSession implements AsyncDisposable {
  readonly address: QmpAddress;
  readonly greeting: QmpGreeting;
  /** Whether out-of-band commands are possible (QEMU 2.12 and later). */
  readonly outOfBand: boolean;
  /** Resolves, never rejects, when the connection is over. */
  readonly closed: Promise<QmpCloseReason>;

  readonly #settings: QmpSessionSettings;
  readonly #wire: Wire;
  readonly #queue: CommandQueue;
  readonly #events = new Set<Listener<QmpEvent>>();
  readonly #closedListeners = new Set<Listener<QmpCloseReason>>();
  readonly #livenessListeners = new Set<Listener<QmpLiveness>>();
  readonly #probe: LivenessProbe;
  // QEMU sends the late reply of a command to whoever is connected by then: ids must not repeat between sessions.
  readonly #idPrefix = randomBytes(6).toString('hex');
  #commands = 0;
  #closing = false;
  #isClosed = false;

  /** Takes over a wire whose greeting was read; {@link negotiate} must follow. */
  constructor(wire: Wire, greeting: QmpGreeting, settings: QmpSessionSettings) {
    this.address = wire.address;
    this.greeting = greeting;
    this.outOfBand = greeting.capabilities.includes('oob');
    this.#settings = settings;
    this.#wire = wire;
    this.#queue = new CommandQueue((text) => wire.send(text));
    this.#probe = new LivenessProbe(
      (signal) => this.#submit('query-yank', undefined, { signal, deadlineMs: null }, true),
      settings.livenessIntervalMs,
      (liveness) => tell(this.#livenessListeners, liveness),
    );
    const closed = Promise.withResolvers<QmpCloseReason>();
    this.closed = closed.promise;
    wire.own({
      received: (value) => this.#receive(value),
      ended: (error) => {
        const reason = { by: this.#closing ? 'client' : 'server', error } as const;
        this.#queue.end(error);
        closed.resolve(reason);
        this.#isClosed = true;
        tell(this.#closedListeners, reason);
        this.#closedListeners.clear();
      },
    });
  }

  /** Leaves capability negotiation, with out-of-band execution where it is offered. */
  async negotiate(signal?: AbortSignal): Promise<void> {
    const enable = this.outOfBand ? { enable: ['oob'] } : undefined;
    await this.execute('qmp_capabilities', enable, signal === undefined ? {} : { signal });
  }

  /**
   * Sends a command and resolves with its reply, read by `parse` where one is given.
   *
   * Commands are carried out one after another. An empty reply is `{}`.
   * @throws {QmpCommandError} when QEMU refuses, {@link QmpNoReplyError} when no reply comes,
   * {@link QmpError} `unexpected-reply` when `parse` throws, or the signal's reason.
   */
  execute(command: string, args?: QmpArguments, options?: ExecuteOptions): Promise<unknown>;
  execute<T>(
    command: string,
    args: QmpArguments | undefined,
    options: ExecuteOptions & { readonly parse: ReplyParser<T> },
  ): Promise<T>;
  async execute<T>(
    command: string,
    args?: QmpArguments,
    options: ExecuteOptions & { readonly parse?: ReplyParser<T> } = {},
  ): Promise<unknown> {
    const value = await this.#submit(command, args, options, false);
    return options.parse === undefined ? value : parseReply(command, value, options.parse);
  }

  /**
   * Sends a command that overtakes the others and is answered while the monitor is blocked. QEMU has few:
   * `query-yank`, `yank`, `migrate-pause`, `migrate-recover`. Only where {@link outOfBand} holds. Throws as {@link execute}.
   */
  async executeOutOfBand(
    command: string,
    args?: QmpArguments,
    options: ExecuteOptions = {},
  ): Promise<unknown> {
    return this.#submit(command, args, options, true);
  }

  /** Calls `listener`, which must not throw, for every event from now on; the returned function ends that. */
  on(listener: Listener<QmpEvent>): () => void {
    this.#events.add(listener);
    return () => this.#events.delete(listener);
  }

  /** Calls `listener` once when the session is over, or soon if it is already; the returned function ends that. */
  onClosed(listener: Listener<QmpCloseReason>): () => void {
    this.#closedListeners.add(listener);
    if (this.#isClosed) {
      void this.closed.then((reason) => {
        if (this.#closedListeners.delete(listener)) listener(reason);
      });
    }
    return () => this.#closedListeners.delete(listener);
  }

  /** Resolves with the first event from now on that fits. Rejects when the session ends or the signal aborts. */
  async waitForEvent(fits: (event: QmpEvent) => boolean, signal?: AbortSignal): Promise<QmpEvent> {
    signal?.throwIfAborted();
    const { promise, resolve, reject } = Promise.withResolvers<QmpEvent>();
    const off = this.on((event) => {
      if (fits(event)) resolve(event);
    });
    const abort = () => reject(signal?.reason);
    signal?.addEventListener('abort', abort, { once: true });
    const offClosed = this.onClosed(({ error }) => reject(error));
    try {
      return await promise;
    } finally {
      off();
      offClosed();
      signal?.removeEventListener('abort', abort);
    }
  }

  /**
   * Runs `work` during which QEMU's monitor may answer nothing, such as a snapshot job: no command's deadline
   * passes meanwhile, and QEMU's liveness is probed out-of-band where possible ({@link onLiveness}).
   */
  async withoutDeadlines<T>(work: () => Promise<T>): Promise<T> {
    this.#queue.clock.pause();
    if (this.outOfBand) this.#probe.start();
    try {
      return await work();
    } finally {
      if (this.outOfBand) this.#probe.stop();
      this.#queue.clock.resume();
    }
  }

  get liveness(): QmpLiveness {
    return this.#probe.liveness;
  }

  /** Calls `listener` when QEMU stops answering during {@link withoutDeadlines}, and when it answers again. */
  onLiveness(listener: Listener<QmpLiveness>): () => void {
    this.#livenessListeners.add(listener);
    return () => this.#livenessListeners.delete(listener);
  }

  /** Ends the connection; everything that waits rejects. May be called twice. */
  async close(): Promise<void> {
    this.#closing = true;
    this.#wire.cut(new QmpError('closed', say('qmp/closed-by-us')));
    await this.closed;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  #submit(
    command: string,
    args: QmpArguments | undefined,
    { deadlineMs = this.#settings.commandDeadlineMs, signal }: ExecuteOptions,
    outOfBand: boolean,
  ): Promise<unknown> {
    if (outOfBand && !this.outOfBand) throw new Error('This QEMU has no out-of-band execution.');
    this.#commands += 1;
    const id = `${this.#idPrefix}-${this.#commands}`;
    const name = outOfBand ? 'exec-oob' : 'execute';
    const text = `${JSON.stringify({ [name]: command, arguments: args, id })}\n`;
    return this.#queue.submit({ id, command, text, outOfBand, deadlineMs, signal });
  }

  #receive(value: unknown): void {
    const message = parseQmpMessage(value);
    switch (message.kind) {
      case 'reply':
        this.#queue.answer(message.id, message.value);
        break;
      case 'error':
        this.#refuse(message.id, message.errorClass, message.desc);
        break;
      case 'event':
        tell(this.#events, message.event);
        break;
      case 'greeting':
      case 'unknown':
        break;
    }
  }

  #refuse(id: unknown, errorClass: string, desc: string): void {
    if (id !== undefined) this.#queue.refuse(id, errorClass, desc);
    else if (!this.#queue.refuseUnnamed(errorClass, desc)) {
      this.#wire.cut(new QmpError('closed', say('qmp/unnamed-error', { said: desc })));
    }
  }
}

/** Reads the reply to a command. Throws {@link QmpError} `unexpected-reply`. */
export function parseReply<T>(command: string, value: unknown, parser: ReplyParser<T>): T {
  try {
    return typeof parser === 'function' ? parser(value) : parser.parse(value);
  } catch (cause) {
    const said = cause instanceof Error ? cause.message : String(cause);
    throw new QmpError('unexpected-reply', say('qmp/unreadable', { command, said }), {
      cause,
    });
  }
}

/** One listener's fault is the program's to hear of, and must not cost the others, or the stream, a message. */
function tell<T>(listeners: ReadonlySet<Listener<T>>, value: T): void {
  for (const listener of Array.from(listeners)) {
    try {
      listener(value);
    } catch (error) {
      queueMicrotask(() => {
        throw error;
      });
    }
  }
}
