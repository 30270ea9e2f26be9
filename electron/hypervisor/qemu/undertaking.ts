type What = 'starting' | 'loading';

/** What Snapgrove itself is doing with a machine: what is seen of it meanwhile is no surprise, and not how it ends. */
export class Undertaking {
  readonly #onEnd: () => void;
  #what: What | null = null;

  constructor(onEnd: () => void) {
    this.#onEnd = onEnd;
  }

  is(what: What): boolean {
    return this.#what === what;
  }

  async during<T>(what: What, work: () => Promise<T>): Promise<T> {
    this.#what = what;
    try {
      return await work();
    } finally {
      this.#what = null;
      this.#onEnd();
    }
  }
}
