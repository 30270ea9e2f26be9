import { setImmediate } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import type { Link } from '../../../shared/model/connection.ts';
import { say } from '../../../shared/sentences/say.ts';
import type { Domain, SnapshotFacts } from '../hypervisor.ts';
import { Soon } from '../qemu/soon.ts';
import { noCapabilities } from './capabilities.ts';
import { fixedBecause } from './domain-view.ts';
import { LastSeenFiles, type SeenMachine } from './last-seen-files.ts';

/** Changes come in groups; in ms. */
const KEEP_AFTER_MS = 1000;
/** Machines that are looked at before others have their turn. */
const AT_ONCE = 100;

/** A machine as it is now; `facts` are null until its snapshots were listed. */
export interface SeenNow {
  readonly domain: Domain;
  readonly facts: readonly SnapshotFacts[] | null;
}

interface LastSeenOptions {
  readonly folder: string;
  /** The machines that there are, each to be looked at when its turn comes; null before the host was there. */
  readonly now: () => readonly (() => SeenNow)[] | null;
  readonly onError: (error: unknown) => void;
}

/** Keeps a host's machines and trees for the time when it can't be reached, also after a restart of this program. */
export class LastSeen {
  readonly #options: LastSeenOptions;
  readonly #files: LastSeenFiles;
  readonly #machines = new Map<string, SeenMachine>();
  readonly #trees = new Map<string, Promise<readonly SnapshotFacts[]>>();
  readonly #soon = new Soon(() => this.keep(), KEEP_AFTER_MS);
  #written: ReadonlyMap<string, SeenMachine> = new Map();
  readonly #writtenTrees = new Map<string, readonly SnapshotFacts[]>();
  #writing: Promise<void> = Promise.resolve();

  constructor(options: LastSeenOptions) {
    this.#options = options;
    this.#files = new LastSeenFiles(options.folder);
  }

  /** Reads what is kept. What can't be read is as good as nothing. */
  async recall(): Promise<void> {
    try {
      for (const machine of (await this.#files.readMachines()) ?? [])
        this.#machines.set(machine.uuid, machine);
      this.#written = new Map(this.#machines);
    } catch (error) {
      this.#options.onError(error);
    }
  }

  /** The machines as kept, over the link as it is. */
  domains(link: Link): readonly Domain[] {
    return [...this.#machines.values()].map((machine) => seenView(machine, link));
  }

  domain(uuid: string, link: Link): Domain | null {
    const machine = this.#machines.get(uuid);
    return machine === undefined ? null : seenView(machine, link);
  }

  /** A machine's snapshots as kept; none where they can't be read. */
  tree(uuid: string): Promise<readonly SnapshotFacts[]> {
    const known = this.#trees.get(uuid);
    if (known !== undefined) return known;
    const reading = this.#files.readTree(uuid).then(
      (facts) => facts ?? [],
      (error: unknown) => {
        this.#options.onError(error);
        return [];
      },
    );
    this.#trees.set(uuid, reading);
    return reading;
  }

  /** Lets go of what was kept, for the host itself tells now. */
  forget(): void {
    this.#machines.clear();
    this.#trees.clear();
  }

  /** Keeps what there is, in a moment. */
  keepSoon(): void {
    this.#soon.ask();
  }

  /** Keeps what there is, also where only the time changed at which it was seen, if `isLast`. */
  keep(isLast = false): void {
    const now = this.#options.now();
    if (now === null) return;
    this.#writing = this.#writing.then(() => this.#write(now, isLast)).catch(this.#options.onError);
  }

  /** Resolves when what there is is on disk. */
  async close(): Promise<void> {
    this.#soon.cancel();
    this.keep(true);
    await this.#writing;
  }

  async #write(now: readonly (() => SeenNow)[], isLast: boolean): Promise<void> {
    const machines = new Map<string, SeenMachine>();
    let isNew = isLast || now.length !== this.#written.size;
    for (const see of now) {
      const { domain, facts } = see();
      const machine = seenMachine(domain);
      machines.set(machine.uuid, machine);
      isNew ||= !isDeepStrictEqual(lasting(machine), lasting(this.#written.get(machine.uuid)));
      if (facts !== null && facts !== this.#writtenTrees.get(machine.uuid)) {
        await this.#files.writeTree(machine.uuid, facts);
        this.#writtenTrees.set(machine.uuid, facts);
      }
      // Thousands at once would hold the thread.
      if (machines.size % AT_ONCE === 0) await setImmediate();
    }
    if (!isNew) return;
    await this.#files.writeMachines([...machines.values()]);
    this.#written = machines;
    for (const uuid of this.#writtenTrees.keys()) if (!machines.has(uuid)) this.#writtenTrees.delete(uuid);
  }
}

function seenMachine(domain: Domain): SeenMachine {
  const { uuid, name, memoryBytes, drives, findings, heads, activity, seenAt } = domain;
  return { uuid, name, memoryBytes, drives, findings, heads, activity, seenAt };
}

/** What is worth a write when it changes: images grow all the time, and machines go on and off. */
function lasting(machine: SeenMachine | undefined): unknown {
  if (machine === undefined) return null;
  const drives = machine.drives.map((drive) => ({ ...drive, actualSizeBytes: null }));
  return { ...machine, drives, activity: null, seenAt: null };
}

/** Nothing can be done with a machine whose host is not there. */
function seenView(machine: SeenMachine, link: Link): Domain {
  return {
    ...machine,
    state: 'unknown',
    source: { kind: 'libvirt' },
    link,
    capabilities: noCapabilities(fixedBecause(link) ?? say('libvirt/being-asked')),
    names: 'any',
    devices: null,
  };
}
