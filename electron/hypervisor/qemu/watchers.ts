/** How often something that somebody waits for is tried again, in ms. */
const NUDGE_MS = 100;

/** Those who wait for something to become true. */
export class Watchers {
  readonly #looks = new Set<() => void>();

  /** Lets everybody look. */
  tell(): void {
    for (const look of this.#looks) look();
  }

  /**
   * Resolves with what `fits` returns once it is not null; looks now and whenever told. Calls `nudge` meanwhile,
   * to hurry what is waited for. Rejects with the signal's reason.
   */
  async until<T>(fits: () => T | null, signal: AbortSignal, nudge: () => void): Promise<T> {
    signal.throwIfAborted();
    const { promise, resolve, reject } = Promise.withResolvers<T>();
    const look = (): void => {
      const found = fits();
      if (found !== null) resolve(found);
    };
    const onAbort = (): void => reject(signal.reason);
    signal.addEventListener('abort', onAbort, { once: true });
    this.#looks.add(look);
    const timer = setInterval(nudge, NUDGE_MS);
    look();
    try {
      return await promise;
    } finally {
      clearInterval(timer);
      this.#looks.delete(look);
      signal.removeEventListener('abort', onAbort);
    }
  }
}
