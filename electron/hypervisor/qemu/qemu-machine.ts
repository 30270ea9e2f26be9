import { randomUUID } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { isDeepStrictEqual } from 'node:util';
import type { Link } from '../../../shared/model/connection.ts';
import { parseQmpAddress } from '../../qmp/address.ts';
import { keepConnected, type QmpConnection, type QmpConnectionState } from '../../qmp/connection.ts';
import { QmpError } from '../../qmp/errors.ts';
import { dismissJob } from '../../qmp/jobs.ts';
import { queryJobs } from '../../qmp/queries.ts';
import type { QmpSession } from '../../qmp/session.ts';
import { type Domain, HypervisorError } from '../hypervisor.ts';
import { domainOf } from './domain.ts';
import type { QemuDrive } from './drives.ts';
import type { MachineRecord, MachineRecords } from './machine-record.ts';
import { type OfflineReading, readImages } from './offline.ts';
import type { OnlineMachine } from './online-machine.ts';
import { qemuProcesses } from './processes.ts';
import { type QemuReading, readQemu, rereadQemu } from './reading.ts';

/** Events after which the machine is looked at again. */
const TELLING_EVENTS: ReadonlySet<string> = new Set([
  'STOP',
  'RESUME',
  'SHUTDOWN',
  'RESET',
  'SUSPEND',
  'WAKEUP',
  'GUEST_PANICKED',
  'BLOCK_IO_ERROR',
  'DEVICE_DELETED',
  'DEVICE_TRAY_MOVED',
]);

interface Online {
  readonly session: QmpSession;
  readonly reading: QemuReading;
}

interface QemuMachineOptions {
  readonly record: MachineRecord;
  readonly records: MachineRecords;
  readonly onChange: () => void;
  readonly onError: (error: unknown) => void;
  /** Another machine answers at this one's socket. */
  readonly onStranger: (address: string) => void;
}

/** One machine: its monitor while QEMU runs, its images while it does not, and what is remembered of it. */
export class QemuMachine {
  readonly #options: QemuMachineOptions;
  #record: MachineRecord;
  #connection: QmpConnection | null = null;
  #online: Online | null = null;
  #offline: OfflineReading | null = null;
  #link: Link = { status: 'connecting' };
  #activity: string | null = null;
  #arrival: PromiseWithResolvers<void> = Promise.withResolvers();
  #looking: Promise<void> | null = null;

  constructor(options: QemuMachineOptions) {
    this.#options = options;
    this.#record = options.record;
  }

  get record(): MachineRecord {
    return this.#record;
  }

  get uuid(): string {
    return this.#record.uuid;
  }

  get isOn(): boolean {
    return this.#online !== null;
  }

  get drives(): readonly QemuDrive[] {
    if (this.#online !== null) return this.#online.reading.drives;
    if (this.#offline !== null) return this.#offline.drives;
    return this.#record.drives.map((drive) => ({
      ...drive,
      // Nothing may be concluded from an image that nobody has looked into.
      leftOut: drive.leftOut ?? 'it was not looked at yet',
      nodeName: null,
      snapshots: [],
      recordingBitmaps: [],
    }));
  }

  get reading(): QemuReading | null {
    return this.#online?.reading ?? null;
  }

  get offline(): OfflineReading | null {
    return this.#online === null ? this.#offline : null;
  }

  get link(): Link {
    return this.#link;
  }

  /** Begins to reach the machine; resolves once it is known whether it is on. */
  async open(): Promise<void> {
    const { source } = this.#record;
    if (source.kind !== 'qmp') {
      this.#link = { status: 'none' };
      await this.lookAtImages();
      return;
    }
    const settled = Promise.withResolvers<void>();
    this.#connection = keepConnected(parseQmpAddress(source.address), {
      onState: (state) => {
        if (state.status === 'connecting') return;
        this.#enter(state).then(settled.resolve, (error: unknown) => {
          this.#options.onError(error);
          settled.resolve();
        });
      },
    });
    await settled.promise;
  }

  domain(): Domain {
    return domainOf({
      record: this.#record,
      reading: this.reading,
      offline: this.offline,
      link: this.#link,
      drives: this.drives,
      activity: this.#activity,
    });
  }

  /** What an operation on the running machine needs. Throws HypervisorError when QEMU is not reached. */
  online(): OnlineMachine {
    const online = this.#online;
    if (online === null) {
      const why = this.#link.status === 'lost' ? ` ${this.#link.message}` : '';
      throw new HypervisorError('unreachable', `${this.#record.name} can’t be reached now.${why}`);
    }
    return {
      name: this.#record.name,
      session: online.session,
      look: async () => {
        const reading = await rereadQemu(online.session, online.reading, this.#record.folder);
        this.#learn(online.session, reading);
        return reading;
      },
    };
  }

  /** Looks again at what may have changed without an event; does not throw for a machine that is gone. */
  async refresh(): Promise<void> {
    const online = this.#online;
    if (online === null) {
      await this.lookAtImages();
      return;
    }
    this.#looking ??= this.#lookAgain(online).finally(() => {
      this.#looking = null;
    });
    await this.#looking;
  }

  async #lookAgain(online: Online): Promise<void> {
    try {
      this.#learn(online.session, await readQemu(online.session, this.#record.folder));
    } catch (error) {
      // A lost session is told by its state; nobody asked for this look in particular.
      if (!(error instanceof QmpError)) throw error;
    }
  }

  retry(): void {
    this.#connection?.retryNow();
  }

  /** Resolves when QEMU is reached; rejects with the signal's reason. */
  async arrived(signal: AbortSignal): Promise<void> {
    if (this.#online !== null) return;
    const aborted = Promise.withResolvers<never>();
    const onAbort = () => aborted.reject(signal.reason);
    signal.addEventListener('abort', onAbort, { once: true });
    const nudge = setInterval(() => this.retry(), 100);
    try {
      await Promise.race([this.#arrival.promise, aborted.promise]);
    } finally {
      clearInterval(nudge);
      signal.removeEventListener('abort', onAbort);
    }
  }

  async remember(change: Partial<MachineRecord>): Promise<void> {
    this.#record = { ...this.#record, ...change };
    await this.#options.records.write(this.#record);
    this.#options.onChange();
  }

  /** Reads the images of a machine whose QEMU does not answer. */
  async lookAtImages(): Promise<void> {
    const reading = await readImages(this.#record.drives);
    if (this.#online !== null) return;
    this.#offline = reading;
    if (this.#link.status !== 'connecting' && reading.inUse.length === 0 && !this.#isBusy()) {
      this.#link = { status: 'none' };
    }
    this.#activity = await imageActivity(reading.drives);
    if (reading.drives.some((drive) => drive.leftOut === null)) {
      this.#record = { ...this.#record, seenAt: Date.now() };
    }
    this.#options.onChange();
  }

  async close(): Promise<void> {
    await this.#connection?.close();
    this.#connection = null;
    this.#online = null;
  }

  #isBusy(): boolean {
    return this.#link.status === 'lost' && this.#link.code === 'busy';
  }

  async #enter(state: QmpConnectionState): Promise<void> {
    switch (state.status) {
      case 'connected':
        await this.#meet(state.session);
        return;
      case 'lost':
        this.#online = null;
        this.#arrival = Promise.withResolvers();
        this.#link = {
          status: 'lost',
          code: state.error.code,
          message: state.error.message,
          since: state.sinceMs,
          retryAt: state.retryAtMs,
        };
        await this.lookAtImages();
        return;
      case 'connecting':
      case 'closed':
        return;
      default:
        state satisfies never;
    }
  }

  async #meet(session: QmpSession): Promise<void> {
    let reading = await readQemu(session, this.#record.folder);
    if (reading.uuid !== null && reading.uuid !== this.uuid) {
      const { source } = this.#record;
      await this.#becomeImages();
      if (source.kind === 'qmp') this.#options.onStranger(source.address);
      return;
    }
    await dismissOurJobs(session);
    await this.#recordCommandLine();
    reading = await rereadQemu(session, reading, this.#record.folder);
    this.#link = { status: 'connected', readOnly: null };
    this.#activity = reading.running ? null : randomUUID();
    session.on((event) => {
      if (event.name === 'RESUME') this.#activity = null;
      if (TELLING_EVENTS.has(event.name)) {
        this.refresh().catch((error: unknown) => this.#options.onError(error));
      }
    });
    this.#learn(session, reading);
    this.#arrival.resolve();
  }

  /** The socket belongs to another machine now: this one is known by its images only. */
  async #becomeImages(): Promise<void> {
    const connection = this.#connection;
    this.#connection = null;
    void connection?.close();
    this.#link = { status: 'none' };
    await this.lookAtImages();
  }

  #learn(session: QmpSession, reading: QemuReading): void {
    this.#online = { session, reading };
    this.#offline = null;
    if (reading.running) this.#activity = null;
    else this.#activity ??= randomUUID();
    const record: MachineRecord = {
      ...this.#record,
      name: reading.name ?? this.#record.name,
      memoryBytes: reading.memoryBytes,
      devices: reading.devices,
      drives: reading.drives.map(plainDrive),
    };
    const isNew = !isDeepStrictEqual(withoutSizes(record), withoutSizes(this.#record));
    this.#record = { ...record, seenAt: Date.now() };
    if (isNew) {
      this.#options.records.write(this.#record).catch((error: unknown) => this.#options.onError(error));
    }
    this.#options.onChange();
  }

  /** Where the process is on this computer: its command line, for the next start, and its folder. */
  async #recordCommandLine(): Promise<void> {
    const { source } = this.#record;
    if (source.kind !== 'qmp') return;
    const process = (await qemuProcesses()).find((each) => each.addresses.includes(source.address));
    if (process === undefined) return;
    const { argv, confirmed } = this.#record;
    // What the user changed and agreed to stays.
    if (argv !== null && confirmed) this.#record = { ...this.#record, folder: process.folder };
    else this.#record = { ...this.#record, argv: process.argv, folder: process.folder };
  }
}

/** Jobs of ours that ended while we were away keep their ids until they are dismissed. */
async function dismissOurJobs(session: QmpSession): Promise<void> {
  for (const job of await queryJobs(session)) {
    if (job.id.startsWith('snapgrove-') && job.status === 'concluded') await dismissJob(session, job.id);
  }
}

function plainDrive(drive: QemuDrive): MachineRecord['drives'][number] {
  const { nodeName: _node, snapshots: _snapshots, recordingBitmaps: _bitmaps, ...plain } = drive;
  return plain;
}

/** What is worth a write when it changes: images grow all the time. */
function withoutSizes(record: MachineRecord): unknown {
  return {
    ...record,
    seenAt: null,
    drives: record.drives.map((drive) => ({ ...drive, actualSizeBytes: null })),
  };
}

/** Changes when an image was written: the machine ran meanwhile. */
async function imageActivity(drives: readonly QemuDrive[]): Promise<string | null> {
  const times: number[] = [];
  for (const drive of drives) {
    if (drive.path === null || drive.leftOut !== null) continue;
    try {
      times.push((await stat(drive.path)).mtimeMs);
    } catch {
      // An image that was there a moment ago: nothing is known.
      return null;
    }
  }
  return times.length === 0 ? null : `images ${times.join(' ')}`;
}
