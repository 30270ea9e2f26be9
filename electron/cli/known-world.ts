import type { Connection } from '../../shared/model/connection.ts';
import type { Job } from '../../shared/model/job.ts';
import type { Machine } from '../../shared/model/machine.ts';
import type { Snapshot } from '../../shared/model/snapshot.ts';
import type { Change, Op } from '../../shared/model/world.ts';

/** What the core has told of the world so far. */
export class KnownWorld {
  readonly #connections = new Map<string, Connection>();
  readonly #machines = new Map<string, Machine>();
  readonly #snapshots = new Map<string, Snapshot>();
  readonly #jobs = new Map<string, Job>();
  #rev = -1;

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

  snapshotsOf(machineId: string): readonly Snapshot[] {
    return [...this.#snapshots.values()].filter((snapshot) => snapshot.machineId === machineId);
  }

  /** Takes a change in; returns false when one before it was missed, so that the whole is needed again. */
  apply(change: Change): boolean {
    // Two watches run for a moment while one catches up: what the whole has in it already comes once more.
    if (change.rev < this.#rev || (change.t === 'patch' && change.rev === this.#rev)) return true;
    if (change.t === 'patch') {
      if (change.rev !== this.#rev + 1) return false;
      for (const op of change.ops) this.#carryOut(op);
    } else {
      replace(this.#connections, change.connections);
      replace(this.#machines, change.machines);
      replace(this.#snapshots, change.snapshots);
      replace(this.#jobs, change.jobs);
    }
    this.#rev = change.rev;
    return true;
  }

  #carryOut(op: Op): void {
    switch (op.kind) {
      case 'connection':
        if (op.op === 'put') this.#connections.set(op.value.id, op.value);
        else this.#connections.delete(op.id);
        return;
      case 'machine':
        if (op.op === 'put') this.#machines.set(op.value.id, op.value);
        else this.#machines.delete(op.id);
        return;
      case 'snapshot':
        if (op.op === 'put') this.#snapshots.set(op.value.id, op.value);
        else this.#snapshots.delete(op.id);
        return;
      case 'job':
        if (op.op === 'put') this.#jobs.set(op.value.id, op.value);
        else this.#jobs.delete(op.id);
        return;
      case 'settings':
        return;
      default:
        op satisfies never;
    }
  }
}

function replace<T extends { readonly id: string }>(map: Map<string, T>, values: readonly T[]): void {
  map.clear();
  for (const value of values) map.set(value.id, value);
}
