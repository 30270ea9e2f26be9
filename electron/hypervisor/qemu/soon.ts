/** Does something once, a while after the first of the calls that ask for it. */
export class Soon {
  readonly #work: () => void;
  readonly #afterMs: number;
  #timer: NodeJS.Timeout | null = null;

  constructor(work: () => void, afterMs: number) {
    this.#work = work;
    this.#afterMs = afterMs;
  }

  ask(): void {
    if (this.#timer !== null) return;
    this.#timer = setTimeout(() => {
      this.#timer = null;
      this.#work();
    }, this.#afterMs);
  }

  cancel(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
  }
}
