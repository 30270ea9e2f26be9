/** Lets through so many in one turn of the thread's event loop: what a thousand begin at once would hold it up. */
export class Pace {
  readonly #perTurn: number;
  readonly #waiting: (() => void)[] = [];
  #left: number;
  #isTurning = false;

  constructor(perTurn: number) {
    this.#perTurn = perTurn;
    this.#left = perTurn;
  }

  /** Resolves when it is the caller's turn, in the order asked for. */
  async turn(): Promise<void> {
    this.#turnSoon();
    if (this.#left > 0) {
      this.#left -= 1;
      return;
    }
    await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }

  #turnSoon(): void {
    if (this.#isTurning) return;
    this.#isTurning = true;
    setImmediate(() => {
      this.#isTurning = false;
      const released = this.#waiting.splice(0, this.#perTurn);
      this.#left = this.#perTurn - released.length;
      if (released.length > 0) this.#turnSoon();
      for (const release of released) release();
    });
  }
}
