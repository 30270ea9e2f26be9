import { join } from 'node:path';
import { type Connection, LOCAL_CONNECTION_ID } from '../../../shared/model/connection.ts';
import type { Finding } from '../../../shared/model/finding.ts';
import type { PowerAction } from '../../../shared/model/machine.ts';
import { imageInfo } from '../../qemu-img/info.ts';
import { formatQmpAddress, parseQmpAddress } from '../../qmp/address.ts';
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
import { plainDrive } from './drives.ts';
import { chosenDrives, deleteFindings, restoreFindings, takeFindings } from './findings.ts';
import { freeBytesAt } from './image-growth.ts';
import { type MachineRecord, MachineRecords, machineRecordSchema } from './machine-record.ts';
import { activate, deleteSnapshotOf, restore, take } from './operations.ts';
import { isActivated, power } from './power.ts';
import { connectedMonitors, qemuProcesses } from './processes.ts';
import { QemuMachine } from './qemu-machine.ts';
import { readMonitor } from './reading.ts';
import { derivedUuid, isSameMachine, nameFromAddress, refuseCopy } from './same-machine.ts';
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
  readonly #records: MachineRecords;
  readonly #machines = new Map<string, QemuMachine>();
  /** Machines of the store that are being reached for the first time. */
  readonly #opening = new Map<string, Promise<void>>();
  readonly #listeners = new Set<(uuid: string | null) => void>();

  constructor(options: QemuHypervisorOptions) {
    this.#options = options;
    this.#records = new MachineRecords(options.machinesFolder);
  }

  /** Puts the machines of the store in place and begins to reach them; does not wait for any. */
  async open(): Promise<void> {
    for (const record of await this.#records.readAll((_path, error) => this.#options.onError(error))) {
      const machine = this.#make(record);
      const opening = machine.open().catch((error: unknown) => this.#options.onError(error));
      this.#opening.set(record.uuid, opening);
      void opening.then(() => this.#opening.delete(record.uuid));
    }
    this.#tell(null);
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
    return [...this.#machines.values()].map((machine) => machine.domain());
  }

  domain(uuid: string): Domain | null {
    return this.#machines.get(uuid)?.domain() ?? null;
  }

  onChange(listener: (uuid: string | null) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  async refresh(uuid: string | null): Promise<void> {
    const machines = uuid === null ? [...this.#machines.values()] : [this.#machine(uuid)];
    await Promise.all(machines.map((machine) => machine.refresh()));
  }

  retry(uuid: string | null): void {
    for (const machine of uuid === null ? this.#machines.values() : [this.#machine(uuid)]) machine.retry();
  }

  /** Adds the machine at a QMP address, or finds it known; returns its UUID. Throws QmpError, QmpAddressError. */
  async addMonitor(text: string): Promise<string> {
    const address = formatQmpAddress(parseQmpAddress(text));
    const known = [...this.#machines.values()].filter(
      ({ record: { source } }) => source.kind === 'qmp' && source.address === address,
    );
    // A second connection to a monitor that we are about to reach would find it busy.
    for (const { uuid } of known) await this.#opening.get(uuid);
    const online = known.find((machine) => machine.isOn);
    if (online !== undefined) return online.uuid;
    const reading = await readMonitor(parseQmpAddress(address));
    const uuid =
      reading.uuid ??
      [...this.#machines.values()].find((machine) => isSameMachine(machine.record, reading))?.uuid ??
      derivedUuid([...reading.drives.map((drive) => drive.path ?? ''), address]);
    const other = this.#machines.get(uuid);
    if (other?.isOn === true) refuseCopy(other, reading, address);
    return await this.#adopt(uuid, {
      name: reading.name ?? this.#machines.get(uuid)?.name ?? nameFromAddress(address),
      source: { kind: 'qmp', address },
      drives: reading.drives.map(plainDrive),
    });
  }

  /** Adds a machine that is known by its image alone; returns its UUID. Throws QemuImgError, HypervisorError. */
  async addImage(path: string): Promise<string> {
    for (const machine of this.#machines.values()) {
      if (machine.record.drives.some((drive) => drive.path === path)) return machine.uuid;
    }
    const info = await imageInfo(path);
    if (info.format !== 'qcow2') {
      throw new HypervisorError(
        'unsupported',
        `${path} is a ${info.format} image, and only qcow2 images hold snapshots.`,
      );
    }
    return await this.#adopt(derivedUuid([path]), {
      name: path.slice(path.lastIndexOf('/') + 1).replace(/\.[^.]+$/, ''),
      source: { kind: 'image', path },
      local: true,
      drives: [
        {
          id: 'drive0',
          device: null,
          path,
          format: info.format,
          virtualSizeBytes: info.virtualSizeBytes,
          actualSizeBytes: info.actualSizeBytes,
          readOnly: false,
          leftOut: null,
        },
      ],
    });
  }

  /** Forgets how to reach a machine. */
  async remove(uuid: string): Promise<void> {
    const machine = this.#machine(uuid);
    this.#machines.delete(uuid);
    await machine.close();
    await this.#records.remove(uuid);
    this.#tell(uuid);
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
        `${machine.name} can’t be started with this command line: ${reason}.`,
      );
    }
    await machine.remember({ argv, confirmed: true });
  }

  async listSnapshotNames(uuid: string): Promise<readonly string[]> {
    return (await this.listSnapshots(uuid)).map((each) => each.name);
  }

  async listSnapshots(uuid: string): Promise<readonly SnapshotFacts[]> {
    return this.#machine(uuid).snapshots;
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
    const drives = chosenDrives(this.#machine(uuid).drives, options);
    const path = drives.length === 0 ? null : memoryDrive(drives).path;
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
    await Promise.all([...this.#machines.values()].map((machine) => machine.close()));
  }

  async #adopt(
    uuid: string,
    facts: Pick<MachineRecord, 'name' | 'source'> & Partial<MachineRecord>,
  ): Promise<string> {
    const known = this.#machines.get(uuid);
    if (known !== undefined) {
      await known.reach(facts.source, facts);
      this.#tell(uuid);
      return uuid;
    }
    const record: MachineRecord = machineRecordSchema.parse({ uuid, ...facts });
    await this.#records.write(record);
    await this.#make(record).open();
    this.#tell(uuid);
    return uuid;
  }

  #make(record: MachineRecord): QemuMachine {
    const machine = new QemuMachine({
      record,
      records: this.#records,
      onChange: () => this.#tell(record.uuid),
      onError: this.#options.onError,
      onStranger: (address) => {
        this.addMonitor(address).catch((error: unknown) => this.#options.onError(error));
      },
    });
    this.#machines.set(record.uuid, machine);
    return machine;
  }

  #machine(uuid: string): QemuMachine {
    const machine = this.#machines.get(uuid);
    if (machine === undefined)
      throw new HypervisorError('not-found', 'This machine is not in the list any more.');
    return machine;
  }

  #logFolder(uuid: string): string {
    return join(this.#options.machinesFolder, uuid);
  }

  #tell(uuid: string | null): void {
    for (const listener of this.#listeners) listener(uuid);
  }
}
