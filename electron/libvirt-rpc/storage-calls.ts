import type { CallOptions, Connection } from './connection.ts';
import { procedures } from './procedures.ts';
import type { StoragePool, StorageVolume } from './structures.ts';

/** What libvirt can tell of its host's storage, one method per call. Every method throws LibvirtError, ConnectionFailure, or the signal's reason. */
export class StorageCalls {
  readonly #connection: Connection;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  /** The pool whose folder, or device folder, is at `path` (libvirt 4.1). Throws LibvirtError when there is none. */
  async poolAt(path: string, options?: CallOptions): Promise<StoragePool> {
    return (
      await this.#connection.call(procedures.storagePoolLookupByTargetPath, { path, flags: 0 }, options)
    ).pool;
  }

  /** Has libvirt look again at what is in a pool, and at its room. Needs a connection that may write. */
  async refresh(pool: StoragePool, options?: CallOptions): Promise<void> {
    await this.#connection.call(procedures.storagePoolRefresh, { pool, flags: 0 }, options);
  }

  /** Bytes that are free in a pool, as of when libvirt last looked. */
  async freeBytes(pool: StoragePool, options?: CallOptions): Promise<number> {
    return Number((await this.#connection.call(procedures.storagePoolGetInfo, { pool }, options)).available);
  }

  /** The volume at a whole path. Throws LibvirtError when no pool has it. */
  async volumeAt(path: string, options?: CallOptions): Promise<StorageVolume> {
    return (await this.#connection.call(procedures.storageVolumeLookupByPath, { path }, options)).volume;
  }

  /** Bytes that a volume takes now. */
  async volumeBytes(volume: StorageVolume, options?: CallOptions): Promise<number> {
    return Number(
      (await this.#connection.call(procedures.storageVolumeGetInfo, { volume }, options)).allocation,
    );
  }
}
