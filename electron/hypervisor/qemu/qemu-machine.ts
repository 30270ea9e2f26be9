import { randomUUID } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import type { Link } from '../../../shared/model/connection.ts';
import type { MachineSource, MachineState } from '../../../shared/model/machine.ts';
import { parseQmpAddress } from '../../qmp/address.ts';
import { keepConnected, type QmpConnection, type QmpConnectionState } from '../../qmp/connection.ts';
import { QmpError } from '../../qmp/errors.ts';
import type { QmpSession } from '../../qmp/session.ts';
import { type Domain, HypervisorError, type SnapshotFacts } from '../hypervisor.ts';
import { domainOf, lost, notAnswering, type QemuKnowledge, stateOf } from './domain.ts';
import { type QemuDrive, unlookedAt, withSameDrives } from './drives.ts';
import { greet } from './greet.ts';
import { KeptRecord } from './kept-record.ts';
import { type Look, MachineImages, type OfflineReading } from './machine-images.ts';
import type { MachineRecord, MachineRecords } from './machine-record.ts';
import { type OnlineMachine, onlineMachine, type Reached } from './online-machine.ts';
import { learntFrom, type QemuReading, readQemu, rereadQemu } from './reading.ts';
import { isSameMachine } from './same-machine.ts';
import { snapshotFacts } from './snapshot-facts.ts';
import { Soon } from './soon.ts';
import { TELLING_EVENTS } from './telling-events.ts';
import { Undertaking } from './undertaking.ts';
import { Watchers } from './watchers.ts';

/** Events come in groups, and right before the answers that an operation waits for; in ms. */
const AFTER_EVENT_MS = 50;

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
  readonly #record: KeptRecord;
  readonly #images = new MachineImages();
  readonly #watchers = new Watchers();
  readonly undertaking = new Undertaking(() => this.#tell());
  /** Jobs that an operation waits for: whoever connects anew must leave them to it. */
  readonly #jobs = new Set<string>();
  #connection: QmpConnection | null = null;
  #online: Reached | null = null;
  #offline: OfflineReading | null = null;
  #link: Link = { status: 'connecting' };
  /** What the link is while there is no session; a look at the images may then find that the machine is off. */
  #unlinked: Link = { status: 'connecting' };
  #activity: string | null = null;
  #looking: Promise<void> = Promise.resolve();
  #nextLook: Promise<void> | null = null;
  readonly #lookAfterEvent = new Soon(() => {
    this.refresh().catch(this.#options.onError);
  }, AFTER_EVENT_MS);
  #facts: { readonly drives: readonly QemuDrive[]; readonly facts: readonly SnapshotFacts[] } | null = null;

  constructor(options: QemuMachineOptions) {
    this.#options = options;
    this.#record = new KeptRecord(options.records, options.record);
  }

  get record(): MachineRecord {
    return this.#record.value;
  }

  get uuid(): string {
    return this.record.uuid;
  }

  get name(): string {
    return this.record.name;
  }

  get isOn(): boolean {
    return this.#online !== null;
  }

  get state(): MachineState {
    return stateOf(this.known);
  }

  get drives(): readonly QemuDrive[] {
    return this.known.drives;
  }

  /** Everything that is known at this moment. */
  get known(): QemuKnowledge {
    const { record } = this;
    const reading = this.#online?.reading ?? null;
    const offline = reading === null ? this.#offline : null;
    const drives = reading?.drives ?? offline?.drives ?? record.drives.map(unlookedAt);
    const isLoading = this.undertaking.is('loading');
    return { record, reading, offline, link: this.#link, drives, activity: this.#activity, isLoading };
  }

  domain(): Domain {
    return domainOf(this.known);
  }

  /** The snapshots of the images as last read; the same value while nothing changed. */
  get snapshots(): readonly SnapshotFacts[] {
    const { drives } = this;
    if (this.#facts?.drives !== drives) this.#facts = { drives, facts: snapshotFacts(drives) };
    return this.#facts.facts;
  }

  /** Begins to reach the machine; resolves once it is known whether it is on. */
  async open(): Promise<void> {
    const { source } = this.record;
    if (source.kind !== 'qmp') {
      this.#unlinked = { status: 'none' };
      await this.#lookAtImages('all');
      return;
    }
    const settled = Promise.withResolvers<void>();
    const connection = keepConnected(parseQmpAddress(source.address), {
      onState: (state) => {
        if (state.status === 'connecting') return;
        this.#enter(state, () => this.#connection === connection)
          .catch(this.#options.onError)
          .finally(settled.resolve);
      },
    });
    this.#connection = connection;
    await settled.promise;
  }

  /** Reaches the machine in another way from now on, whatever was before. */
  async reach(source: MachineSource, change: Partial<MachineRecord> = {}): Promise<void> {
    await this.#leave();
    await this.remember({ ...change, source });
    await this.open();
  }

  /** What an operation on the running machine needs. Throws HypervisorError when QEMU is not reached. */
  online(): OnlineMachine {
    return onlineMachine({
      name: this.name,
      folder: () => this.record.folder,
      reached: () => this.#reached(),
      learn: (session, reading) => this.#learn(session, reading),
      jobs: this.#jobs,
      comeBack: (before, signal) => this.#comeBack(before, signal),
    });
  }

  /** The session of this moment. Throws HypervisorError when QEMU is not reached. */
  get session(): QmpSession {
    return this.#reached().session;
  }

  #reached(): Reached {
    if (this.#online !== null) return this.#online;
    const why = this.#link.status === 'lost' ? ` ${this.#link.message}` : '';
    throw new HypervisorError('unreachable', `${this.name} can’t be reached now.${why}`);
  }

  /** Looks again at what may have changed without an event; does not throw for a machine that is gone. */
  async refresh(): Promise<void> {
    // A look that is under way may be older than what the caller wants to see.
    this.#nextLook ??= this.#looking.then(async () => {
      this.#nextLook = null;
      const look = this.#lookAgain();
      this.#looking = look.catch(() => undefined);
      await look;
    });
    await this.#nextLook;
  }

  async #lookAgain(): Promise<void> {
    if (this.#online === null) {
      await this.#lookAtImages('changed');
      return;
    }
    const { session } = this.#online;
    try {
      this.#learn(session, await readQemu(session, this.record.folder));
    } catch (error) {
      // A lost session is told by its state; nobody asked for this look in particular.
      if (!(error instanceof QmpError)) throw error;
      if (error.code !== 'timeout' || this.#online?.session !== session) return;
      this.#link = notAnswering(this.name, this.#link);
      this.#tell();
    }
  }

  retry(): void {
    this.#connection?.retryNow();
  }

  /** Resolves when what is known fits, trying to reach the machine meanwhile; rejects with the signal's reason. */
  async until<T>(fits: () => T | null, signal: AbortSignal): Promise<T> {
    return await this.#watchers.until(fits, signal, () => this.retry());
  }

  /** A session after `before`, or null when QEMU has ended. */
  async #comeBack(before: QmpSession, signal: AbortSignal): Promise<QmpSession | null> {
    const found = await this.until<Reached | 'off'>(() => {
      if (this.#online !== null) return this.#online.session === before ? null : this.#online;
      return this.state === 'off' ? 'off' : null;
    }, signal);
    return found === 'off' ? null : found.session;
  }

  /** Changes what is remembered; resolves when it is on disk. */
  async remember(change: Partial<MachineRecord>): Promise<void> {
    await this.#record.change(change);
    this.#tell();
  }

  /** Reads the images of a machine whose QEMU does not answer, whatever is known of them. */
  async lookAtImages(look: Exclude<Look, 'changed'> = 'all'): Promise<void> {
    await this.#lookAtImages(look);
  }

  async #lookAtImages(look: Look): Promise<void> {
    const { record } = this;
    const reading = await this.#images.look(record.drives, record.local, look);
    if (this.#online !== null) return;
    const before = this.known;
    this.#offline = reading;
    this.#activity = reading.activity;
    this.#link = this.#unlinked;
    if (this.state === 'off') this.#link = { status: 'none' };
    if (this.state === 'off') this.#noteNotHalf();
    // A machine that is off is tried again and again, and nothing comes of it.
    if (before.offline === reading && isDeepStrictEqual(before.link, this.#link)) return;
    if (reading.drives.some((drive) => drive.leftOut === null)) this.#record.touch({ seenAt: Date.now() });
    this.#tell();
  }

  async close(): Promise<void> {
    await this.#leave();
    await this.#record.close();
  }

  async #leave(): Promise<void> {
    const connection = this.#connection;
    this.#connection = null;
    this.#online = null;
    this.#lookAfterEvent.cancel();
    await connection?.close();
  }

  /** `isOurs`: whether the connection that says so is still the one that counts. */
  async #enter(state: QmpConnectionState, isOurs: () => boolean): Promise<void> {
    switch (state.status) {
      case 'connected':
        await this.#meet(state.session, isOurs);
        return;
      case 'lost': {
        const wasOn = this.#online !== null;
        this.#online = null;
        this.#unlinked = lost(state.error, state.sinceMs, state.retryAtMs);
        await this.#lookAtImages(wasOn ? 'all' : 'changed');
        if (wasOn) await this.#ended();
        return;
      }
      case 'connecting':
      case 'closed':
        return;
      default:
        state satisfies never;
    }
  }

  /** The machine was on and is not reached any more. */
  async #ended(): Promise<void> {
    const { activated } = this.record;
    if (activated !== null && this.state === 'off') {
      await this.#record.change({ activated: { ...activated, images: this.#activity } });
    }
    await this.#record.flush();
  }

  async #meet(session: QmpSession, isOurs: () => boolean): Promise<void> {
    try {
      const reading = await readQemu(session, this.record.folder);
      if (!isSameMachine(this.record, reading)) {
        await this.#giveWay();
        return;
      }
      const change = await greet(session, this.record, {
        jobs: this.#jobs,
        isStarting: this.undertaking.is('starting'),
        agent: reading.agent,
        remember: (change) => this.#record.change(change),
        onError: this.#options.onError,
      });
      // A machine that runs is reached all the same while the store can't be written.
      await this.#record.change(change).catch(this.#options.onError);
      const again = await rereadQemu(session, reading, this.record.folder);
      if (!isOurs()) return;
      this.#unlinked = { status: 'connecting' };
      this.#activity = null;
      session.on((event) => {
        if (event.name === 'RESUME' || event.name === 'RESET') this.#activity = null;
        if (event.name === 'RESUME') this.#noteNotHalf();
        // An operation looks for itself, and must not wait behind another look.
        if (TELLING_EVENTS.has(event.name) && this.#jobs.size === 0) this.#lookAfterEvent.ask();
      });
      session.onClosed(() => {
        if (this.#online?.session === session) this.#online = null;
      });
      this.#online = { session, reading: again };
      if (again.running) this.#noteNotHalf();
      this.#learn(session, again);
    } catch (error) {
      if (!(error instanceof QmpError)) throw error;
      // A session that ended meanwhile is told by its state; a QEMU that is not understood is told here.
      if (!isOurs() || error.code === 'closed') return;
      this.#unlinked = lost(error);
      await this.#lookAtImages('all');
    }
  }

  /** The socket belongs to another machine now: this one is known by its images only. */
  async #giveWay(): Promise<void> {
    const { source, drives } = this.record;
    const path = drives.find((drive) => drive.leftOut === null)?.path ?? drives[0]?.path ?? '';
    void this.#leave();
    await this.remember({ source: { kind: 'image', path } });
    this.#unlinked = { status: 'none' };
    await this.#lookAtImages('all');
    if (source.kind === 'qmp') this.#options.onStranger(source.address);
  }

  #learn(session: QmpSession, reading: QemuReading): void {
    if (this.#online?.session !== session) return;
    this.#online = { session, reading: withSameDrives(reading, this.#online.reading) };
    this.#link = { status: 'connected', readOnly: null };
    this.#offline = null;
    if (reading.running) this.#activity = null;
    else this.#activity ??= randomUUID();
    this.#record.touch({ seenAt: Date.now() });
    this.#record.change(learntFrom(reading)).catch(this.#options.onError);
    this.#tell();
  }

  /** A guest that runs, and one that is gone, is none that must not be let go on. */
  #noteNotHalf(): void {
    if (!this.record.halfRestored) return;
    this.#record.change({ halfRestored: false }).catch(this.#options.onError);
  }

  #tell(): void {
    this.#watchers.tell();
    this.#options.onChange();
  }
}
