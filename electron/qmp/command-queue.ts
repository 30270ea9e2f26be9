import { say } from '../../shared/sentences/say.ts';
import { DeadlineClock } from './deadline-clock.ts';
import { QmpCommandError, type QmpError, QmpNoReplyError } from './errors.ts';

/** One command on its way to a reply. */
export type QueuedCommand = {
  readonly id: string;
  readonly command: string;
  /** The JSON that is sent. */
  readonly text: string;
  /** Out-of-band commands overtake; in-band ones go one at a time. */
  readonly outOfBand: boolean;
  readonly deadlineMs: number | null;
  readonly signal: AbortSignal | undefined;
};

type Waiting = QueuedCommand & {
  sent: boolean;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: unknown) => void;
};

/**
 * Sends in-band commands one after another and matches replies to them by id.
 *
 * One at a time because QEMU carries them out in order anyway, and because with eight waiting it stops
 * reading the socket, so that an out-of-band command would no longer get through (monitor/qmp.c).
 * A command whose caller gave up keeps its turn until QEMU answers it.
 */
export class CommandQueue {
  readonly clock = new DeadlineClock();
  readonly #write: (text: string) => void;
  readonly #unsent: Waiting[] = [];
  readonly #sent = new Map<unknown, Waiting>();
  #inBand: Waiting | null = null;
  #ended: QmpError | null = null;

  constructor(write: (text: string) => void) {
    this.#write = write;
  }

  /** Resolves with the reply's value. Throws {@link QmpCommandError}, {@link QmpNoReplyError} or the signal's reason. */
  async submit(command: QueuedCommand): Promise<unknown> {
    command.signal?.throwIfAborted();
    if (this.#ended !== null) throw noReply(command, false, this.#ended);
    const { promise, resolve, reject } = Promise.withResolvers<unknown>();
    const waiting: Waiting = { ...command, sent: false, resolve, reject };
    const giveUp = (error: unknown) => {
      this.#withdraw(waiting);
      reject(error);
    };
    const abort = () => giveUp(command.signal?.reason);
    command.signal?.addEventListener('abort', abort, { once: true });
    const clock = command.outOfBand ? unpausedClock : this.clock;
    const stopClock = clock.start(command.deadlineMs, () => {
      const reason = say('qmp/time-over', { ms: String(command.deadlineMs) });
      giveUp(new QmpNoReplyError('timeout', command.command, waiting.sent, reason));
    });
    try {
      if (command.outOfBand) this.#send(waiting);
      else this.#enqueue(waiting);
      return await promise;
    } finally {
      stopClock();
      command.signal?.removeEventListener('abort', abort);
    }
  }

  /** Takes a reply. One with an id that is not ours, or no longer, changes nothing. */
  answer(id: unknown, value: unknown): void {
    this.#take(id)?.resolve(value);
    this.#sendNext();
  }

  /** Takes an error reply; as {@link answer}. */
  refuse(id: unknown, errorClass: string, desc: string): void {
    const waiting = this.#take(id);
    waiting?.reject(new QmpCommandError(waiting.command, errorClass, desc));
    this.#sendNext();
  }

  /**
   * Takes an error that names no command: QEMU could not parse what was sent.
   * @returns false where it cannot be known whose error it is.
   */
  refuseUnnamed(errorClass: string, desc: string): boolean {
    const [first, ...others] = this.#sent.keys();
    if (others.length > 0) return false;
    if (first !== undefined) this.refuse(first, errorClass, desc);
    return true;
  }

  /** Fails everything that waits, and every later command. */
  end(error: QmpError): void {
    if (this.#ended !== null) return;
    this.#ended = error;
    for (const waiting of [...this.#sent.values(), ...this.#unsent]) {
      waiting.reject(noReply(waiting, waiting.sent, error));
    }
    this.#sent.clear();
    this.#unsent.length = 0;
  }

  #enqueue(waiting: Waiting): void {
    this.#unsent.push(waiting);
    this.#sendNext();
  }

  #sendNext(): void {
    if (this.#inBand !== null) return;
    const next = this.#unsent.shift();
    if (next === undefined) return;
    this.#inBand = next;
    this.#send(next);
  }

  #send(waiting: Waiting): void {
    waiting.sent = true;
    this.#sent.set(waiting.id, waiting);
    this.#write(waiting.text);
  }

  #take(id: unknown): Waiting | undefined {
    const waiting = this.#sent.get(id);
    this.#sent.delete(id);
    if (waiting !== undefined && waiting === this.#inBand) this.#inBand = null;
    return waiting;
  }

  #withdraw(waiting: Waiting): void {
    const at = this.#unsent.indexOf(waiting);
    if (at !== -1) this.#unsent.splice(at, 1);
  }
}

/** Out-of-band commands are answered even while the monitor is blocked. */
const unpausedClock = new DeadlineClock();

const noReply = (command: QueuedCommand, sent: boolean, error: QmpError): QmpNoReplyError =>
  new QmpNoReplyError(error.code, command.command, sent, error.said, error);
