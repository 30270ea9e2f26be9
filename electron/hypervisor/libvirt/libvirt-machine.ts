import { randomUUID } from 'node:crypto';
import { setTimeout as delay, setImmediate } from 'node:timers/promises';
import type { Link } from '../../../shared/model/connection.ts';
import { say } from '../../../shared/sentences/say.ts';
import type { LibvirtClient } from '../../libvirt-rpc/client.ts';
import { ConnectionFailure } from '../../libvirt-rpc/connection-failure.ts';
import { LibvirtError } from '../../libvirt-rpc/errors.ts';
import type { ImageReader } from '../../qemu-img/image-reader.ts';
import { type Domain, HypervisorError, type SnapshotFacts } from '../hypervisor.ts';
import { domainView } from './domain-view.ts';
import type { Host } from './host.ts';
import { imageStatuses } from './image-places.ts';
import { letGoOf } from './let-go.ts';
import type { Connected, LibvirtLink } from './link.ts';
import { type DiskSize, type MachineReading, readMachine, readSizes } from './machine-reading.ts';
import { snapshotFindings } from './restore-findings.ts';
import type { Situation } from './situation.ts';
import { SnapshotCache } from './snapshot-cache.ts';
import { snapshotFacts, unreadableFacts } from './snapshot-facts.ts';
import type { SnapshotParser } from './snapshot-parser.ts';
import type { SnapshotReading } from './snapshot-reading.ts';
import { SnapshotSizes } from './snapshot-sizes.ts';

interface MachineOptions {
  readonly reading: MachineReading;
  readonly link: LibvirtLink;
  readonly parser: SnapshotParser;
  readonly images: ImageReader;
  readonly onChange: () => void;
}

/** How long a machine may take to say what its disks are doing, in ms. */
const ANSWER_MS = 3000;
/** How long sizes are waited for with the first listing, in ms. */
const FIRST_SIZES_MS = 200;
/** Snapshots whose facts are put together before others have their turn. */
const AT_ONCE = 250;
const NOTHING_RUNS = { blockJobs: [], held: false } as const;

/** One machine of a libvirt: as last read, with its snapshots. */
export class LibvirtMachine {
  readonly link: LibvirtLink;
  readonly snapshots: SnapshotCache;
  /** The snapshot that the next start begins with, where this program made it so. */
  activated: string | null = null;
  /** When libvirt last began new files for a restore, in ms since the epoch. */
  lastRevertAt = 0;
  readonly #onChange: () => void;
  #reading: MachineReading;
  /** Stands for the time since the guest last ran; null while it runs. */
  #rest: string | null = null;
  /** Whether its memory was saved to a file while it was paused as it is now. */
  #savedNow = false;
  #operations = 0;
  #sizes: ReadonlyMap<string, DiskSize> = new Map();
  #isMeasuring = false;
  readonly #snapshotSizes: SnapshotSizes;
  #facts: readonly SnapshotFacts[] = [];
  /** What `#facts` were made of. */
  #listed = '';
  /** Listings one after the other: each goes by what the one before found. */
  #listing: Promise<unknown> = Promise.resolve();

  constructor({ reading, link, parser, images, onChange }: MachineOptions) {
    this.link = link;
    this.snapshots = new SnapshotCache(parser);
    this.#snapshotSizes = new SnapshotSizes(images, onChange);
    this.#onChange = onChange;
    this.#reading = reading;
    this.#learn(reading);
  }

  get reading(): MachineReading {
    return this.#reading;
  }

  get name(): string {
    return this.#reading.domain.name;
  }

  /** The machine in a call. */
  get domain(): MachineReading['domain'] {
    return this.#reading.domain;
  }

  /** True while an operation of ours holds the machine, so that other calls would only wait. */
  get isHeld(): boolean {
    return this.#operations > 0;
  }

  view(link: Link, host: Host): Domain {
    return domainView(this.#reading, { link, host, activity: this.#activity(), sizes: this.#sizes });
  }

  /** Reads the machine again; false when it is gone. Throws LibvirtError, ConnectionFailure. */
  async refresh(connected: Connected, domain: MachineReading['domain'] = this.domain): Promise<boolean> {
    const reading = await readMachine(connected, domain, this.#reading, this.isHeld);
    if (reading === null) return false;
    this.#learn(reading);
    this.measure(connected.client);
    return true;
  }

  /** Has the sizes of the images read, without waiting: a job of another program may hold them up. */
  measure(client: LibvirtClient): void {
    if (this.#isMeasuring || this.isHeld) return;
    this.#isMeasuring = true;
    readSizes(client, this.#reading)
      .then((sizes) => {
        if (JSON.stringify([...sizes]) === JSON.stringify([...this.#sizes])) return;
        this.#sizes = sizes;
        this.#onChange();
      })
      // What is not measured now is measured with the next refresh.
      .catch(() => undefined)
      .finally(() => {
        this.#isMeasuring = false;
      });
  }

  /** Notes that the guest went on. */
  ran(): void {
    this.#rest = null;
    this.#savedNow = false;
  }

  /** Notes that the machine, which is paused, had its memory saved to a file. */
  savedWhilePaused(): void {
    this.#savedNow = true;
  }

  /** The snapshots as last listed; null before the first time. */
  get lastListed(): readonly SnapshotFacts[] | null {
    return this.#listed === '' ? null : this.#facts;
  }

  /** The snapshots as they are now; as last listed while there is no connection. Throws LibvirtError, ConnectionFailure. */
  async list(): Promise<readonly SnapshotFacts[]> {
    const listing = this.#listing.then(async () => {
      const { connected } = this.link;
      if (connected !== null) this.#facts = await this.#list(connected);
      return this.#facts;
    });
    // The next one does not care how this one ended; its caller hears of it.
    this.#listing = listing.catch(() => undefined);
    return await listing;
  }

  /** As `list`, also when the connection ends meanwhile; null when they were never listed. Throws LibvirtError. */
  async listOrLast(): Promise<readonly SnapshotFacts[] | null> {
    try {
      await this.list();
    } catch (error) {
      // A connection that ends is told by its link, and the tree stays.
      if (!(error instanceof ConnectionFailure)) throw error;
    }
    return this.lastListed;
  }

  async #list(connected: Connected): Promise<readonly SnapshotFacts[]> {
    const { client, host } = connected;
    const { snapshots, current } = await this.snapshots.refresh(client.snapshots, this.domain);
    const readings = [...this.readings().values()];
    const statuses = await imageStatuses(this.#reading.definition, readings, host.local);
    const tree = { current, parents: new Set(readings.flatMap(({ parent }) => parent ?? [])) };
    const measuring = this.isHeld
      ? null
      : this.#snapshotSizes.measure(connected, readings, tree, this.snapshots.version);
    // Whoever lists once, such as the command line, has sizes too where they are quickly found out.
    if (this.#listed === '')
      await Promise.race([measuring, delay(FIRST_SIZES_MS, undefined, { ref: false })]);
    const { version } = this.#snapshotSizes;
    const listed = JSON.stringify([this.snapshots.version, version, this.name, host, [...statuses]]);
    // The same array says that nothing changed.
    if (listed === this.#listed) return this.#facts;
    const statusOf = (path: string) => statuses.get(path) ?? 'present';
    const facts: SnapshotFacts[] = [];
    for (const [name, parsed] of snapshots) {
      facts.push(
        'reading' in parsed
          ? snapshotFacts(parsed.reading, {
              current,
              statusOf,
              sizeBytes: this.#snapshotSizes.bytesFor(parsed.reading, tree),
              findings: snapshotFindings(parsed.reading, host, this.name),
            })
          : unreadableFacts(name, parsed.problem, current),
      );
      // Thousands at once would hold the thread.
      if (facts.length % AT_ONCE === 0) await setImmediate();
    }
    this.#listed = listed;
    return facts;
  }

  /** The snapshots by name, of which the document can be read. */
  readings(): ReadonlyMap<string, SnapshotReading> {
    const readings = new Map<string, SnapshotReading>();
    for (const [name, parsed] of this.snapshots.list.snapshots) {
      if ('reading' in parsed) readings.set(name, parsed.reading);
    }
    return readings;
  }

  /** What was read of a listed snapshot; throws HypervisorError when it is not the same one any more. */
  readingOf(facts: SnapshotFacts): SnapshotReading {
    const reading = this.readings().get(facts.name);
    if (reading === undefined || reading.createdAt !== facts.createdAt) {
      throw new HypervisorError(
        'not-found',
        say('libvirt/another-snapshot', { name: facts.name, machine: this.name }),
      );
    }
    return reading;
  }

  /** Everything that decides what libvirt would do now; asks for what changes without an event. */
  async situation(connected: Connected): Promise<Situation> {
    const { definition, persistent, managedSave } = this.#reading;
    const { link } = this.link;
    const { host } = connected;
    const { state } = this.view(link, host);
    const tree = { snapshots: this.readings(), current: this.snapshots.list.current };
    return {
      name: this.name,
      state,
      host,
      readOnly: link.status === 'connected' ? link.readOnly : null,
      definition,
      persistent,
      managedSave,
      ...(state === 'off' || this.isHeld ? NOTHING_RUNS : await this.#running(connected.client)),
      letGo: letGoOf({ state, pausedFor: this.#reading.pausedFor, savedNow: this.#savedNow, host, ...tree }),
      ...tree,
    };
  }

  /** Disks with a job of their own, and whether a job of another program holds the machine, so that it does not answer. */
  async #running(client: LibvirtClient): Promise<Pick<Situation, 'blockJobs' | 'held'>> {
    const signal = AbortSignal.timeout(ANSWER_MS);
    const blockJobs: string[] = [];
    for (const { target, source, device } of this.#reading.definition.disks) {
      if (source === null || device !== 'disk') continue;
      try {
        if ((await client.domains.blockJob(this.domain, target, { signal })) !== null) blockJobs.push(target);
      } catch (error) {
        const waited = error instanceof LibvirtError && error.code === 'operation-timeout';
        if (signal.aborted || waited) return { blockJobs, held: true };
        // A driver without block jobs has none, and a machine that just went off neither.
        if (!(error instanceof LibvirtError)) throw error;
      }
    }
    return { blockJobs, held: false };
  }

  /** Carries out what holds the machine, over the connection for such, and reads the machine again however it ends. */
  async holding<T>(work: (client: LibvirtClient) => Promise<T>): Promise<T> {
    const client = await this.link.forJobs();
    this.#operations += 1;
    try {
      return await work(client);
    } finally {
      this.#operations -= 1;
      this.#snapshotSizes.suspect();
      await this.#lookAgain();
    }
  }

  async #lookAgain(): Promise<void> {
    const { connected } = this.link;
    try {
      if (connected !== null) await this.refresh(connected);
    } catch (error) {
      // The operation's own end is what matters; whatever is wrong now shows with the next refresh.
      if (!(error instanceof LibvirtError) && !(error instanceof ConnectionFailure)) throw error;
    }
    this.#onChange();
  }

  #learn(reading: MachineReading): void {
    this.#reading = reading;
    if (reading.state === 'running') this.#rest = null;
    else this.#rest ??= randomUUID();
    if (reading.state !== 'paused') this.#savedNow = false;
    if (!reading.managedSave) this.activated = null;
  }

  #activity(): string | null {
    const { state, images } = this.#reading;
    if (state === 'off' && images !== null) return images;
    return this.#rest;
  }
}
