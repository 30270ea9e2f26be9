import type { CallOptions, Connection } from './connection.ts';
import { LibvirtError } from './errors.ts';
import {
  bits,
  type Flags,
  snapshotChildrenFlags,
  snapshotCreateFlags,
  snapshotDeleteFlags,
  snapshotListFlags,
  snapshotRevertFlags,
  snapshotXmlFlags,
} from './flags.ts';
import { listMaximum, procedures } from './procedures.ts';
import type { Domain, DomainSnapshot } from './structures.ts';

/** What libvirt can do with snapshots, one method per call. Every method throws LibvirtError, ConnectionFailure, or the signal's reason. */
export class SnapshotCalls {
  readonly #connection: Connection;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  /** All snapshots of a machine, or those that the flags ask for; parents before children with `topological` (libvirt 5.2). */
  async listAll(
    domain: Domain,
    flags: Flags<typeof snapshotListFlags> = [],
    options?: CallOptions,
  ): Promise<readonly DomainSnapshot[]> {
    const args = { domain, needResults: 1, flags: bits(snapshotListFlags, flags) };
    return (await this.#connection.call(procedures.domainListAllSnapshots, args, options)).snapshots;
  }

  /** The names alone. */
  async listNames(domain: Domain, options?: CallOptions): Promise<readonly string[]> {
    const args = { domain, maximum: listMaximum, flags: 0 };
    return (await this.#connection.call(procedures.domainSnapshotListNames, args, options)).names;
  }

  /** Direct children, or all below with `descendants`. */
  async listChildren(
    snapshot: DomainSnapshot,
    flags: Flags<typeof snapshotChildrenFlags> = [],
    options?: CallOptions,
  ): Promise<readonly DomainSnapshot[]> {
    const args = { snapshot, needResults: 1, flags: bits(snapshotChildrenFlags, flags) };
    return (await this.#connection.call(procedures.domainSnapshotListAllChildren, args, options)).snapshots;
  }

  /** Throws LibvirtError `no-domain-snapshot` when there is none. */
  async lookupByName(domain: Domain, name: string, options?: CallOptions): Promise<DomainSnapshot> {
    const args = { domain, name, flags: 0 };
    return (await this.#connection.call(procedures.domainSnapshotLookupByName, args, options)).snapshot;
  }

  /** The `<domainsnapshot>`, with passwords when `secure` is asked for. */
  async xml(
    snapshot: DomainSnapshot,
    flags: Flags<typeof snapshotXmlFlags> = [],
    options?: CallOptions,
  ): Promise<string> {
    const args = { snapshot, flags: bits(snapshotXmlFlags, flags) };
    return (await this.#connection.call(procedures.domainSnapshotGetXmlDesc, args, options)).value;
  }

  /** The current snapshot, null when there is none. */
  async current(domain: Domain, options?: CallOptions): Promise<DomainSnapshot | null> {
    return await nullWithout(
      this.#connection.call(procedures.domainSnapshotCurrent, { domain, flags: 0 }, options),
    );
  }

  /** The parent, null for a root. */
  async parent(snapshot: DomainSnapshot, options?: CallOptions): Promise<DomainSnapshot | null> {
    const args = { snapshot, flags: 0 };
    return await nullWithout(this.#connection.call(procedures.domainSnapshotGetParent, args, options));
  }

  async isCurrent(snapshot: DomainSnapshot, options?: CallOptions): Promise<boolean> {
    const args = { snapshot, flags: 0 };
    return (await this.#connection.call(procedures.domainSnapshotIsCurrent, args, options)).value === 1;
  }

  /** Takes a snapshot as the XML and flags say. May take minutes; aborting the signal only stops the waiting. */
  async create(
    domain: Domain,
    xml: string,
    flags: Flags<typeof snapshotCreateFlags> = [],
    options?: CallOptions,
  ): Promise<DomainSnapshot> {
    const args = { domain, xml, flags: bits(snapshotCreateFlags, flags) };
    return (await this.#connection.call(procedures.domainSnapshotCreateXml, args, options)).snapshot;
  }

  /** Restores a snapshot. Throws LibvirtError `snapshot-revert-risky` when libvirt wants `force`. */
  async revert(
    snapshot: DomainSnapshot,
    flags: Flags<typeof snapshotRevertFlags> = [],
    options?: CallOptions,
  ): Promise<void> {
    const args = { snapshot, flags: bits(snapshotRevertFlags, flags) };
    await this.#connection.call(procedures.domainRevertToSnapshot, args, options);
  }

  /** Deletes a snapshot, its children too, or its children alone. */
  async delete(
    snapshot: DomainSnapshot,
    flags: Flags<typeof snapshotDeleteFlags> = [],
    options?: CallOptions,
  ): Promise<void> {
    const args = { snapshot, flags: bits(snapshotDeleteFlags, flags) };
    await this.#connection.call(procedures.domainSnapshotDelete, args, options);
  }
}

/** libvirt reports "there is none" as an error: its code 72 for both the current snapshot and the parent. */
async function nullWithout(
  call: Promise<{ readonly snapshot: DomainSnapshot }>,
): Promise<DomainSnapshot | null> {
  try {
    return (await call).snapshot;
  } catch (error) {
    if (error instanceof LibvirtError && error.code === 'no-domain-snapshot') {
      return null;
    }
    throw error;
  }
}
