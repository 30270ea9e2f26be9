import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import {
  type DomainSnapshot,
  DomainSnapshotError,
  parseDomainSnapshot,
} from '../../shared/domainsnapshot.ts';
import { isMissing } from '../files/durable-file.ts';
import { WorkerThread } from '../threads/worker-thread.ts';

/** A `<domainsnapshot>` of the store; `problem` says why it can't be read. */
export type StoredSnapshot =
  | { readonly key: string; readonly document: DomainSnapshot }
  | { readonly key: string; readonly problem: string; readonly writtenAt: number };

export const DOCUMENT_FILE = 'snapshot.xml';

export interface DocumentRequest {
  /** The machine's folder. */
  readonly folder: string;
  readonly keys: readonly string[];
}

export interface ReadDocuments {
  readonly stored: readonly StoredSnapshot[];
  /** Keys whose folders hold no document. */
  readonly empty: readonly string[];
}

/** So many documents of one machine are read on this thread at once: 1 ms or 2. */
const FEW = 8;
/** So many come over from the worker thread at a time: 2 ms for this one. */
const AT_ONCE = 100;

/** Reads documents of the store; where a machine has many, in a worker thread. */
export class DocumentReader {
  readonly #worker = new WorkerThread<DocumentRequest, ReadDocuments>(import.meta.dirname, 'document-worker');

  /** Throws system errors. */
  async read({ folder, keys }: DocumentRequest): Promise<ReadDocuments> {
    if (keys.length <= FEW) return readDocuments({ folder, keys });
    const stored: StoredSnapshot[] = [];
    const empty: string[] = [];
    for (let from = 0; from < keys.length; from += AT_ONCE) {
      const read = await this.#worker.ask({ folder, keys: keys.slice(from, from + AT_ONCE) });
      stored.push(...read.stored);
      empty.push(...read.empty);
    }
    return { stored, empty };
  }

  /** Ends the thread; what is not read fails. */
  async close(): Promise<void> {
    await this.#worker.close();
  }
}

/** Reads documents at once, one after the other: many times quicker than asking for each. Throws system errors. */
export function readDocuments({ folder, keys }: DocumentRequest): ReadDocuments {
  const stored: StoredSnapshot[] = [];
  const empty: string[] = [];
  const kept = new Map<string, readonly string[]>();
  for (const key of keys) {
    const path = join(folder, key, DOCUMENT_FILE);
    const text = textOf(path);
    if (text === null) empty.push(key);
    else stored.push(parsed(key, path, text, kept));
  }
  return { stored, empty };
}

function textOf(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (isMissing(error)) return null;
    throw error;
  }
}

function parsed(
  key: string,
  path: string,
  text: string,
  kept: Map<string, readonly string[]>,
): StoredSnapshot {
  try {
    return { key, document: withSharedDevices(parseDomainSnapshot(text), kept) };
  } catch (error) {
    if (!(error instanceof DomainSnapshotError)) throw error;
    return { key, problem: error.message, writtenAt: statSync(path).mtimeMs };
  }
}

/** Most snapshots of a machine are of the same devices: one list of them is enough. */
function withSharedDevices(document: DomainSnapshot, known: Map<string, readonly string[]>): DomainSnapshot {
  const devices = document.notes?.devices;
  if (document.notes === null || devices == null) return document;
  const key = devices.join('\0');
  const same = known.get(key);
  if (same !== undefined) return { ...document, notes: { ...document.notes, devices: same } };
  known.set(key, devices);
  return document;
}
