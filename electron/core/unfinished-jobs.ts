import type { Sentence } from '../../shared/sentences/sentence.ts';
import type { Intent } from '../snapshots/intent.ts';
import type { MachineBook } from '../snapshots/machine-book.ts';
import { recover } from '../snapshots/recover.ts';

/** What a job was about to do with a machine when it was cut off. */
export interface Unfinished {
  readonly jobId: string;
  readonly intents: readonly Intent[];
}

/** Hears what was found out of a job; resolves when it is on disk. */
export type OnRecovered = (jobId: string, sentences: readonly Sentence[]) => Promise<void>;

/** Jobs that were cut off, by machine, until it was looked into how far they came. */
export class UnfinishedJobs {
  readonly #onRecovered: OnRecovered;
  readonly #byMachine = new Map<string, readonly Unfinished[]>();
  readonly #recovering = new Map<string, Promise<void>>();

  constructor(onRecovered: OnRecovered) {
    this.#onRecovered = onRecovered;
  }

  add(machine: string, unfinished: Unfinished): void {
    this.#byMachine.set(machine, [...this.#of(machine), unfinished]);
  }

  /** Looks how far a machine's jobs came, if there are any and it can be seen. Throws as `recover` does. */
  recover(book: MachineBook): Promise<void> {
    const under = this.#recovering.get(book.machineId);
    if (under !== undefined) return under;
    if (!this.#byMachine.has(book.machineId) || book.domain.state === 'unknown') return Promise.resolve();
    const recovering = this.#recover(book).finally(() => this.#recovering.delete(book.machineId));
    this.#recovering.set(book.machineId, recovering);
    return recovering;
  }

  /** What can't be finished now, as on a full disk, stays for the next time. */
  async #recover(book: MachineBook): Promise<void> {
    for (const unfinished of this.#of(book.machineId)) {
      await this.#onRecovered(unfinished.jobId, await recover(book, unfinished.intents));
      const rest = this.#of(book.machineId).filter((each) => each !== unfinished);
      if (rest.length > 0) this.#byMachine.set(book.machineId, rest);
      else this.#byMachine.delete(book.machineId);
    }
  }

  #of(machine: string): readonly Unfinished[] {
    return this.#byMachine.get(machine) ?? [];
  }
}
