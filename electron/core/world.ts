import { setImmediate } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import type { Connection } from '../../shared/model/connection.ts';
import type { Job } from '../../shared/model/job.ts';
import type { Machine } from '../../shared/model/machine.ts';
import type { Settings } from '../../shared/model/settings.ts';
import type { Snapshot } from '../../shared/model/snapshot.ts';
import type { ChangeMessage, Op } from '../../shared/model/world.ts';

/** Patches that a slow watcher may be behind before it gets the whole world again instead. */
const MAX_QUEUED_PATCHES = 256;

/** Operations in one patch, and snapshots in one piece of the whole: a face takes a few ms to make a message of so many. */
const MAX_OPS = 250;

interface Watcher {
  queue: ChangeMessage[];
  /** Patches in the queue. */
  behind: number;
  wake: () => void;
}

/** The truth that all faces show: normalised maps that change only by `apply`, with a revision number. */
export class World {
  readonly #connections = new Map<string, Connection>();
  readonly #machines = new Map<string, Machine>();
  readonly #snapshots = new Map<string, Snapshot>();
  readonly #snapshotsOf = new Map<string, Map<string, Snapshot>>();
  readonly #jobs = new Map<string, Job>();
  readonly #watchers = new Set<Watcher>();
  #settings: Settings;
  #rev = 0;

  constructor(settings: Settings) {
    this.#settings = settings;
  }

  get rev(): number {
    return this.#rev;
  }

  get settings(): Settings {
    return this.#settings;
  }

  get connections(): ReadonlyMap<string, Connection> {
    return this.#connections;
  }

  get machines(): ReadonlyMap<string, Machine> {
    return this.#machines;
  }

  get snapshots(): ReadonlyMap<string, Snapshot> {
    return this.#snapshots;
  }

  get jobs(): ReadonlyMap<string, Job> {
    return this.#jobs;
  }

  /** The snapshots of one machine, by id. */
  snapshotsOf(machineId: string): ReadonlyMap<string, Snapshot> {
    return this.#snapshotsOf.get(machineId) ?? new Map();
  }

  /** Carries out `ops` and tells the watchers, in several patches where it is much; puts that change nothing are left out. */
  apply(ops: readonly Op[]): void {
    const effective = ops.filter((op) => this.#carryOut(op));
    for (let from = 0; from < effective.length; from += MAX_OPS) {
      this.#rev += 1;
      const patch: ChangeMessage = {
        t: 'patch',
        rev: this.#rev,
        ops: effective.slice(from, from + MAX_OPS),
      };
      for (const watcher of this.#watchers) {
        watcher.queue.push(patch);
        watcher.behind += 1;
      }
    }
    for (const watcher of this.#watchers) {
      if (watcher.behind > MAX_QUEUED_PATCHES) {
        watcher.queue = this.#all();
        watcher.behind = 0;
      }
      watcher.wake();
    }
  }

  /** The whole world once, in pieces where it is large, then each patch, until `signal` aborts or the iteration ends. */
  async *watch(signal: AbortSignal): AsyncGenerator<ChangeMessage, void> {
    let wake: () => void = () => undefined;
    const watcher: Watcher = { queue: this.#all(), behind: 0, wake: () => wake() };
    this.#watchers.add(watcher);
    const onAbort = () => wake();
    signal.addEventListener('abort', onAbort, { once: true });
    try {
      while (!signal.aborted) {
        const next = watcher.queue.shift();
        if (next !== undefined) {
          if (next.t === 'patch') watcher.behind -= 1;
          yield next;
          // Whoever carries a large message to a face has copied it by now; others get the thread before the next.
          if (sizeOf(next) >= MAX_OPS) await setImmediate();
          continue;
        }
        const { promise, resolve } = Promise.withResolvers<void>();
        wake = resolve;
        await promise;
      }
    } finally {
      signal.removeEventListener('abort', onAbort);
      this.#watchers.delete(watcher);
    }
  }

  /** True while somebody looks. */
  get isWatched(): boolean {
    return this.#watchers.size > 0;
  }

  #all(): ChangeMessage[] {
    const [first = [], ...others] = inPieces([...this.#snapshots.values()]);
    return [
      {
        t: 'all',
        rev: this.#rev,
        connections: [...this.#connections.values()],
        machines: [...this.#machines.values()],
        snapshots: first,
        jobs: [...this.#jobs.values()],
        settings: this.#settings,
        rest: others.length,
      },
      ...others.map((snapshots): ChangeMessage => ({ t: 'rest', snapshots })),
    ];
  }

  /** Returns whether anything changed. */
  #carryOut(op: Op): boolean {
    if (op.op === 'put') {
      switch (op.kind) {
        case 'connection':
          return putInto(this.#connections, op.value);
        case 'machine':
          return putInto(this.#machines, op.value);
        case 'job':
          return putInto(this.#jobs, op.value);
        case 'snapshot':
          return this.#putSnapshot(op.value);
        case 'settings': {
          if (isDeepStrictEqual(this.#settings, op.value)) return false;
          this.#settings = op.value;
          return true;
        }
        default:
          return op satisfies never;
      }
    }
    switch (op.kind) {
      case 'connection':
        return this.#connections.delete(op.id);
      case 'machine':
        return this.#machines.delete(op.id);
      case 'job':
        return this.#jobs.delete(op.id);
      case 'snapshot':
        return this.#dropSnapshot(op.id);
      default:
        return op satisfies never;
    }
  }

  #putSnapshot(snapshot: Snapshot): boolean {
    if (!putInto(this.#snapshots, snapshot)) return false;
    const siblings = this.#snapshotsOf.get(snapshot.machineId);
    if (siblings === undefined) this.#snapshotsOf.set(snapshot.machineId, new Map([[snapshot.id, snapshot]]));
    else siblings.set(snapshot.id, snapshot);
    return true;
  }

  #dropSnapshot(id: string): boolean {
    const snapshot = this.#snapshots.get(id);
    if (snapshot === undefined) return false;
    this.#snapshots.delete(id);
    const siblings = this.#snapshotsOf.get(snapshot.machineId);
    siblings?.delete(id);
    if (siblings?.size === 0) this.#snapshotsOf.delete(snapshot.machineId);
    return true;
  }
}

function inPieces(snapshots: readonly Snapshot[]): readonly (readonly Snapshot[])[] {
  const pieces: (readonly Snapshot[])[] = [];
  for (let from = 0; from < snapshots.length; from += MAX_OPS) {
    pieces.push(snapshots.slice(from, from + MAX_OPS));
  }
  return pieces;
}

function sizeOf(message: ChangeMessage): number {
  return message.t === 'patch' ? message.ops.length : message.snapshots.length;
}

function putInto<T extends { readonly id: string }>(map: Map<string, T>, value: T): boolean {
  const before = map.get(value.id);
  if (before === value || isDeepStrictEqual(before, value)) return false;
  map.set(value.id, value);
  return true;
}
