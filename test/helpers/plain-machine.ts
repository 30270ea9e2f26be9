import { randomUUID } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { afterAll, afterEach, beforeAll, expect } from 'vitest';
import type {
  Operation,
  OperationContext,
  SnapshotFacts,
  TakeOptions,
} from '../../electron/hypervisor/hypervisor.ts';
import type { LibvirtHypervisor } from '../../electron/hypervisor/libvirt/libvirt-hypervisor.ts';
import type { WantedState } from '../../shared/contract/contract.ts';
import type { Finding } from '../../shared/model/finding.ts';
import { libvirtHypervisor, virshSnapshots } from './libvirt-hypervisor.ts';
import { startLibvirtd, type TestDomainOptions, type TestLibvirtd, testDomainXml } from './libvirtd.ts';
import { createQcow2 } from './qemu.ts';

export const context: OperationContext = { onProgress: () => undefined, onStep: () => undefined };

/** A take of everything, with the memory, inside the images. */
export function takeOf(name: string, changes: Partial<TakeOptions> = {}): TakeOptions {
  return {
    name,
    description: '',
    memory: true,
    drives: null,
    quiesce: false,
    external: null,
    ...changes,
  };
}

/** In files of their own. */
export const outside = { external: { memoryFile: null } } as const;

/** Findings in short, such as `blocks name-taken`. */
export function codesOf(findings: readonly Finding[]): readonly string[] {
  return findings.map((each) => `${each.severity} ${each.code}`);
}

/** A machine of libvirt that is off at first, with one qcow2 disk `vda`, and a hypervisor that is connected. */
export class PlainMachine implements AsyncDisposable {
  readonly libvirtd: TestLibvirtd;
  readonly hypervisor: LibvirtHypervisor;
  readonly uuid: string;
  readonly name: string;
  readonly disk: string;

  private constructor(libvirtd: TestLibvirtd, uuid: string, name: string) {
    this.libvirtd = libvirtd;
    this.hypervisor = libvirtHypervisor(libvirtd);
    this.uuid = uuid;
    this.name = name;
    this.disk = libvirtd.folder.entry(`${name}.qcow2`);
  }

  /** `change` is the last word on the definition, for what the options have no word for. */
  static async define(
    libvirtd: TestLibvirtd,
    options: Pick<TestDomainOptions, 'devices' | 'elements'> = {},
    change: (xml: string) => string = (xml) => xml,
  ): Promise<PlainMachine> {
    const uuid = randomUUID();
    const machine = new PlainMachine(libvirtd, uuid, `machine-${uuid.slice(0, 8)}`);
    await createQcow2(machine.disk);
    const disks = [{ path: machine.disk }];
    await libvirtd.define(change(testDomainXml({ name: machine.name, uuid, disks, ...options })));
    await machine.hypervisor.open();
    return machine;
  }

  get state() {
    return this.hypervisor.domain(this.uuid)?.state;
  }

  /** Runs virsh with the machine as its first argument. */
  async virsh(command: string, ...args: readonly string[]): Promise<string> {
    return await this.libvirtd.virsh(command, this.name, ...args);
  }

  async power(action: 'start' | 'powerOff' | 'pause' | 'resume'): Promise<void> {
    await this.hypervisor.power(this.uuid, action, context);
  }

  async take(name: string, changes: Partial<TakeOptions> = {}): Promise<SnapshotFacts> {
    return (await this.hypervisor.takeSnapshot(this.uuid, takeOf(name, changes), context)).snapshot;
  }

  async restore(snapshot: SnapshotFacts, state: WantedState = 'as-snapshot'): Promise<readonly Finding[]> {
    const options = { state, remembered: null, force: false } as const;
    return (await this.hypervisor.restoreSnapshot(this.uuid, snapshot, options, context)).findings;
  }

  async delete(snapshot: SnapshotFacts): Promise<void> {
    await this.hypervisor.deleteSnapshot(this.uuid, snapshot, context);
  }

  async snapshot(name: string): Promise<SnapshotFacts> {
    const found = (await this.hypervisor.listSnapshots(this.uuid)).find((each) => each.name === name);
    if (found === undefined) throw new Error(`There is no snapshot ${name}`);
    return found;
  }

  /** What is said of an operation, in short, together with what is said of the snapshot itself. */
  async codes(operation: Operation): Promise<readonly string[]> {
    const own =
      operation.kind === 'restore' || operation.kind === 'activate' ? operation.snapshot.findings : [];
    return codesOf([...own, ...(await this.hypervisor.check(this.uuid, operation))]);
  }

  async codesOfTake(name: string, changes: Partial<TakeOptions> = {}): Promise<readonly string[]> {
    return await this.codes({ kind: 'take', options: takeOf(name, changes) });
  }

  async codesOfRestore(snapshot: SnapshotFacts): Promise<readonly string[]> {
    return await this.codes({ kind: 'restore', snapshot, remembered: null, state: 'as-snapshot' });
  }

  async codesOfDelete(...snapshots: readonly SnapshotFacts[]): Promise<readonly string[]> {
    return await this.codes({ kind: 'delete', snapshots });
  }

  /** Compares tree, current snapshot and documents with virsh's. */
  async agree(): Promise<void> {
    const { parents, current } = await virshSnapshots(this.libvirtd, this.name);
    const listed = await this.hypervisor.listSnapshots(this.uuid);
    expect(new Map(listed.map((each) => [each.name, each.parentName]))).toEqual(parents);
    expect(listed.find((each) => each.current === true)?.name ?? null).toBe(current);
    for (const each of listed) {
      const xml = await this.hypervisor.snapshotXml(this.uuid, each.name);
      expect(xml.trim()).toBe(await this.virsh('snapshot-dumpxml', each.name));
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.hypervisor.close();
    // It may be off already.
    await this.virsh('destroy').catch(() => undefined);
    await this.virsh('undefine', '--snapshots-metadata', '--managed-save', '--nvram');
  }
}

/** Whether every user may read a file. */
export async function isReadableByAll(path: string): Promise<boolean> {
  return ((await stat(path)).mode & 0o004) !== 0;
}

/**
 * Whether every user may read what this libvirt begins for a machine that is off (CVE-2025-13193). That is tried, because
 * the version does not tell: Debian repaired its 11.3 in one release and not in another.
 */
export async function beginsReadableFiles(libvirtd: TestLibvirtd): Promise<boolean> {
  await using machine = await PlainMachine.define(libvirtd);
  await machine.virsh('snapshot-create-as', 'tried', '--disk-only');
  return await isReadableByAll(libvirtd.folder.entry(`${machine.name}.tried`));
}

/** A private libvirtd for the tests of a file, and machines that go after each test. */
export interface PlainMachines {
  readonly libvirtd: TestLibvirtd;
  define(
    ...options: Parameters<typeof PlainMachine.define> extends [TestLibvirtd, ...infer Rest] ? Rest : never
  ): Promise<PlainMachine>;
}

/** Registers the hooks of a test file. */
export function plainMachines(): PlainMachines {
  let libvirtd: TestLibvirtd;
  const opened: AsyncDisposable[] = [];
  beforeAll(async () => {
    libvirtd = await startLibvirtd();
  });
  afterEach(async () => {
    for (const each of opened.splice(0).reverse()) await each[Symbol.asyncDispose]();
  });
  afterAll(async () => {
    await libvirtd?.stop();
  });
  return {
    get libvirtd() {
      return libvirtd;
    },
    async define(...options) {
      const machine = await PlainMachine.define(libvirtd, ...options);
      opened.push(machine);
      return machine;
    },
  };
}
