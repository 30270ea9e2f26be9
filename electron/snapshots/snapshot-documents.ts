import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { type DomainSnapshot, formatDomainSnapshot } from '../../shared/domainsnapshot.ts';
import { isLeftOver, namesIn, removeDurably, writeDurably } from '../files/durable-file.ts';
import { imageIdentity, momentIdentity } from '../hypervisor/hypervisor.ts';
import { DOCUMENT_FILE, DocumentReader, type StoredSnapshot } from './document-reader.ts';
import type { MachinePlace } from './machine-place.ts';

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
  readonly #reader = new DocumentReader();

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
    const { stored, empty } = await this.#reader.read({ folder: machine, keys });
    for (const key of empty) {
      const folder = join(machine, key);
      // Made for a document that was never written.
      if ((await namesIn(folder)).length === 0) await removeDurably(folder);
    }
    return stored;
  }

  /** Writes a document durably. Throws DomainSnapshotError for what XML can't carry, and system errors. */
  async write(place: MachinePlace, key: string, document: DomainSnapshot): Promise<void> {
    const machine = join(this.#home, place);
    // Not beside the document, so that whatever a crash leaves is found by one look into the machine's folder.
    await writeDurably(join(machine, key, DOCUMENT_FILE), formatDomainSnapshot(document, 'seed'), {
      temporaryFolder: machine,
    });
  }

  async remove(place: MachinePlace, key: string): Promise<void> {
    await removeDurably(join(this.#home, place, key));
  }

  /** Resolves when nothing is read any more; what is not read fails. */
  async close(): Promise<void> {
    await this.#reader.close();
  }
}
