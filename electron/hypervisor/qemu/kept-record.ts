import { isDeepStrictEqual } from 'node:util';
import type { MachineRecord, MachineRecords } from './machine-record.ts';

/** One machine's record, in memory and on disk. Writes go one after the other, so that the newest stays. */
export class KeptRecord {
  readonly #records: MachineRecords;
  #value: MachineRecord;
  #written: MachineRecord | null;
  #turn: Promise<void> = Promise.resolve();
  #isClosed = false;

  /** `value` is on disk already. */
  constructor(records: MachineRecords, value: MachineRecord) {
    this.#records = records;
    this.#value = value;
    this.#written = value;
  }

  get value(): MachineRecord {
    return this.#value;
  }

  /** Changes the record now; resolves when it is on disk, or at once where only what changes all the time did. */
  async change(change: Partial<MachineRecord>): Promise<void> {
    this.#value = { ...this.#value, ...change };
    const turn = this.#turn.then(() => this.#write());
    this.#turn = turn.catch(() => undefined);
    await turn;
  }

  /** Changes what is not worth a write of its own; it is on disk with the next one. */
  touch(change: Pick<MachineRecord, 'seenAt'>): void {
    this.#value = { ...this.#value, ...change };
  }

  /** Writes what was only touched. */
  async flush(): Promise<void> {
    this.#written = null;
    await this.change({});
  }

  /** Nothing is written any more when this resolves. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#turn;
  }

  async #write(): Promise<void> {
    const value = this.#value;
    if (this.#isClosed) return;
    if (this.#written !== null && isDeepStrictEqual(lasting(value), lasting(this.#written))) return;
    await this.#records.write(value);
    this.#written = value;
  }
}

/** What is worth a write when it changes: images grow all the time. */
function lasting(record: MachineRecord): unknown {
  return {
    ...record,
    seenAt: null,
    drives: record.drives.map((drive) => ({ ...drive, actualSizeBytes: null })),
  };
}
