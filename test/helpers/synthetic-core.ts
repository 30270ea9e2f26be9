import type { SnapgroveContract } from '../../shared/contract/contract.ts';
import type { Handlers } from '../../shared/contract/definition.ts';
import { AppError } from '../../shared/contract/errors.ts';
import { finding } from '../../shared/model/finding.ts';
import { isActive, type Job, type JobKind } from '../../shared/model/job.ts';
import type { Machine } from '../../shared/model/machine.ts';
import type { Picture } from '../../shared/model/picture.ts';
import type { DeleteChildren } from '../../shared/model/plan.ts';
import type { Settings } from '../../shared/model/settings.ts';
import { type Snapshot, snapshotId } from '../../shared/model/snapshot.ts';
import { buildTree, descendantsOf, type SnapshotTree } from '../../shared/model/tree.ts';
import type { Change, Op } from '../../shared/model/world.ts';
import {
  capabilitiesOf,
  type SyntheticWorldOptions,
  syntheticConnections,
  syntheticMachines,
  syntheticSnapshots,
} from './synthetic-world.ts';

export interface SyntheticCoreOptions extends SyntheticWorldOptions {
  /** How long its jobs take, in ms. */
  readonly jobMs: number;
  readonly undoMs: number;
}

/** A stand-in for the core over made-up machines, for benchmarks and pictures of the window. It runs no machine. */
export interface SyntheticCore {
  readonly handlers: Handlers<SnapgroveContract>;
  /** Changes the world as the real core would, telling every watcher. */
  readonly apply: (ops: readonly Op[]) => void;
  readonly machines: ReadonlyMap<string, Machine>;
  readonly snapshots: ReadonlyMap<string, Snapshot>;
  readonly jobs: ReadonlyMap<string, Job>;
}

/** Makes a stand-in core with a world of the wanted size. */
export function createSyntheticCore(options: SyntheticCoreOptions): SyntheticCore {
  return new StandIn(options);
}

class StandIn implements SyntheticCore {
  readonly #options: SyntheticCoreOptions;
  readonly #connections: ReturnType<typeof syntheticConnections>;
  readonly #machines = new Map<string, Machine>();
  readonly #snapshots = new Map<string, Snapshot>();
  readonly #jobs = new Map<string, Job>();
  readonly #watchers = new Set<(change: Change) => void>();
  readonly #undone = new Map<string, () => void>();
  #settings: Settings = {
    theme: 'system',
    language: 'system',
    screenshots: true,
    refreshSeconds: 15,
    undoMs: 5000,
    storeFolder: '~/.local/share/snapgrove',
  };
  #rev = 0;
  #lastId = 0;
  readonly handlers: Handlers<SnapgroveContract>;

  constructor(options: SyntheticCoreOptions) {
    this.#options = options;
    this.#settings = { ...this.#settings, undoMs: options.undoMs };
    this.#connections = syntheticConnections(options);
    for (const [index, machine] of syntheticMachines(options).entries()) {
      this.#machines.set(machine.id, machine);
      for (const snapshot of syntheticSnapshots(machine, index, options))
        this.#snapshots.set(snapshot.id, snapshot);
    }
    this.handlers = this.#makeHandlers();
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

  apply = (ops: readonly Op[]): void => {
    for (const op of ops) {
      if (op.kind === 'settings') this.#settings = op.value;
      else if (op.op === 'drop') {
        const map: Map<string, unknown> =
          op.kind === 'machine' ? this.#machines : op.kind === 'snapshot' ? this.#snapshots : this.#jobs;
        map.delete(op.id);
      } else if (op.kind === 'machine') this.#machines.set(op.value.id, op.value);
      else if (op.kind === 'snapshot') this.#snapshots.set(op.value.id, op.value);
      else if (op.kind === 'job') this.#jobs.set(op.value.id, op.value);
    }
    this.#rev += 1;
    for (const tell of this.#watchers) tell({ t: 'patch', rev: this.#rev, ops });
  };

  #makeHandlers(): Handlers<SnapgroveContract> {
    const nothing = () => ({});
    const pictureNow = (): Picture => this.#options.picture(Math.floor(Date.now() / 4000));
    return {
      'world.watch': (_input, { signal }) => this.#watch(signal),
      'world.refresh': nothing,
      'settings.set': (change) => {
        const given = Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined));
        this.apply([{ op: 'put', kind: 'settings', value: { ...this.#settings, ...given } }]);
        return {};
      },
      'machine.add': ({ address }) => {
        throw new AppError(
          'unavailable',
          `Nothing answers at ${address}. Is the machine running, and was it started with a QMP socket there?`,
        );
      },
      'machine.found': () => ({
        found: [
          {
            address: '/run/user/1000/vm/web.sock',
            pid: 4242,
            name: 'web-server',
            known: this.#machines.size > 0,
            inUse: false,
          },
          { address: '/tmp/test/qmp.sock', pid: 5151, name: null, known: false, inUse: true },
        ],
      }),
      'machine.remove': ({ machineId }) => {
        this.apply([{ op: 'drop', kind: 'machine', id: machineId }]);
        return {};
      },
      'machine.power': ({ machineId, action }) => this.#power(this.#machine(machineId), action),
      'machine.commandLine': () => ({
        argv: [
          'qemu-system-x86_64',
          '-name',
          'web-server',
          '-m',
          '2048',
          '-accel',
          'kvm',
          '-drive',
          'file=/srv/vm/web.qcow2,if=virtio',
          '-qmp',
          'unix:/run/user/1000/vm/web.sock,server=on,wait=off',
        ],
        confirmed: false,
      }),
      'machine.setCommandLine': nothing,
      'machine.screenshot': () => ({ picture: pictureNow(), finding: null }),
      'machine.setScreenshots': ({ machineId, screenshots }) => {
        this.apply([{ op: 'put', kind: 'machine', value: { ...this.#machine(machineId), screenshots } }]);
        return {};
      },
      'machine.xml': () => ({
        xml: '<domain type="kvm">\n  <name>web-server</name>\n  <memory unit="MiB">2048</memory>\n</domain>\n',
      }),
      'pictures.delete': () => ({ deleted: 12, bytes: 3_400_000 }),
      'connection.retry': nothing,
      'connection.remove': nothing,
      'demo.start': () => ({ machineId: [...this.#machines.keys()][0] ?? '' }),
      'demo.stop': nothing,
      'snapshot.planTake': ({ machineId, memory }) => {
        const machine = this.#machine(machineId);
        return {
          findings: [
            finding(
              'informs',
              'drive-left-out',
              'ide1-cd0 (/srv/iso/debian-12.iso) is not part of the snapshot: it is read-only.',
            ),
          ],
          defaultName: 'Snapshot 24 November 2026, 14:05',
          drives: machine.drives,
          memoryBytes: memory ? machine.memoryBytes : null,
          estimateMs: memory ? 4200 : 300,
          freeBytes: 48 * 2 ** 30,
          memoryFile: null,
        };
      },
      'snapshot.take': (request) => ({ jobId: this.#take(request) }),
      'snapshot.planRestore': ({ snapshotId: id }) => this.#planRestore(id),
      'snapshot.planActivate': ({ snapshotId: id }) => this.#planRestore(id),
      'snapshot.restore': ({ snapshotId: id, keepCurrent }) => ({ jobId: this.#restore(id, keepCurrent) }),
      'snapshot.activate': ({ snapshotId: id }) => {
        const snapshot = this.#snapshot(id);
        const jobId = this.#run('activate', snapshot, null, () =>
          this.apply([
            {
              op: 'put',
              kind: 'machine',
              value: { ...this.#machine(snapshot.machineId), activatedSnapshotId: id },
            },
          ]),
        );
        return { jobId };
      },
      'snapshot.planDelete': ({ snapshotId: id, children }) => this.#planDelete(id, children),
      'snapshot.delete': ({ snapshotId: id, children, undoMs }) => ({
        jobId: this.#delete(id, children, undoMs ?? this.#settings.undoMs),
      }),
      'snapshot.describe': ({ snapshotId: id, description, labels, pinned }) => {
        const before = this.#snapshot(id);
        const value = {
          ...before,
          description: description ?? before.description,
          labels: labels ?? before.labels,
          pinned: pinned ?? before.pinned,
        };
        this.apply([{ op: 'put', kind: 'snapshot', value }]);
        return {};
      },
      'snapshot.forget': ({ snapshotId: id }) => {
        this.apply([{ op: 'drop', kind: 'snapshot', id }]);
        return {};
      },
      'snapshot.xml': ({ snapshotId: id, form }) => ({
        xml: `<domainsnapshot>\n  <name>${this.#snapshot(id).name}</name>\n  <!-- ${form} -->\n</domainsnapshot>\n`,
      }),
      'job.undo': ({ jobId }) => this.#undo(jobId),
      'job.hurry': ({ jobId }) => {
        this.#undone.get(jobId)?.();
        return {};
      },
      'job.clear': () => {
        this.apply(
          [...this.#jobs.values()]
            .filter((job) => !isActive(job))
            .map((job): Op => ({ op: 'drop', kind: 'job', id: job.id })),
        );
        return {};
      },
    };
  }

  async *#watch(signal: AbortSignal): AsyncGenerator<Change, void> {
    const queue: Change[] = [
      {
        t: 'all',
        rev: this.#rev,
        connections: [...this.#connections],
        machines: [...this.#machines.values()],
        snapshots: [...this.#snapshots.values()],
        jobs: [...this.#jobs.values()],
        settings: this.#settings,
      },
    ];
    let wake: () => void = () => undefined;
    const tell = (change: Change) => {
      queue.push(change);
      wake();
    };
    this.#watchers.add(tell);
    signal.addEventListener('abort', () => wake());
    try {
      while (!signal.aborted) {
        for (let next = queue.shift(); next !== undefined; next = queue.shift()) yield next;
        const { promise, resolve } = Promise.withResolvers<void>();
        wake = resolve;
        if (queue.length === 0 && !signal.aborted) await promise;
      }
    } finally {
      this.#watchers.delete(tell);
    }
  }

  #machine(id: string): Machine {
    const machine = this.#machines.get(id);
    if (machine === undefined) throw new AppError('not_found', 'There is no such machine.');
    return machine;
  }

  #snapshot(id: string): Snapshot {
    const snapshot = this.#snapshots.get(id);
    if (snapshot === undefined) throw new AppError('not_found', 'There is no such snapshot.');
    return snapshot;
  }

  #treeOf(machine: string): SnapshotTree {
    return buildTree([...this.#snapshots.values()].filter((each) => each.machineId === machine));
  }

  #put(job: Job): void {
    this.apply([{ op: 'put', kind: 'job', value: job }]);
  }

  #newJob(kind: JobKind, machine: Machine, name: string | null, id: string | null): Job {
    this.#lastId += 1;
    return {
      id: `job ${this.#lastId}`,
      kind,
      machineId: machine.id,
      machineName: machine.name,
      snapshotId: id,
      snapshotName: name,
      state: 'running',
      progress: null,
      events: [{ at: Date.now(), text: 'All checks passed.' }],
      createdAt: Date.now(),
      startedAt: Date.now(),
      finishedAt: null,
      undoUntil: null,
      error: null,
      findings: [],
      safetySnapshotId: null,
      undoable: false,
    };
  }

  /** Lets a job go on for its time, counting bytes for a take, and then does its work. */
  #go(job: Job, finish: () => Partial<Job> | undefined): void {
    const total = 640 * 2 ** 20;
    const began = Date.now();
    const step = () => {
      const current = this.#jobs.get(job.id);
      if (current === undefined || current.state === 'cancelled') return;
      const part = Math.min(1, (Date.now() - began) / this.#options.jobMs);
      if (part < 1) {
        const progress =
          job.kind === 'take'
            ? {
                unit: 'bytes' as const,
                done: Math.round(total * part),
                total,
                estimateMs: this.#options.jobMs,
              }
            : null;
        this.#put({
          ...current,
          state: 'running',
          undoable: false,
          startedAt: current.startedAt ?? Date.now(),
          progress,
        });
        setTimeout(step, Math.min(200, this.#options.jobMs / 4));
        return;
      }
      const more = finish() ?? {};
      this.#put({
        ...current,
        state: 'done',
        progress: null,
        undoable: false,
        finishedAt: Date.now(),
        events: [...current.events, { at: Date.now(), text: 'The hypervisor confirmed it.' }],
        ...more,
      });
    };
    step();
  }

  #run(kind: JobKind, snapshot: Snapshot, name: string | null, work: () => void): string {
    const job = this.#newJob(kind, this.#machine(snapshot.machineId), name ?? snapshot.name, snapshot.id);
    this.#put(job);
    this.#go(job, () => {
      work();
      return undefined;
    });
    return job.id;
  }

  #power(machine: Machine, action: JobKind): { jobId: string } {
    const states = {
      start: 'running',
      resume: 'running',
      reset: 'running',
      pause: 'paused',
      shutdown: 'off',
      powerOff: 'off',
    } as const;
    const state = action in states ? states[action as keyof typeof states] : machine.state;
    const job = this.#newJob(action, machine, null, null);
    this.#put(job);
    this.#go(job, () => {
      this.apply([
        {
          op: 'put',
          kind: 'machine',
          value: { ...this.#machine(machine.id), state, capabilities: capabilitiesOf(state) },
        },
      ]);
      return undefined;
    });
    return { jobId: job.id };
  }

  #make(machine: Machine, name: string, more: Partial<Snapshot>): Snapshot {
    this.#lastId += 1;
    return {
      id: snapshotId(machine.id, `new ${this.#lastId}`),
      machineId: machine.id,
      name,
      description: '',
      labels: [],
      pinned: false,
      safety: false,
      origin: 'snapgrove',
      parentId: machine.currentSnapshotId,
      createdAt: Date.now(),
      state: 'running',
      kind: 'internal',
      memory: true,
      sizeBytes: 640 * 2 ** 20,
      picture: this.#options.picture(this.#lastId * 3),
      pictureProblem: null,
      drives: [],
      drivesLeftOut: [],
      restorable: { ok: true, findings: [] },
      lost: false,
      unreadable: null,
      ...more,
    };
  }

  #add(machine: Machine, snapshot: Snapshot): void {
    const current = this.#machine(machine.id);
    this.apply([
      { op: 'put', kind: 'snapshot', value: snapshot },
      {
        op: 'put',
        kind: 'machine',
        value: {
          ...current,
          currentSnapshotId: snapshot.id,
          snapshotCount: current.snapshotCount + 1,
          changedSince: false,
        },
      },
    ]);
  }

  #take(request: {
    readonly machineId: string;
    readonly name: string;
    readonly description: string;
    readonly memory: boolean;
  }): string {
    const machine = this.#machine(request.machineId);
    const job = this.#newJob('take', machine, request.name, null);
    this.#put(job);
    this.#go(job, () => {
      const snapshot = this.#make(machine, request.name, {
        description: request.description,
        memory: request.memory,
      });
      this.#add(machine, snapshot);
      return { snapshotId: snapshot.id };
    });
    return job.id;
  }

  #planRestore(id: string) {
    const snapshot = this.#snapshot(id);
    const machine = this.#machine(snapshot.machineId);
    return {
      findings: [
        ...snapshot.restorable.findings,
        finding('informs', 'drive-left-out', 'ide1-cd0 is not rolled back: it is read-only.'),
      ],
      from: machine.picture,
      to: snapshot.picture,
      loses: [
        `Everything that happened on ${machine.name} since “${this.#snapshots.get(machine.currentSnapshotId ?? '')?.name ?? ''}”, 2 hours ago.`,
      ],
      keepCurrent: { available: true as const, name: `Before restoring ${snapshot.name}` },
      force: null,
      removesSafety: [],
    };
  }

  #restore(id: string, keepCurrent: boolean): string {
    const snapshot = this.#snapshot(id);
    const machine = this.#machine(snapshot.machineId);
    const job = this.#newJob('restore', machine, snapshot.name, id);
    this.#put(job);
    this.#go(job, () => {
      let safetySnapshotId: string | null = null;
      if (keepCurrent) {
        const safety = this.#make(this.#machine(machine.id), `Before restoring ${snapshot.name}`, {
          safety: true,
        });
        this.#add(machine, safety);
        safetySnapshotId = safety.id;
      }
      this.apply([
        {
          op: 'put',
          kind: 'machine',
          value: {
            ...this.#machine(machine.id),
            currentSnapshotId: id,
            changedSince: false,
            picture: snapshot.picture,
          },
        },
      ]);
      return { safetySnapshotId, undoable: keepCurrent };
    });
    return job.id;
  }

  #planDelete(id: string, children: DeleteChildren) {
    const snapshot = this.#snapshot(id);
    const tree = this.#treeOf(snapshot.machineId);
    const below = descendantsOf(tree, id);
    const goes =
      children === 'keep'
        ? [snapshot]
        : [...[...below].reverse(), ...(children === 'delete' ? [snapshot] : [])];
    const name = (each: Snapshot) => ({ snapshotId: each.id, name: each.name });
    return {
      findings: [],
      deletes: goes.map(name),
      moves:
        children === 'keep'
          ? tree.childrenOf(id).map((each) => ({ ...name(each), newParentId: snapshot.parentId }))
          : [],
      pinned: goes.filter((each) => each.pinned).map(name),
      freesBytes: goes.reduce((sum, each) => sum + (each.sizeBytes ?? 0), 0),
    };
  }

  #delete(id: string, children: DeleteChildren, undoMs: number): string {
    const snapshot = this.#snapshot(id);
    const machine = this.#machine(snapshot.machineId);
    const job: Job = {
      ...this.#newJob('delete', machine, snapshot.name, id),
      state: 'waiting',
      startedAt: null,
      undoUntil: Date.now() + undoMs,
      undoable: true,
    };
    this.#put(job);
    const send = () => {
      clearTimeout(timer);
      this.#undone.delete(job.id);
      if (this.#jobs.get(job.id)?.state !== 'waiting') return;
      this.#go(job, () => {
        const plan = this.#planDelete(id, children);
        const moved = plan.moves.map(
          (move): Op => ({
            op: 'put',
            kind: 'snapshot',
            value: { ...this.#snapshot(move.snapshotId), parentId: move.newParentId },
          }),
        );
        const dropped = plan.deletes.map(
          (each): Op => ({ op: 'drop', kind: 'snapshot', id: each.snapshotId }),
        );
        const now = this.#machine(machine.id);
        const gone = new Set(plan.deletes.map((each) => each.snapshotId));
        let current = now.currentSnapshotId;
        while (current !== null && gone.has(current))
          current = this.#snapshots.get(current)?.parentId ?? null;
        this.apply([
          ...moved,
          ...dropped,
          {
            op: 'put',
            kind: 'machine',
            value: { ...now, currentSnapshotId: current, snapshotCount: now.snapshotCount - gone.size },
          },
        ]);
        return undefined;
      });
    };
    const timer = setTimeout(send, undoMs);
    this.#undone.set(job.id, send);
    return job.id;
  }

  #undo(jobId: string): { jobId: string } {
    const job = this.#jobs.get(jobId);
    if (job?.undoable !== true) throw new AppError('conflict', 'This can’t be undone any more.');
    if (job.kind === 'restore' && job.safetySnapshotId !== null) {
      this.#put({ ...job, undoable: false });
      return { jobId: this.#restore(job.safetySnapshotId, false) };
    }
    this.#put({ ...job, state: 'cancelled', undoable: false, finishedAt: Date.now() });
    return { jobId };
  }
}
