import { say } from '../../../shared/sentences/say.ts';
import { formatQmpAddress, parseQmpAddress } from '../../qmp/address.ts';
import { inSlices } from '../../threads/slices.ts';
import { HypervisorError } from '../hypervisor.ts';
import { AllImages } from './all-images.ts';
import { plainDrive } from './drives.ts';
import { machineOfImage } from './image-machine.ts';
import { type MachineRecord, MachineRecords, machineRecordSchema } from './machine-record.ts';
import { QemuMachine } from './qemu-machine.ts';
import { readMonitor } from './reading.ts';
import { derivedUuid, isSameMachine, nameFromAddress, refuseCopy } from './same-machine.ts';

interface MachineListOptions {
  /** The store's `machines` folder. */
  readonly machinesFolder: string;
  /** Told which machine changed, came or went; null when it may be any. */
  readonly onChange: (uuid: string | null) => void;
  readonly onError: (error: unknown) => void;
}

/** The machines that were added, kept in the store. */
export class MachineList {
  readonly #options: MachineListOptions;
  readonly #records: MachineRecords;
  readonly #images: AllImages;
  readonly #machines = new Map<string, QemuMachine>();
  /** Machines of the store that are being reached for the first time. */
  readonly #opening = new Map<string, Promise<void>>();

  constructor(options: MachineListOptions) {
    this.#options = options;
    this.#records = new MachineRecords(options.machinesFolder);
    this.#images = new AllImages(options.machinesFolder);
  }

  /** Puts the machines of the store in place and begins to reach them; does not wait for any. */
  async open(): Promise<void> {
    const records = await this.#records.readAll((_path, error) => this.#options.onError(error));
    await inSlices(this.#beginToReach(records));
    this.#options.onChange(null);
  }

  *#beginToReach(records: readonly MachineRecord[]): Generator<void, void> {
    for (const record of records) {
      const machine = this.#make(record);
      const opening = machine.open().catch((error: unknown) => this.#options.onError(error));
      this.#opening.set(record.uuid, opening);
      void opening.then(() => this.#opening.delete(record.uuid));
      yield;
    }
  }

  /** All machines, also those that are not reached. */
  get all(): readonly QemuMachine[] {
    return [...this.#machines.values()];
  }

  find(uuid: string): QemuMachine | null {
    return this.#machines.get(uuid) ?? null;
  }

  /** Throws HypervisorError when there is no such machine. */
  get(uuid: string): QemuMachine {
    const machine = this.#machines.get(uuid);
    if (machine === undefined) throw new HypervisorError('not-found', say('machine/not-listed'));
    return machine;
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
    return await this.#adopt(derivedUuid([path]), await machineOfImage(path));
  }

  /** Forgets how to reach a machine. */
  async remove(uuid: string): Promise<void> {
    const machine = this.get(uuid);
    this.#machines.delete(uuid);
    await machine.close();
    await this.#records.remove(uuid);
    await this.#images.forget(uuid);
    this.#options.onChange(uuid);
  }

  async close(): Promise<void> {
    await Promise.all(this.all.map((machine) => machine.close()));
    await this.#images.close();
  }

  async #adopt(
    uuid: string,
    facts: Pick<MachineRecord, 'name' | 'source'> & Partial<MachineRecord>,
  ): Promise<string> {
    const known = this.#machines.get(uuid);
    if (known !== undefined) {
      await known.reach(facts.source, facts);
      this.#options.onChange(uuid);
      return uuid;
    }
    const record: MachineRecord = machineRecordSchema.parse({ uuid, ...facts });
    await this.#records.write(record);
    await this.#make(record).open();
    this.#options.onChange(uuid);
    return uuid;
  }

  #make(record: MachineRecord): QemuMachine {
    const { uuid } = record;
    const machine = new QemuMachine({
      record,
      records: this.#records,
      images: this.#images.of(uuid, () => this.#machines.has(uuid)),
      onChange: () => this.#options.onChange(uuid),
      onError: this.#options.onError,
      onStranger: (address) => {
        this.addMonitor(address).catch((error: unknown) => this.#options.onError(error));
      },
    });
    this.#machines.set(uuid, machine);
    return machine;
  }
}
