/** Works on things a few at a time, in the order they were added; one that waits already is not added twice. */
export class WorkQueue<T> {
  readonly #work: (item: T) => Promise<void>;
  readonly #atOnce: number;
  readonly #waiting = new Set<T>();
  readonly #running = new Set<Promise<void>>();
  #closed = false;

  /** `work` must not throw. */
  constructor(work: (item: T) => Promise<void>, atOnce: number) {
    this.#work = work;
    this.#atOnce = atOnce;
  }

  get isIdle(): boolean {
    return this.#waiting.size === 0 && this.#running.size === 0;
  }

  /** Adds one that is worked on again, also when it is being worked on now. Does nothing once closed. */
  add(item: T): void {
    if (this.#closed) return;
    this.#waiting.add(item);
    this.#begin();
  }

  /** Drops what waits; resolves when nothing runs any more. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#waiting.clear();
    await Promise.all(this.#running);
  }

  #begin(): void {
    for (const item of this.#waiting) {
      if (this.#running.size >= this.#atOnce) return;
      this.#waiting.delete(item);
      const running = this.#work(item).then(() => {
        this.#running.delete(running);
        this.#begin();
      });
      this.#running.add(running);
    }
  }
}
