import type { MachineSource, MachineState } from '../../../shared/model/machine.ts';
import { say } from '../../../shared/sentences/say.ts';
import type { Sentence } from '../../../shared/sentences/sentence.ts';
import { parseQmpAddress } from '../../qmp/address.ts';
import { keepConnected, type QmpConnection, type QmpConnectionState } from '../../qmp/connection.ts';
import { QmpError } from '../../qmp/errors.ts';
import type { QmpSession } from '../../qmp/session.ts';
import { type Domain, HypervisorError, type SnapshotFacts } from '../hypervisor.ts';
import { domainOf, lost, notAnswering, notReached, type QemuKnowledge } from './domain.ts';
import type { QemuDrive } from './drives.ts';
import { greet } from './greet.ts';
import { KeptRecord } from './kept-record.ts';
import type { MachineImages } from './machine-images.ts';
import type { MachineRecord, MachineRecords } from './machine-record.ts';
import { MachineSight } from './machine-sight.ts';
import { type OnlineMachine, onlineMachine, type Reached } from './online-machine.ts';
import { endsWithin, isRunning } from './processes.ts';
import { readQemu, rereadQemu } from './reading.ts';
import { isSameMachine } from './same-machine.ts';
import { Soon } from './soon.ts';
import { TELLING_EVENTS } from './telling-events.ts';
import { Undertaking } from './undertaking.ts';
import { Watchers } from './watchers.ts';

/** Events come in groups, and right before the answers that an operation waits for; in ms. */
const AFTER_EVENT_MS = 50;
/** How long a QEMU that was killed may take to let go of what it had open, in ms; more is no end but a lost connection. */
const ENDING_MS = 2000;

interface QemuMachineOptions {
  readonly record: MachineRecord;
  readonly records: MachineRecords;
  readonly images: MachineImages;
  readonly onChange: () => void;
  readonly onError: (error: unknown) => void;
  /** Another machine answers at this one's socket. */
  readonly onStranger: (address: string) => void;
}

/** One machine: its monitor while QEMU runs, its images while it does not, and what is remembered of it. */
export class QemuMachine {
  readonly #options: QemuMachineOptions;
  readonly #record: KeptRecord;
  readonly #sight: MachineSight;
  readonly #watchers = new Watchers();
  readonly undertaking = new Undertaking(() => this.#tell());
  /** Jobs that an operation waits for: whoever connects anew must leave them to it. */
  readonly #jobs = new Set<string>();
  #connection: QmpConnection | null = null;
  /** Whether there was a session since the connection was last told to be lost; the session itself ends before that. */
  #wasReached = false;
  #looking: Promise<void> = Promise.resolve();
  #nextLook: Promise<void> | null = null;
  readonly #lookAfterEvent = new Soon(() => {
    this.refresh().catch(this.#options.onError);
  }, AFTER_EVENT_MS);

  constructor(options: QemuMachineOptions) {
    this.#options = options;
    this.#record = new KeptRecord(options.records, options.record);
    this.#sight = new MachineSight({
      images: options.images,
      record: this.#record,
      isLoading: () => this.undertaking.is('loading'),
      onChange: () => this.#tell(),
      onError: options.onError,
    });
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
    return this.#sight.online !== null;
  }

  get state(): MachineState {
    return this.#sight.state;
  }

  get drives(): readonly QemuDrive[] {
    return this.known.drives;
  }

  /** Everything that is known at this moment. */
  get known(): QemuKnowledge {
    return this.#sight.known;
  }

  domain(): Domain {
    return domainOf(this.known);
  }

  /** The snapshots of the images as last read; the same value while nothing changed. */
  get snapshots(): readonly SnapshotFacts[] {
    return this.#sight.snapshots;
  }

  /** As `snapshots`, letting others have the thread where there are many. */
  async listSnapshots(): Promise<readonly SnapshotFacts[]> {
    return await this.#sight.listSnapshots();
  }

  /** Begins to reach the machine; resolves once it is known whether it is on. */
  async open(): Promise<void> {
    const { source } = this.record;
    if (source.kind !== 'qmp') {
      this.#sight.unlink({ status: 'none' });
      await this.#sight.lookAtImages('recorded');
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

  /** What an operation on the running machine needs; `step` hears of a wait. Throws HypervisorError when QEMU is not reached. */
  online(step: (step: Sentence) => void): OnlineMachine {
    return onlineMachine({
      name: this.name,
      folder: () => this.record.folder,
      reached: () => this.#reached(),
      learn: (session, reading) => this.#sight.learn(session, reading),
      jobs: this.#jobs,
      comeBack: (before, signal) => this.#comeBack(before, signal, step),
    });
  }

  /** The session of this moment. Throws HypervisorError when QEMU is not reached. */
  get session(): QmpSession {
    return this.#reached().session;
  }

  #reached(): Reached {
    const { online, link } = this.#sight;
    if (online !== null) return online;
    throw new HypervisorError('unreachable', notReached(this.name, link));
  }

  /** Looks again for what no event tells (`recorded`: without hurry); does not throw for a machine that is gone. */
  async refresh(look: 'recorded' | 'changed' = 'changed'): Promise<void> {
    if (look === 'recorded' && !this.isOn) {
      await this.#sight.lookAtImages('recorded');
      return;
    }
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
    const sight = this.#sight;
    if (sight.online === null) {
      await sight.lookAtImages('changed');
      return;
    }
    const { session } = sight.online;
    try {
      sight.learn(session, await readQemu(session, this.record.folder));
    } catch (error) {
      // A lost session is told by its state; nobody asked for this look in particular.
      if (!(error instanceof QmpError)) throw error;
      if (error.code !== 'timeout' || sight.online?.session !== session) return;
      sight.showLink(notAnswering(this.name, sight.link));
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
  async #comeBack(
    before: QmpSession,
    signal: AbortSignal,
    step: (step: Sentence) => void,
  ): Promise<QmpSession | null> {
    const { run } = this.record;
    let hasEnded = false;
    const fits = (): Reached | 'ended' | null => {
      const { online, state } = this.#sight;
      if (online !== null && online.session !== before) return online;
      return hasEnded || state === 'off' ? 'ended' : null;
    };
    // Its images may be in use by another program all the same, so that nobody could say that the machine is off.
    const noteEnd = async (): Promise<void> => {
      if (run === null || hasEnded || (await isRunning(run))) return;
      hasEnded = true;
      this.#watchers.tell();
    };
    await noteEnd();
    if (fits() === null) step(say('step/wait-for-connection', { machine: this.name }));
    const found = await this.#watchers.until(fits, signal, () => {
      this.retry();
      noteEnd().catch(this.#options.onError);
    });
    return found === 'ended' ? null : found.session;
  }

  /** Changes what is remembered; resolves when it is on disk. */
  async remember(change: Partial<MachineRecord>): Promise<void> {
    await this.#record.change(change);
    this.#tell();
  }

  /** Reads the images of a machine whose QEMU does not answer, whatever is known of them. */
  async lookAtImages(look: 'all' | 'minding-locks' = 'all'): Promise<void> {
    await this.#sight.lookAtImages(look);
  }

  async close(): Promise<void> {
    await this.#leave();
    await this.#record.close();
  }

  async #leave(): Promise<void> {
    const connection = this.#connection;
    this.#connection = null;
    this.#sight.lose();
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
        const wasOn = this.#wasReached;
        this.#wasReached = false;
        this.#sight.lose();
        this.#sight.unlink(lost(state.error, state.sinceMs, state.retryAtMs));
        await this.#sight.lookAtImages(wasOn ? 'all' : 'recorded');
        if (wasOn && this.state !== 'off') await this.#lookOnceEnded(isOurs);
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

  /** A QEMU that is about to end lets go of its images a moment after its socket; one that goes on keeps them. */
  async #lookOnceEnded(isOurs: () => boolean): Promise<void> {
    const { run } = this.record;
    const hasEnded = run !== null && (await endsWithin(run, ENDING_MS));
    if (hasEnded && isOurs() && !this.isOn) await this.#sight.lookAtImages('all');
  }

  /** The machine was on and is not reached any more. */
  async #ended(): Promise<void> {
    const { activated } = this.record;
    if (activated !== null && this.state === 'off') {
      await this.#record.change({ activated: { ...activated, images: this.known.activity } });
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
      session.on(({ name }) => {
        // An operation looks for itself, and must not wait behind another look.
        if (TELLING_EVENTS.has(name) && this.#jobs.size === 0) this.#lookAfterEvent.ask();
      });
      session.onClosed(() => {
        if (this.#sight.online?.session === session) this.#sight.lose();
      });
      this.#wasReached = true;
      this.#sight.meet(session, again);
    } catch (error) {
      if (!(error instanceof QmpError)) throw error;
      // A session that ended meanwhile is told by its state; a QEMU that is not understood is told here.
      if (!isOurs() || error.code === 'closed') return;
      this.#sight.unlink(lost(error));
      await this.#sight.lookAtImages('all');
    }
  }

  /** The socket belongs to another machine now: this one is known by its images only. */
  async #giveWay(): Promise<void> {
    const { source, drives } = this.record;
    const path = drives.find((drive) => drive.leftOut === null)?.path ?? drives[0]?.path ?? '';
    void this.#leave();
    await this.remember({ source: { kind: 'image', path } });
    this.#sight.unlink({ status: 'none' });
    await this.#sight.lookAtImages('all');
    if (source.kind === 'qmp') this.#options.onStranger(source.address);
  }

  #tell(): void {
    this.#watchers.tell();
    this.#options.onChange();
  }
}
