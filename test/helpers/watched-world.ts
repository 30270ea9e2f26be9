import type { contract } from '../../shared/contract/contract.ts';
import type { Api } from '../../shared/contract/definition.ts';
import type { Connection } from '../../shared/model/connection.ts';
import { isActive, type Job } from '../../shared/model/job.ts';
import type { Machine } from '../../shared/model/machine.ts';
import type { Snapshot } from '../../shared/model/snapshot.ts';
import { type Op, wholeChanges } from '../../shared/model/world.ts';

/** What a watcher of the world knows. */
export interface KnownWorld {
  readonly connections: ReadonlyMap<string, Connection>;
  readonly machines: ReadonlyMap<string, Machine>;
  readonly snapshots: ReadonlyMap<string, Snapshot>;
  readonly jobs: ReadonlyMap<string, Job>;
}

/** A client that watches the world of a core, for tests to wait on. */
export interface WatchedWorld {
  readonly world: KnownWorld;
  /** Resolves with what `fits` returns once it is not null; looks after every change of the world. */
  until<T>(fits: (world: KnownWorld) => T | null | undefined | false, what?: string): Promise<T>;
  /** Resolves with the job as it ended. */
  ended(jobId: string): Promise<Job>;
  /** The snapshot of a machine by name; throws when there is none. */
  snapshot(machineId: string, name: string): Snapshot;
  snapshotsOf(machineId: string): readonly Snapshot[];
  /** So many snapshots of a machine, once it is known what deleting each frees: libvirt's are measured after they are listed. */
  measured(machineId: string, count: number): Promise<readonly Snapshot[]>;
  stop(): Promise<void>;
}

const DEADLINE_MS = 20_000;

/** Watches the world through `api` until stopped. What goes wrong meanwhile is pushed to `errors`. */
export function watchWorld(api: Api<typeof contract>, errors: unknown[]): WatchedWorld {
  const connections = new Map<string, Connection>();
  const machines = new Map<string, Machine>();
  const snapshots = new Map<string, Snapshot>();
  const jobs = new Map<string, Job>();
  const world = { connections, machines, snapshots, jobs };
  const looks = new Set<() => void>();
  const ending = new AbortController();
  const apply = (op: Op): void => {
    if (op.op === 'put') {
      if (op.kind === 'connection') connections.set(op.value.id, op.value);
      else if (op.kind === 'machine') machines.set(op.value.id, op.value);
      else if (op.kind === 'snapshot') snapshots.set(op.value.id, op.value);
      else if (op.kind === 'job') jobs.set(op.value.id, op.value);
      return;
    }
    for (const map of [connections, machines, snapshots, jobs]) map.delete(op.id);
  };
  const watching = (async () => {
    for await (const change of wholeChanges(api['world.watch']({}, ending.signal))) {
      if (change.t === 'all') {
        for (const map of [connections, machines, snapshots, jobs]) map.clear();
        for (const each of change.connections) connections.set(each.id, each);
        for (const each of change.machines) machines.set(each.id, each);
        for (const each of change.snapshots) snapshots.set(each.id, each);
        for (const each of change.jobs) jobs.set(each.id, each);
      } else for (const op of change.ops) apply(op);
      for (const look of looks) look();
    }
  })().catch((error: unknown) => {
    if (!ending.signal.aborted) errors.push(error);
  });

  const until: WatchedWorld['until'] = async (fits, what = 'the world to become as expected') => {
    const { promise, resolve, reject } = Promise.withResolvers<ReturnType<typeof fits>>();
    const look = () => {
      try {
        const found = fits(world);
        if (found !== null && found !== undefined && found !== false) resolve(found);
      } catch (error) {
        reject(error);
      }
    };
    const timer = setTimeout(() => {
      const summary = JSON.stringify({
        machines: [...machines.values()].map((each) => [each.name, each.state, each.link]),
        jobs: [...jobs.values()].map((each) => [each.kind, each.state, each.error]),
      });
      reject(new Error(`Waited in vain for ${what}: ${summary}; errors ${errors.map(String).join('; ')}`));
    }, DEADLINE_MS);
    looks.add(look);
    look();
    try {
      const found = await promise;
      if (found === null || found === undefined || found === false) throw new Error('unreachable');
      return found;
    } finally {
      clearTimeout(timer);
      looks.delete(look);
    }
  };

  const snapshotsOf = (id: string) =>
    [...snapshots.values()].filter((each) => each.machineId === id).sort((a, b) => a.createdAt - b.createdAt);
  return {
    world,
    until,
    ended: async (jobId) =>
      await until(({ jobs: known }) => {
        const job = known.get(jobId);
        return job !== undefined && !isActive(job) ? job : null;
      }, `the end of job ${jobId}`),
    snapshot: (id, name) => {
      const found = snapshotsOf(id).find((each) => each.name === name);
      if (found === undefined)
        throw new Error(
          `No snapshot ${name}; there are ${snapshotsOf(id)
            .map((each) => each.name)
            .join(', ')}.`,
        );
      return found;
    },
    snapshotsOf,
    measured: async (id, count) =>
      await until(() => {
        const found = snapshotsOf(id);
        return found.length === count && found.every(({ sizeBytes }) => sizeBytes !== null) ? found : null;
      }, `the sizes of ${count} snapshots`),
    stop: async () => {
      ending.abort();
      await watching;
    },
  };
}
