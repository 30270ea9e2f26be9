import type { ShellDescription } from '../../../shared/contract/shell-contract.ts';
import type { Connection } from '../../../shared/model/connection.ts';
import type { Job } from '../../../shared/model/job.ts';
import type { Machine } from '../../../shared/model/machine.ts';
import type { Settings } from '../../../shared/model/settings.ts';
import { type Snapshot, splitSnapshotId } from '../../../shared/model/snapshot.ts';
import type { Change, Op } from '../../../shared/model/world.ts';

/** Whether the window hears from the core. Times are ms since the epoch. */
export type Line =
  | { readonly status: 'connecting' }
  | { readonly status: 'live' }
  | { readonly status: 'lost'; readonly since: number; readonly retryAt: number };

/** What the core told us, by id. Entities that nobody touched keep their identity. */
export interface World {
  readonly line: Line;
  /** False until the core has told the whole once. */
  readonly loaded: boolean;
  readonly connections: ReadonlyMap<string, Connection>;
  readonly machines: ReadonlyMap<string, Machine>;
  /** By machine, then by snapshot. */
  readonly snapshots: ReadonlyMap<string, SnapshotsOfMachine>;
  readonly jobs: ReadonlyMap<string, Job>;
  readonly settings: Settings | null;
  /** The face that shows this window; null until it has said. */
  readonly shell: ShellDescription | null;
}

export type SnapshotsOfMachine = ReadonlyMap<string, Snapshot>;

export const EMPTY_WORLD: World = {
  line: { status: 'connecting' },
  loaded: false,
  connections: new Map(),
  machines: new Map(),
  snapshots: new Map(),
  jobs: new Map(),
  settings: null,
  shell: null,
};

/** Applies changes in order and copies each map at most once, however many changes there are. */
export function applyChanges(world: World, changes: readonly Change[]): World {
  const draft = new Draft(world);
  for (const change of changes) {
    if (change.t === 'all') draft.replace(change);
    else for (const op of change.ops) draft.apply(op);
  }
  return draft.world();
}

type Everything = Change & { readonly t: 'all' };

class Draft {
  #base: World;
  #connections: CopyOnce<Connection>;
  #machines: CopyOnce<Machine>;
  #jobs: CopyOnce<Job>;
  #snapshots: CopyOnce<SnapshotsOfMachine>;
  #ofMachine = new Map<string, CopyOnce<Snapshot>>();

  constructor(world: World) {
    this.#base = world;
    this.#connections = new CopyOnce(world.connections);
    this.#machines = new CopyOnce(world.machines);
    this.#jobs = new CopyOnce(world.jobs);
    this.#snapshots = new CopyOnce(world.snapshots);
  }

  replace(all: Everything): void {
    this.#base = { ...this.#base, loaded: true, settings: all.settings };
    this.#connections = new CopyOnce(byId(all.connections));
    this.#machines = new CopyOnce(byId(all.machines));
    this.#jobs = new CopyOnce(byId(all.jobs));
    this.#snapshots = new CopyOnce(byMachine(all.snapshots));
    this.#ofMachine = new Map();
  }

  apply(op: Op): void {
    switch (op.kind) {
      case 'connection':
        if (op.op === 'put') this.#connections.put(op.value.id, op.value);
        else this.#connections.drop(op.id);
        return;
      case 'machine':
        if (op.op === 'put') this.#machines.put(op.value.id, op.value);
        else this.#machines.drop(op.id);
        return;
      case 'job':
        if (op.op === 'put') this.#jobs.put(op.value.id, op.value);
        else this.#jobs.drop(op.id);
        return;
      case 'snapshot':
        if (op.op === 'put') this.#of(op.value.machineId).put(op.value.id, op.value);
        else this.#dropSnapshot(op.id);
        return;
      case 'settings':
        this.#base = { ...this.#base, settings: op.value };
        return;
      default:
        op satisfies never;
    }
  }

  world(): World {
    for (const [machineId, snapshots] of this.#ofMachine) {
      if (snapshots.map.size === 0) this.#snapshots.drop(machineId);
      else if (this.#snapshots.map.get(machineId) !== snapshots.map) {
        this.#snapshots.put(machineId, snapshots.map);
      }
    }
    return {
      ...this.#base,
      connections: this.#connections.map,
      machines: this.#machines.map,
      snapshots: this.#snapshots.map,
      jobs: this.#jobs.map,
    };
  }

  #of(machineId: string): CopyOnce<Snapshot> {
    const known = this.#ofMachine.get(machineId);
    if (known !== undefined) return known;
    const made = new CopyOnce<Snapshot>(this.#snapshots.map.get(machineId) ?? new Map());
    this.#ofMachine.set(machineId, made);
    return made;
  }

  #dropSnapshot(id: string): void {
    this.#of(splitSnapshotId(id).machineId).drop(id);
  }
}

/** A map that is copied at the first change and changed in place afterwards. */
class CopyOnce<V> {
  #map: ReadonlyMap<string, V>;
  #own: Map<string, V> | null = null;

  constructor(map: ReadonlyMap<string, V>) {
    this.#map = map;
  }

  get map(): ReadonlyMap<string, V> {
    return this.#own ?? this.#map;
  }

  put(id: string, value: V): void {
    this.#mine().set(id, value);
  }

  drop(id: string): void {
    if (this.map.has(id)) this.#mine().delete(id);
  }

  #mine(): Map<string, V> {
    this.#own ??= new Map(this.#map);
    return this.#own;
  }
}

function byId<T extends { readonly id: string }>(items: readonly T[]): ReadonlyMap<string, T> {
  return new Map(items.map((item) => [item.id, item]));
}

function byMachine(snapshots: readonly Snapshot[]): ReadonlyMap<string, SnapshotsOfMachine> {
  const machines = new Map<string, Map<string, Snapshot>>();
  for (const snapshot of snapshots) {
    const known = machines.get(snapshot.machineId);
    if (known === undefined) machines.set(snapshot.machineId, new Map([[snapshot.id, snapshot]]));
    else known.set(snapshot.id, snapshot);
  }
  return machines;
}
