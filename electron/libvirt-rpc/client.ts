import type { CallOptions, Connection } from './connection.ts';
import type { ConnectionFailure } from './connection-failure.ts';
import { DomainCalls } from './domain-calls.ts';
import { DomainEvents } from './events.ts';
import { procedures } from './procedures.ts';
import { SnapshotCalls } from './snapshot-calls.ts';
import { StorageCalls } from './storage-calls.ts';

/** Whether the connection may change machines; where it may not, why. */
export type Access =
  | { readonly mode: 'read-write' }
  | { readonly mode: 'read-only'; readonly reason: ConnectionFailure | null };

/** `major.minor.release`, as libvirt counts its own and QEMU's versions. */
export interface Version {
  readonly major: number;
  readonly minor: number;
  readonly release: number;
}

/** An open connection to a hypervisor through libvirt; `openLibvirt` makes one. */
export class LibvirtClient implements AsyncDisposable {
  readonly domains: DomainCalls;
  readonly snapshots: SnapshotCalls;
  readonly storage: StorageCalls;
  readonly events: DomainEvents;
  /** The URI that was opened, aliases resolved. */
  readonly uri: string;
  readonly access: Access;
  readonly #connection: Connection;

  constructor(connection: Connection, uri: string, access: Access) {
    this.#connection = connection;
    this.uri = uri;
    this.access = access;
    this.domains = new DomainCalls(connection);
    this.snapshots = new SnapshotCalls(connection);
    this.storage = new StorageCalls(connection);
    this.events = new DomainEvents(connection);
  }

  /** Resolves with the reason when the connection is over; never rejects. */
  get ended(): Promise<ConnectionFailure> {
    return this.#connection.ended;
  }

  /** The host's own name for itself. */
  async hostname(options?: CallOptions): Promise<string> {
    return (await this.#connection.call(procedures.connectGetHostname, undefined, options)).value;
  }

  /** The driver: `QEMU`, `TEST`, … */
  async driver(options?: CallOptions): Promise<string> {
    return (await this.#connection.call(procedures.connectGetType, undefined, options)).value;
  }

  /** libvirt's version on the server. */
  async libvirtVersion(options?: CallOptions): Promise<Version> {
    return versionOf(
      (await this.#connection.call(procedures.connectGetLibVersion, undefined, options)).value,
    );
  }

  /** The hypervisor's version, such as QEMU's. */
  async hypervisorVersion(options?: CallOptions): Promise<Version> {
    return versionOf((await this.#connection.call(procedures.connectGetVersion, undefined, options)).value);
  }

  /** The host's `<capabilities>`. Slow the first time: libvirt asks every QEMU that is installed. */
  async capabilitiesXml(options?: CallOptions): Promise<string> {
    return (await this.#connection.call(procedures.connectGetCapabilities, undefined, options)).value;
  }

  /** What one QEMU program can do, as `<domainCapabilities>`; libvirt's choice where nothing is named. */
  async domainCapabilitiesXml(
    wanted: {
      readonly emulator?: string;
      readonly architecture?: string;
      readonly machine?: string;
      readonly virtualization?: string;
    } = {},
    options?: CallOptions,
  ): Promise<string> {
    const args = {
      emulator: wanted.emulator ?? null,
      architecture: wanted.architecture ?? null,
      machine: wanted.machine ?? null,
      virtualization: wanted.virtualization ?? null,
      flags: 0,
    };
    return (await this.#connection.call(procedures.connectGetDomainCapabilities, args, options)).value;
  }

  /** Says good-bye and ends the connection; what waits fails with `closed`. Never throws. */
  async close(): Promise<void> {
    const goodbye = AbortSignal.timeout(goodbyeMs);
    // A connection that is already over needs no good-bye, and a server that does not answer gets none.
    await this.#connection
      .call(procedures.connectClose, undefined, { signal: goodbye })
      .catch(() => undefined);
    this.#connection.close();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}

/** Milliseconds that a server is waited for when closing. */
const goodbyeMs = 1000;

function versionOf(value: bigint): Version {
  const number = Number(value);
  return {
    major: Math.floor(number / 1_000_000),
    minor: Math.floor(number / 1000) % 1000,
    release: number % 1000,
  };
}
