import { AppError } from '../../shared/contract/errors.ts';
import type { Job } from '../../shared/model/job.ts';
import type { Machine } from '../../shared/model/machine.ts';
import type { Settings } from '../../shared/model/settings.ts';
import type { Snapshot } from '../../shared/model/snapshot.ts';
import type { Change, Op } from '../../shared/model/world.ts';
import { asIs } from '../../shared/sentences/sentence.ts';
import {
  type SyntheticWorldOptions,
  syntheticConnections,
  syntheticMachines,
  syntheticSnapshots,
} from './synthetic-world.ts';

/** The world of a stand-in core, and those who watch it. */
export class SyntheticState {
  readonly machines = new Map<string, Machine>();
  readonly snapshots = new Map<string, Snapshot>();
  readonly jobs = new Map<string, Job>();
  readonly #connections: ReturnType<typeof syntheticConnections>;
  readonly #watchers = new Set<(change: Change) => void>();
  settings: Settings;
  #rev = 0;

  constructor(options: SyntheticWorldOptions & { readonly undoMs: number }) {
    this.#connections = syntheticConnections(options);
    this.settings = {
      theme: 'system',
      language: 'system',
      screenshots: true,
      refreshSeconds: 15,
      undoMs: options.undoMs,
      storeFolder: '~/.local/share/snapgrove',
    };
    for (const [index, machine] of syntheticMachines(options).entries()) {
      this.machines.set(machine.id, machine);
      for (const snapshot of syntheticSnapshots(machine, index, options))
        this.snapshots.set(snapshot.id, snapshot);
    }
  }

  /** Changes the world and tells every watcher. */
  apply(ops: readonly Op[]): void {
    for (const op of ops) {
      if (op.kind === 'settings') this.settings = op.value;
      else if (op.op === 'drop') {
        const map: Map<string, unknown> =
          op.kind === 'machine' ? this.machines : op.kind === 'snapshot' ? this.snapshots : this.jobs;
        map.delete(op.id);
      } else if (op.kind === 'machine') this.machines.set(op.value.id, op.value);
      else if (op.kind === 'snapshot') this.snapshots.set(op.value.id, op.value);
      else if (op.kind === 'job') this.jobs.set(op.value.id, op.value);
    }
    this.#rev += 1;
    for (const tell of this.#watchers) tell({ t: 'patch', rev: this.#rev, ops });
  }

  /** The whole once, then each change. */
  async *watch(signal: AbortSignal): AsyncGenerator<Change, void> {
    const queue: Change[] = [
      {
        t: 'all',
        rev: this.#rev,
        connections: [...this.#connections],
        machines: [...this.machines.values()],
        snapshots: [...this.snapshots.values()],
        jobs: [...this.jobs.values()],
        settings: this.settings,
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

  /** Throws when there is none. */
  machine(id: string): Machine {
    const machine = this.machines.get(id);
    if (machine === undefined) throw new AppError('not_found', asIs('There is no such machine.'));
    return machine;
  }

  /** Throws when there is none. */
  snapshot(id: string): Snapshot {
    const snapshot = this.snapshots.get(id);
    if (snapshot === undefined) throw new AppError('not_found', asIs('There is no such snapshot.'));
    return snapshot;
  }
}
