import { randomUUID } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import type { Link } from '../../../shared/model/connection.ts';
import type { MachineState } from '../../../shared/model/machine.ts';
import type { QmpSession } from '../../qmp/session.ts';
import type { SnapshotFacts } from '../hypervisor.ts';
import { type QemuKnowledge, stateOf } from './domain.ts';
import { unlookedAt, withSameDrives } from './drives.ts';
import type { KeptRecord } from './kept-record.ts';
import { ListedSnapshots } from './listed-snapshots.ts';
import type { Look, MachineImages, OfflineReading } from './machine-images.ts';
import type { Reached } from './online-machine.ts';
import { learntFrom, type QemuReading } from './reading.ts';

interface MachineSightOptions {
  readonly record: KeptRecord;
  readonly images: MachineImages;
  readonly isLoading: () => boolean;
  /** Told when something else is seen. */
  readonly onChange: () => void;
  readonly onError: (error: unknown) => void;
}

/** What is seen of a machine: through its QEMU while that is reached, in its images while it is not. */
export class MachineSight {
  readonly #options: MachineSightOptions;
  #online: Reached | null = null;
  #offline: OfflineReading | null = null;
  #link: Link = { status: 'connecting' };
  /** What the link is while there is no session; a look at the images may then find that the machine is off. */
  #unlinked: Link = { status: 'connecting' };
  #activity: string | null = null;
  readonly #snapshots = new ListedSnapshots();

  constructor(options: MachineSightOptions) {
    this.#options = options;
  }

  /** The QEMU that is reached, or null. */
  get online(): Reached | null {
    return this.#online;
  }

  get link(): Link {
    return this.#link;
  }

  get state(): MachineState {
    return stateOf(this.known);
  }

  /** Everything that is known at this moment. */
  get known(): QemuKnowledge {
    const record = this.#options.record.value;
    const reading = this.#online?.reading ?? null;
    const offline = reading === null ? this.#offline : null;
    const drives = reading?.drives ?? offline?.drives ?? record.drives.map(unlookedAt);
    const isLoading = this.#options.isLoading();
    return { record, reading, offline, link: this.#link, drives, activity: this.#activity, isLoading };
  }

  /** The snapshots of the images as last read; the same value while nothing changed. */
  get snapshots(): readonly SnapshotFacts[] {
    return this.#snapshots.of(this.known.drives);
  }

  /** As `snapshots`, letting others have the thread where there are many. */
  async listSnapshots(): Promise<readonly SnapshotFacts[]> {
    return await this.#snapshots.list(this.known.drives);
  }

  /** Begins with a QEMU that was just reached. */
  meet(session: QmpSession, reading: QemuReading): void {
    this.#unlinked = { status: 'connecting' };
    this.#activity = null;
    session.on(({ name }) => {
      if (name === 'RESUME' || name === 'RESET') this.#activity = null;
      if (name === 'RESUME') this.#noteNotHalf();
    });
    this.#online = { session, reading };
    if (reading.running) this.#noteNotHalf();
    this.learn(session, reading);
  }

  /** Takes in a newer reading, unless it is of a session that is over. */
  learn(session: QmpSession, reading: QemuReading): void {
    if (this.#online?.session !== session) return;
    const { record, onError } = this.#options;
    this.#online = { session, reading: withSameDrives(reading, this.#online.reading) };
    this.#link = { status: 'connected', readOnly: null };
    this.#offline = null;
    if (reading.running) this.#activity = null;
    else this.#activity ??= randomUUID();
    record.touch({ seenAt: Date.now() });
    record.change(learntFrom(reading)).catch(onError);
    this.#options.onChange();
  }

  /** QEMU keeps the connection and answers nothing, or answers again. */
  showLink(link: Link): void {
    this.#link = link;
    this.#options.onChange();
  }

  /** There is no session any more. */
  lose(): void {
    this.#online = null;
  }

  /** What the link is from now on while there is no session; a look at the images must follow. */
  unlink(link: Link): void {
    this.#unlinked = link;
  }

  /** Reads the images of a machine whose QEMU is not reached. */
  async lookAtImages(look: Look): Promise<void> {
    const { record, images } = this.#options;
    const { drives, local } = record.value;
    const reading = await images.look(drives, local, look);
    if (this.#online !== null) return;
    const before = this.known;
    this.#offline = reading;
    this.#activity = reading.activity;
    this.#link = this.#unlinked;
    if (this.state === 'off') {
      this.#link = { status: 'none' };
      this.#noteNotHalf();
    }
    // A machine that is off is tried again and again, and nothing comes of it.
    if (before.offline === reading && isDeepStrictEqual(before.link, this.#link)) return;
    if (reading.drives.some((drive) => drive.leftOut === null)) record.touch({ seenAt: Date.now() });
    this.#options.onChange();
  }

  /** A guest that runs, and one that is gone, is none that must not be let go on. */
  #noteNotHalf(): void {
    const { record, onError } = this.#options;
    if (!record.value.halfRestored) return;
    record.change({ halfRestored: false }).catch(onError);
  }
}
