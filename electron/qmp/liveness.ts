import { setTimeout as wait } from 'node:timers/promises';
import { QmpError } from './errors.ts';

/** Whether QEMU still answers out-of-band while its monitor is blocked by a job. */
export type QmpLiveness = 'responsive' | 'unresponsive';

/** Asks again and again while it is started; it reports, and never ends a connection. */
export class LivenessProbe {
  readonly #ask: (signal: AbortSignal) => Promise<unknown>;
  readonly #intervalMs: number;
  readonly #changed: (liveness: QmpLiveness) => void;
  #liveness: QmpLiveness = 'responsive';
  #starts = 0;
  #round = new AbortController();

  /** `ask` resolves when QEMU answers; an answer later than `intervalMs` counts as unresponsive until it comes. */
  constructor(
    ask: (signal: AbortSignal) => Promise<unknown>,
    intervalMs: number,
    changed: (liveness: QmpLiveness) => void,
  ) {
    this.#ask = ask;
    this.#intervalMs = intervalMs;
    this.#changed = changed;
  }

  get liveness(): QmpLiveness {
    return this.#liveness;
  }

  /** Begins to ask, until as many {@link stop} calls have followed. */
  start(): void {
    this.#starts += 1;
    if (this.#starts > 1) return;
    this.#round = new AbortController();
    void this.#keepAsking(this.#round.signal);
  }

  /** Undoes one {@link start}. */
  stop(): void {
    this.#starts -= 1;
    if (this.#starts > 0) return;
    this.#round.abort();
    this.#become('responsive');
  }

  async #keepAsking(signal: AbortSignal): Promise<void> {
    try {
      for (;;) {
        await wait(this.#intervalMs, undefined, { signal });
        const late = setTimeout(() => this.#become('unresponsive'), this.#intervalMs);
        try {
          await this.#ask(signal);
        } finally {
          clearTimeout(late);
        }
        this.#become('responsive');
      }
    } catch (error) {
      // Stopped, disconnected, or a QEMU before 6.0 that has nothing to ask out-of-band: there is no more to report.
      if (!signal.aborted && !(error instanceof QmpError)) throw error;
    }
  }

  #become(liveness: QmpLiveness): void {
    if (liveness === this.#liveness) return;
    this.#liveness = liveness;
    this.#changed(liveness);
  }
}
