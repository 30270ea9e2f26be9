import { randomBytes } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import {
  type DomainSnapshot,
  DomainSnapshotError,
  formatDomainSnapshot,
  parseDomainSnapshot,
} from '../../shared/domainsnapshot.ts';
import { isLeftOver, namesIn, readIfThere, removeDurably, writeDurably } from '../files/durable-file.ts';
import { imageIdentity, momentIdentity } from '../hypervisor/hypervisor.ts';
import type { MachinePlace } from './machine-place.ts';

/** A `<domainsnapshot>` of the store; `problem` says why it can't be read. */
export type StoredSnapshot =
  | { readonly key: string; readonly document: DomainSnapshot }
  | { readonly key: string; readonly problem: string; readonly writtenAt: number };

const FILE = 'snapshot.xml';
/** Files that are read at the same time; each may keep a thread of the four that the process has for files. */
const READS_AT_ONCE = 8;
const KEY = /^[0-9a-z]+-[0-9a-f]+$/;

/** A key for a new snapshot's folder, never used before. */
export function newKey(): string {
  return `${Date.now().toString(36)}-${randomBytes(6).toString('hex')}`;
}

/** What identifies the very snapshot that a document describes. */
export function identitiesOf(document: DomainSnapshot): readonly string[] {
  const identities = document.blockDevices.flatMap((device) =>
    device.imageSnapshotId === null || device.imageSnapshotDate === null
      ? []
      : [imageIdentity(device.imageSnapshotId, device.imageSnapshotDate)],
  );
  if (identities.length > 0 || document.createdAt === null) return identities;
  return [momentIdentity(document.createdAt)];
}

/** The documents of the store: `<the machine's place>/<key>/snapshot.xml`. */
export class SnapshotDocuments {
  readonly #home: string;

  /** `home` is the store's folder. */
  constructor(home: string) {
    this.#home = home;
  }

  /** All documents of a machine, also those that can't be read; removes what a crash left half written. */
  async readAll(place: MachinePlace): Promise<readonly StoredSnapshot[]> {
    const machine = join(this.#home, place);
    const keys: string[] = [];
    for (const name of await namesIn(machine)) {
      if (isLeftOver(name)) await removeDurably(join(machine, name));
      else if (KEY.test(name)) keys.push(name);
    }
    const stored: StoredSnapshot[] = [];
    for (let from = 0; from < keys.length; from += READS_AT_ONCE) {
      const reads = keys.slice(from, from + READS_AT_ONCE).map((key) => this.#read(machine, key));
      for (const found of await Promise.all(reads)) if (found !== null) stored.push(found);
    }
    return stored;
  }

  async #read(machine: string, key: string): Promise<StoredSnapshot | null> {
    const folder = join(machine, key);
    const path = join(folder, FILE);
    const text = await readIfThere(path);
    if (text === null) {
      // Made for a document that was never written.
      if ((await namesIn(folder)).length === 0) await removeDurably(folder);
      return null;
    }
    try {
      return { key, document: parseDomainSnapshot(text) };
    } catch (error) {
      if (!(error instanceof DomainSnapshotError)) throw error;
      return { key, problem: error.message, writtenAt: (await stat(path)).mtimeMs };
    }
  }

  /** Writes a document durably. Throws DomainSnapshotError for what XML can't carry, and system errors. */
  async write(place: MachinePlace, key: string, document: DomainSnapshot): Promise<void> {
    const machine = join(this.#home, place);
    // Not beside the document, so that whatever a crash leaves is found by one look into the machine's folder.
    await writeDurably(join(machine, key, FILE), formatDomainSnapshot(document, 'seed'), {
      temporaryFolder: machine,
    });
  }

  async remove(place: MachinePlace, key: string): Promise<void> {
    await removeDurably(join(this.#home, place, key));
  }
}
