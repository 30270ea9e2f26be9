import {
  type Domain,
  type Hypervisor,
  HypervisorError,
  type RestoreOutcome,
  type SnapshotFacts,
} from '../../electron/hypervisor/hypervisor.ts';
import type { Connection } from '../../shared/model/connection.ts';
import { AVAILABLE, type Drive } from '../../shared/model/machine.ts';
import { asIs } from '../../shared/sentences/sentence.ts';

export const LISTED_UUID = '6d1c2a0e-0f5b-4b54-9a3c-2f0d0a5c7a11';

/** A drive at `/a` that can hold snapshots. */
const DRIVE: Drive = {
  id: 'a',
  device: null,
  path: '/a',
  format: 'qcow2',
  virtualSizeBytes: 1,
  actualSizeBytes: 1,
  readOnly: false,
  leftOut: null,
};

/** A machine of one drive that runs. */
export function listedDomain(change: Partial<Domain> = {}): Domain {
  return {
    uuid: LISTED_UUID,
    name: 'web',
    state: 'running',
    source: { kind: 'qmp', address: '/q' },
    link: { status: 'connected', readOnly: null },
    memoryBytes: 1,
    drives: [DRIVE],
    capabilities: {
      take: AVAILABLE,
      memory: AVAILABLE,
      diskOnly: AVAILABLE,
      external: AVAILABLE,
      quiesce: AVAILABLE,
      chooseDrives: AVAILABLE,
      restore: AVAILABLE,
      activate: AVAILABLE,
      delete: AVAILABLE,
      screenshot: AVAILABLE,
      start: AVAILABLE,
      pause: AVAILABLE,
      resume: AVAILABLE,
      shutdown: AVAILABLE,
      powerOff: AVAILABLE,
      reset: AVAILABLE,
    },
    findings: [],
    heads: 1,
    names: 'any',
    devices: null,
    seenAt: 1,
    activity: null,
    ...change,
  };
}

/** A snapshot with memory on that drive, made at `at` (ms since the epoch); `id` is its id in the image. */
export function listedSnapshot(name: string, at: number, id = String(at)): SnapshotFacts {
  const place = { driveId: 'a', drivePath: '/a', imageSnapshotId: id, imageDateMs: at, vmStateBytes: 1 };
  return {
    name,
    identities: [`${id}@${at}`],
    createdAt: at,
    state: null,
    kind: 'internal',
    memory: true,
    parentName: undefined,
    description: undefined,
    current: undefined,
    sizeBytes: 1,
    drives: [
      {
        path: '/a',
        device: null,
        node: 'a',
        format: 'qcow2',
        virtualSizeBytes: 1,
        imageSnapshotId: id,
        status: 'present',
      },
    ],
    instances: [place],
    findings: [],
  };
}

/** A hypervisor that lists what it is told to, and changes nothing. */
export class ListedHypervisor implements Hypervisor {
  readonly connectionId = 'local';
  readonly keepsTree = false;
  /** What is to be listed, by UUID. */
  readonly machines = new Map<string, Domain>([[LISTED_UUID, listedDomain()]]);
  snapshots: readonly SnapshotFacts[] = [];
  outcome: RestoreOutcome = 'untouched';
  /** Name of the snapshot that the next start begins with. */
  activated: string | null = null;
  /** Machines whose snapshots can't be listed. */
  readonly broken = new Set<string>();
  readonly #listeners = new Set<(uuid: string | null) => void>();

  tell(uuid: string | null): void {
    for (const listener of this.#listeners) listener(uuid);
  }

  connection(): Connection {
    const link = { status: 'connected', readOnly: null } as const;
    return { id: this.connectionId, kind: 'qmp', title: 'This computer', uri: null, link };
  }

  domains(): readonly Domain[] {
    return [...this.machines.values()];
  }

  domain(uuid: string): Domain | null {
    return this.machines.get(uuid) ?? null;
  }

  onChange(listener: (uuid: string | null) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  async refresh(): Promise<void> {
    // What is listed is always the newest.
  }

  retry(): void {
    // There is no link that could be lost.
  }

  async listSnapshots(uuid: string): Promise<readonly SnapshotFacts[]> {
    if (this.broken.has(uuid)) throw new HypervisorError('failed', asIs(`${uuid} can’t be read.`));
    return this.snapshots;
  }

  async listSnapshotNames(uuid: string): Promise<readonly string[]> {
    return (await this.listSnapshots(uuid)).map(({ name }) => name);
  }

  async lookupSnapshot(uuid: string, name: string): Promise<SnapshotFacts | null> {
    return (await this.listSnapshots(uuid)).find((each) => each.name === name) ?? null;
  }

  restoreOutcome(): RestoreOutcome {
    return this.outcome;
  }

  isActivated(_uuid: string, { name }: SnapshotFacts): boolean {
    return name === this.activated;
  }

  async check(): Promise<readonly []> {
    return [];
  }

  async takeRoom(): Promise<{ readonly freeBytes: null; readonly memoryFile: null }> {
    return { freeBytes: null, memoryFile: null };
  }

  async snapshotXml(): Promise<null> {
    return null;
  }

  async domainXml(): Promise<null> {
    return null;
  }

  async describeSnapshot(): Promise<void> {
    // Descriptions are the store's.
  }

  async close(): Promise<void> {
    this.#listeners.clear();
  }

  readonly takeSnapshot = refuse;
  readonly restoreSnapshot = refuse;
  readonly activateSnapshot = refuse;
  readonly deactivate = refuse;
  readonly deleteSnapshot = refuse;
  readonly takeScreenshot = refuse;
  readonly power = refuse;
}

async function refuse(): Promise<never> {
  throw new HypervisorError('unsupported', asIs('Nothing is changed here.'));
}
