import { bytesOf } from './host-files.ts';
import type { Connected } from './link.ts';
import type { SnapshotReading } from './snapshot-reading.ts';

/** Files that are asked for together. */
const AT_ONCE = 16;

/** Sizes of the files in which snapshots of a machine keep memory: written once, so measured once. */
export class MemoryFiles {
  readonly #onChange: () => void;
  /** By snapshot: a file's name may be used again. */
  readonly #bytes = new Map<string, number | null>();
  #isMeasuring = false;

  /** `onChange` hears of sizes that were found out. */
  constructor(onChange: () => void) {
    this.#onChange = onChange;
  }

  /** Changes with what is known. */
  get version(): number {
    return this.#bytes.size;
  }

  /** The size of a snapshot's file in bytes; null when it has none, or nobody knows. */
  bytesFor(reading: SnapshotReading): number | null {
    return this.#bytes.get(keyOf(reading)) ?? null;
  }

  /** Has those measured that are not yet, without waiting. */
  measure(connected: Connected, readings: Iterable<SnapshotReading>): void {
    const wanted = new Map<string, string>();
    for (const reading of readings) {
      const key = keyOf(reading);
      if (reading.memoryFile !== null && !this.#bytes.has(key)) wanted.set(key, reading.memoryFile);
    }
    if (wanted.size === 0 || this.#isMeasuring) return;
    this.#isMeasuring = true;
    this.#measure(connected, [...wanted])
      .then(() => this.#onChange())
      // The connection ended; with the next listing there is another try.
      .catch(() => undefined)
      .finally(() => {
        this.#isMeasuring = false;
      });
  }

  async #measure(connected: Connected, wanted: readonly (readonly [string, string])[]): Promise<void> {
    for (let from = 0; from < wanted.length; from += AT_ONCE) {
      await Promise.all(
        wanted
          .slice(from, from + AT_ONCE)
          .map(async ([key, path]) => this.#bytes.set(key, await bytesOf(connected, path))),
      );
    }
  }
}

function keyOf({ createdAt, memoryFile }: SnapshotReading): string {
  return `${createdAt} ${memoryFile}`;
}
