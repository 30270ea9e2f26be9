/** How many machines' images are looked into at a time while nobody waits for them. */
const AT_ONCE = 2;
/** How many are when somebody does, those others included. */
const URGENT_AT_ONCE = 4;

/** Who looks into images when: of a thousand machines, the one that somebody waits for comes first. */
export class LookTurns {
  readonly #urgent: (() => void)[] = [];
  readonly #others: (() => void)[] = [];
  #running = 0;

  /** Runs `work` when its turn comes; throws as it does. */
  async take<T>(isUrgent: boolean, work: () => Promise<T>): Promise<T> {
    const turn = Promise.withResolvers<void>();
    (isUrgent ? this.#urgent : this.#others).push(turn.resolve);
    this.#begin();
    await turn.promise;
    try {
      return await work();
    } finally {
      this.#running -= 1;
      this.#begin();
    }
  }

  #begin(): void {
    for (;;) {
      const next = this.#next();
      if (next === undefined) return;
      this.#running += 1;
      next();
    }
  }

  #next(): (() => void) | undefined {
    if (this.#running >= URGENT_AT_ONCE) return undefined;
    return this.#urgent.shift() ?? (this.#running < AT_ONCE ? this.#others.shift() : undefined);
  }
}
