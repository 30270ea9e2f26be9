import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { DomainSnapshotError } from '../../../shared/domainsnapshot.ts';
import type { Definition } from './definition.ts';
import { readPlainSnapshot } from './plain-snapshot.ts';
import { definitionOf, readSnapshotXml, type SnapshotReading } from './snapshot-reading.ts';

/** A document that was read, or a sentence on why it can't be. */
export type ParsedSnapshot = { readonly reading: SnapshotReading } | { readonly problem: string };

export interface ParseRequest {
  readonly id: number;
  readonly documents: readonly string[];
}

export interface ParseReply {
  readonly id: number;
  readonly parsed: readonly ParsedSnapshot[];
}

/** So many at most are given to the parser on this thread at once, a millisecond or two; more go to the worker thread. */
const FEW = 4;

/** Reads snapshots' documents: plain ones at once, and where many are not plain, those in a worker thread. */
export class SnapshotParser {
  readonly #definitions = new Map<string, Definition>();
  readonly #waiting = new Map<number, PromiseWithResolvers<readonly ParsedSnapshot[]>>();
  #worker: Worker | null = null;
  #lastId = 0;
  #closed = false;

  /** Reads documents in their order. Rejects only when the worker thread fails. */
  async parse(documents: readonly string[]): Promise<readonly ParsedSnapshot[]> {
    let parsedHere = 0;
    const known = (domainXml: string): Definition | null | undefined => {
      const definition = this.#definitions.get(domainXml);
      if (definition !== undefined || parsedHere >= FEW) return definition;
      parsedHere += 1;
      return definitionOf(domainXml, this.#definitions);
    };
    const plain = documents.map((xml) => readPlainSnapshot(xml, known));
    const others = documents.filter((_xml, index) => plain[index] === null);
    const parsed = (await this.#parseOthers(others)).values();
    return plain.map((reading) =>
      reading === null ? (parsed.next().value ?? { problem: 'It was not read.' }) : { reading },
    );
  }

  async #parseOthers(documents: readonly string[]): Promise<readonly ParsedSnapshot[]> {
    if (documents.length <= FEW) return documents.map((xml) => this.#parseHere(xml));
    if (this.#closed) throw new Error('the parser of snapshots is closed');
    const worker = this.#worker ?? this.#start();
    this.#lastId += 1;
    const request: ParseRequest = { id: this.#lastId, documents };
    const result = Promise.withResolvers<readonly ParsedSnapshot[]>();
    this.#waiting.set(request.id, result);
    worker.ref();
    worker.postMessage(request);
    return await result.promise;
  }

  /** Ends the worker thread; what is not read fails. May be called twice. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.#worker?.terminate();
  }

  #parseHere(xml: string): ParsedSnapshot {
    try {
      return { reading: readSnapshotXml(xml, this.#definitions) };
    } catch (error) {
      if (error instanceof DomainSnapshotError) return { problem: error.message };
      throw error;
    }
  }

  #start(): Worker {
    const worker = new Worker(workerPath(), { name: 'snapshot-xml-worker', execArgv: [] });
    let cause: unknown;
    worker.on('message', ({ id, parsed }: ParseReply) => {
      this.#waiting.get(id)?.resolve(parsed);
      this.#waiting.delete(id);
      if (this.#waiting.size === 0) worker.unref();
    });
    worker.on('error', (error) => {
      cause = error;
    });
    worker.on('exit', (status) => {
      this.#worker = null;
      const failure = new Error(`The thread that reads snapshots ended with status ${status}.`, { cause });
      for (const { reject } of this.#waiting.values()) reject(failure);
      this.#waiting.clear();
    });
    this.#worker = worker;
    return worker;
  }
}

/** Beside this file when run from source; in a build an entry beside the doors, or one folder above a chunk. */
function workerPath(): string {
  // Packed, it lies beside the archive: a worker thread is read from the disk.
  const here = import.meta.dirname.replace(/app\.asar(?=[\\/])/, 'app.asar.unpacked');
  const places = [
    join(here, 'snapshot-xml-worker.ts'),
    join(here, 'snapshot-xml-worker.js'),
    join(here, '..', 'snapshot-xml-worker.js'),
  ];
  const found = places.find((place) => existsSync(place));
  if (found === undefined) throw new Error(`there is no snapshot-xml-worker at ${here}`);
  return found;
}
