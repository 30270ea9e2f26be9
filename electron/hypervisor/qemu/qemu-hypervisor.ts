import { join } from 'node:path';
import { type Connection, LOCAL_CONNECTION_ID } from '../../../shared/model/connection.ts';
import type { Finding } from '../../../shared/model/finding.ts';
import type { PowerAction } from '../../../shared/model/machine.ts';
import { say } from '../../../shared/sentences/say.ts';
import {
  type Domain,
  type Hypervisor,
  HypervisorError,
  type Operation,
  type OperationContext,
  type OperationResult,
  type RawScreenshot,
  type RememberedSnapshot,
  type RestoreOutcome,
  type SnapshotFacts,
  type TakeOptions,
} from '../hypervisor.ts';
import { notRunnable } from './command-line.ts';
import { checkedMachine } from './domain.ts';
import { chosenDrives, deleteFindings, restoreFindings, takeFindings } from './findings.ts';
import { freeBytesAt } from './image-growth.ts';
import { MachineList } from './machine-list.ts';
import { activate, deleteSnapshotOf, restore, take } from './operations.ts';
import { isActivated, power } from './power.ts';
import { connectedMonitors, qemuProcesses } from './processes.ts';
import type { QemuMachine } from './qemu-machine.ts';
import { screendump } from './screenshot.ts';
import { memoryDrive } from './take.ts';
import { unlinkedFindings } from './unlinked-images.ts';

/** A monitor found on this computer; it was not disturbed. */
export interface FoundMonitor {
  readonly address: string;
  readonly pid: number;
  readonly name: string | null;
  readonly inUse: boolean;
}

interface QemuHypervisorOptions {
  /** The store's `machines` folder. */
  readonly machinesFolder: string;
  /** Where QEMU may write pictures. */
  readonly screenFolder: string;
  readonly onError: (error: unknown) => void;
}

/** The machines that we reach over QMP, or through their images while they are off. */
export class QemuHypervisor implements Hypervisor {
  readonly connectionId: string = LOCAL_CONNECTION_ID;
  readonly keepsTree: boolean = false;
  readonly #options: QemuHypervisorOptions;
  readonly #machines: MachineList;
  readonly #listeners = new Set<(uuid: string | null) => void>();

  constructor(options: QemuHypervisorOptions) {
    this.#options = options;
    const { machinesFolder, onError } = options;
    this.#machines = new MachineList({ machinesFolder, onChange: (uuid) => this.#tell(uuid), onError });
  }

  /** Puts the machines of the store in place and begins to reach them; does not wait for any. */
  async open(): Promise<void> {
    await this.#machines.open();
  }

  connection(): Connection {
    return {
      id: this.connectionId,
      kind: 'qmp',
      title: 'This computer',
      uri: null,
      link: { status: 'connected', readOnly: null },
    };
  }

  domains(): readonly Domain[] {
    return this.#machines.all.map((machine) => machine.domain());
  }

  domain(uuid: string): Domain | null {
    return this.#machines.find(uuid)?.domain() ?? null;
  }

  onChange(listener: (uuid: string | null) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  async refresh(uuid: string | null): Promise<void> {
    if (uuid === null) await Promise.all(this.#machines.all.map((machine) => machine.refresh('recorded')));
    else await this.#machine(uuid).refresh();
  }

  retry(uuid: string | null): void {
    for (const machine of uuid === null ? this.#machines.all : [this.#machine(uuid)]) machine.retry();
  }

  /** Adds the machine at a QMP address, or finds it known; returns its UUID. Throws QmpError, QmpAddressError. */
  async addMonitor(text: string): Promise<string> {
    return await this.#machines.addMonitor(text);
  }

  /** Adds a machine that is known by its image alone; returns its UUID. Throws QemuImgError, HypervisorError. */
  async addImage(path: string): Promise<string> {
    return await this.#machines.addImage(path);
  }

  /** Forgets how to reach a machine. */
  async remove(uuid: string): Promise<void> {
    await this.#machines.remove(uuid);
  }

  /** QEMU processes of this user with a monitor; nothing is connected to. */
  async found(): Promise<readonly FoundMonitor[]> {
    const [processes, isConnected] = await Promise.all([qemuProcesses(), connectedMonitors()]);
    return processes.flatMap(({ pid, name, monitors }) =>
      monitors.map((monitor) => ({ address: monitor.address, pid, name, inUse: isConnected(monitor) })),
    );
  }

  /** The command line that `start` runs and whether the user agreed to it. */
  commandLine(uuid: string): { readonly argv: readonly string[] | null; readonly confirmed: boolean } {
    const { argv, confirmed } = this.#machine(uuid).record;
    return { argv, confirmed };
  }

  /** Keeps the command line that the user looked at, and perhaps changed. Throws HypervisorError. */
  async setCommandLine(uuid: string, argv: readonly string[]): Promise<void> {
    const machine = this.#machine(uuid);
    const reason = notRunnable(argv);
    if (reason !== null) {
      throw new HypervisorError(
        'refused',
        say('power/bad-command-line', { machine: machine.name, why: reason }),
      );
    }
    await machine.remember({ argv, confirmed: true });
  }

  async listSnapshotNames(uuid: string): Promise<readonly string[]> {
    return (await this.listSnapshots(uuid)).map((each) => each.name);
  }

  async listSnapshots(uuid: string): Promise<readonly SnapshotFacts[]> {
    return await this.#machine(uuid).listSnapshots();
  }

  async lookupSnapshot(uuid: string, name: string): Promise<SnapshotFacts | null> {
    return (await this.listSnapshots(uuid)).find((each) => each.name === name) ?? null;
  }

  async check(uuid: string, operation: Operation): Promise<readonly Finding[]> {
    const machine = this.#machine(uuid);
    await machine.refresh();
    const checked = checkedMachine(machine.known);
    switch (operation.kind) {
      case 'take':
        return [
          ...takeFindings(checked, operation.options),
          ...(await unlinkedFindings(machine, operation.options)),
        ];
      case 'restore':
        return restoreFindings(checked, operation.snapshot, operation);
      case 'activate':
        return restoreFindings(checked, operation.snapshot, { kind: 'activate', state: 'as-snapshot' });
      case 'delete':
        return deleteFindings(checked, operation.snapshots);
      case 'power':
        return [];
      default:
        return operation satisfies never;
    }
  }

  async takeRoom(
    uuid: string,
    options: TakeOptions,
  ): Promise<{ readonly freeBytes: number | null; readonly memoryFile: null }> {
    const { drives: all, name } = this.#machine(uuid);
    const drives = chosenDrives(all, options);
    const path = drives.length === 0 ? null : memoryDrive(drives, name).path;
    return { freeBytes: await freeBytesAt(path), memoryFile: null };
  }

  async takeSnapshot(
    uuid: string,
    options: TakeOptions,
    context: OperationContext,
  ): Promise<{ readonly snapshot: SnapshotFacts; readonly findings: readonly Finding[] }> {
    return await take(this.#machine(uuid), options, context);
  }

  async restoreSnapshot(
    uuid: string,
    snapshot: SnapshotFacts,
    options: Parameters<Hypervisor['restoreSnapshot']>[2],
    context: OperationContext,
  ): Promise<OperationResult> {
    return await restore(this.#machine(uuid), this.#logFolder(uuid), snapshot, options, context);
  }

  async activateSnapshot(
    uuid: string,
    snapshot: SnapshotFacts,
    remembered: RememberedSnapshot | null,
    context: OperationContext,
  ): Promise<OperationResult> {
    return await activate(this.#machine(uuid), snapshot, remembered, context);
  }

  async deactivate(uuid: string): Promise<void> {
    await this.#machine(uuid).remember({ activated: null });
  }

  async deleteSnapshot(
    uuid: string,
    snapshot: SnapshotFacts,
    context: OperationContext,
  ): Promise<OperationResult> {
    return await deleteSnapshotOf(this.#machine(uuid), snapshot, context);
  }

  async describeSnapshot(): Promise<void> {
    // QEMU keeps no descriptions; ours are in the store.
  }

  async snapshotXml(): Promise<null> {
    return null;
  }

  async domainXml(): Promise<null> {
    return null;
  }

  restoreOutcome(uuid: string, since: number): RestoreOutcome {
    const last = this.#machine(uuid).record.lastRestore;
    if (last === null || last.startedAt < since) return 'untouched';
    return last.outcome === 'begun' ? 'unknown' : last.outcome;
  }

  isActivated(uuid: string, snapshot: SnapshotFacts): boolean {
    return isActivated(this.#machine(uuid).record.activated, snapshot);
  }

  async takeScreenshot(uuid: string): Promise<RawScreenshot> {
    const { session, name } = this.#machine(uuid);
    return await screendump(session, this.#options.screenFolder, name);
  }

  async power(uuid: string, action: PowerAction, context: OperationContext): Promise<OperationResult> {
    return await power(this.#machine(uuid), this.#logFolder(uuid), action, context);
  }

  async close(): Promise<void> {
    await this.#machines.close();
  }

  #machine(uuid: string): QemuMachine {
    return this.#machines.get(uuid);
  }

  #logFolder(uuid: string): string {
    return join(this.#options.machinesFolder, uuid);
  }

  #tell(uuid: string | null): void {
    for (const listener of this.#listeners) listener(uuid);
  }
}
