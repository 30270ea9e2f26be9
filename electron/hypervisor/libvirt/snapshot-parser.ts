import { DomainSnapshotError } from '../../../shared/domainsnapshot.ts';
import { WorkerThread } from '../../threads/worker-thread.ts';
import type { Definition } from './definition.ts';
import { readPlainSnapshot } from './plain-snapshot.ts';
import { definitionOf, readSnapshotXml, type SnapshotReading } from './snapshot-reading.ts';

/** A document that was read, or a sentence on why it can't be. */
export type ParsedSnapshot = { readonly reading: SnapshotReading } | { readonly problem: string };

/** So many at most are given to the parser on this thread at once, a millisecond or two; more go to the worker thread. */
const FEW = 4;

/** Reads snapshots' documents: plain ones at once, and where many are not plain, those in a worker thread. */
export class SnapshotParser {
  readonly #definitions = new Map<string, Definition>();
  readonly #worker = new WorkerThread<readonly string[], readonly ParsedSnapshot[]>(
    import.meta.dirname,
    'snapshot-xml-worker',
  );

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
    return await this.#worker.ask(documents);
  }

  /** Ends the worker thread; what is not read fails. May be called twice. */
  async close(): Promise<void> {
    await this.#worker.close();
  }

  #parseHere(xml: string): ParsedSnapshot {
    try {
      return { reading: readSnapshotXml(xml, this.#definitions) };
    } catch (error) {
      if (error instanceof DomainSnapshotError) return { problem: error.message };
      throw error;
    }
  }
}
