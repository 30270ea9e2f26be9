export interface KeepaliveOptions {
  /** Milliseconds between looks; a ping is sent when nothing came since the last one. */
  readonly intervalMs: number;
  /** Unanswered pings after which the peer counts as dead. */
  readonly count: number;
}

/** libvirt's own defaults for both sides (`keepalive_interval`, `keepalive_count` in libvirtd.conf). */
const defaults: KeepaliveOptions = { intervalMs: 5000, count: 5 };

interface KeepaliveActions {
  ping(): void;
  /** Called once, with the seconds of silence. */
  dead(seconds: number): void;
}

/**
 * Notices a peer that no longer answers, such as the far end of an ssh that hangs.
 * It counts looks and not time, so that waking up after a long sleep gives the peer its full chance to answer.
 */
export class KeepaliveWatch {
  readonly #actions: KeepaliveActions;
  readonly #options: KeepaliveOptions;
  #timer: NodeJS.Timeout | null = null;
  #heard = true;
  #unanswered = 0;

  constructor(actions: KeepaliveActions, options: KeepaliveOptions = defaults) {
    this.#actions = actions;
    this.#options = options;
  }

  /** Begins to look; does nothing when it has begun. */
  start(): void {
    this.#timer ??= setInterval(() => this.#look(), this.#options.intervalMs).unref();
  }

  stop(): void {
    if (this.#timer !== null) {
      clearInterval(this.#timer);
      this.#timer = null;
    }
  }

  /** Anything at all came from the peer. */
  heard(): void {
    this.#heard = true;
    this.#unanswered = 0;
  }

  #look(): void {
    if (!this.#heard && this.#unanswered >= this.#options.count) {
      this.stop();
      this.#actions.dead(Math.round((this.#options.intervalMs * (this.#options.count + 1)) / 1000));
      return;
    }
    if (!this.#heard) {
      this.#unanswered += 1;
      this.#actions.ping();
    }
    this.#heard = false;
  }
}
