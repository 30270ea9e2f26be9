import { planDelete } from '../../electron/snapshots/delete-plan.ts';
import { AppError } from '../../shared/contract/errors.ts';
import { finding } from '../../shared/model/finding.ts';
import type { Job, JobKind } from '../../shared/model/job.ts';
import type { Machine, PowerAction } from '../../shared/model/machine.ts';
import type { Picture } from '../../shared/model/picture.ts';
import type { DeleteChildren, DeletePlan } from '../../shared/model/plan.ts';
import { type Snapshot, snapshotId } from '../../shared/model/snapshot.ts';
import type { Op } from '../../shared/model/world.ts';
import { say } from '../../shared/sentences/say.ts';
import { asIs } from '../../shared/sentences/sentence.ts';
import type { SyntheticState } from './synthetic-state.ts';
import { capabilitiesOf } from './synthetic-world.ts';

export interface SyntheticOperationsOptions {
  /** How long its jobs take, in ms. */
  readonly jobMs: number;
  readonly picture: (index: number) => Picture;
}

/** What a stand-in core does when it is asked to change something: jobs that take their time and then change its world. */
export class SyntheticOperations {
  readonly #state: SyntheticState;
  readonly #options: SyntheticOperationsOptions;
  readonly #undone = new Map<string, () => void>();
  #lastId = 0;

  constructor(state: SyntheticState, options: SyntheticOperationsOptions) {
    this.#state = state;
    this.#options = options;
  }

  activate(id: string): string {
    const snapshot = this.#state.snapshot(id);
    const job = this.#newJob('activate', this.#state.machine(snapshot.machineId), snapshot.name, id);
    this.#put(job);
    this.#go(job, () => {
      const machine = this.#state.machine(snapshot.machineId);
      this.#state.apply([{ op: 'put', kind: 'machine', value: { ...machine, activatedSnapshotId: id } }]);
      return undefined;
    });
    return job.id;
  }

  deactivate(machineId: string): Record<string, never> {
    const machine = this.#state.machine(machineId);
    this.#state.apply([{ op: 'put', kind: 'machine', value: { ...machine, activatedSnapshotId: null } }]);
    return {};
  }

  /** Sends a waiting delete now. */
  hurry(jobId: string): void {
    this.#undone.get(jobId)?.();
  }

  #put(job: Job): void {
    this.#state.apply([{ op: 'put', kind: 'job', value: job }]);
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
      const current = this.#state.jobs.get(job.id);
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

  power(machine: Machine, action: PowerAction): { jobId: string } {
    const states: Readonly<Record<PowerAction, Machine['state']>> = {
      start: 'running',
      resume: 'running',
      reset: 'running',
      pause: 'paused',
      shutdown: 'off',
      powerOff: 'off',
    };
    const state = states[action];
    const job = this.#newJob(action, machine, null, null);
    this.#put(job);
    this.#go(job, () => {
      this.#state.apply([
        {
          op: 'put',
          kind: 'machine',
          value: { ...this.#state.machine(machine.id), state, capabilities: capabilitiesOf(state) },
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
    const current = this.#state.machine(machine.id);
    this.#state.apply([
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

  take(request: {
    readonly machineId: string;
    readonly name: string;
    readonly description: string;
    readonly memory: boolean;
  }): string {
    const machine = this.#state.machine(request.machineId);
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

  planRestore(id: string) {
    const snapshot = this.#state.snapshot(id);
    const machine = this.#state.machine(snapshot.machineId);
    return {
      findings: [
        ...snapshot.restorable.findings,
        finding('informs', 'drive-left-out:restore', { drive: 'ide1-cd0', why: say('drive/read-only') }),
      ],
      from: machine.picture,
      to: snapshot.picture,
      loses: [
        say('restore/loses-since', {
          machine: machine.name,
          name: this.#state.snapshots.get(machine.currentSnapshotId ?? '')?.name ?? '',
        }),
      ],
      keepCurrent: { available: true as const, name: `Before restoring ${snapshot.name}` },
      force: null,
      removesSafety: [],
    };
  }

  restore(id: string, keepCurrent: boolean): string {
    const snapshot = this.#state.snapshot(id);
    const machine = this.#state.machine(snapshot.machineId);
    const job = this.#newJob('restore', machine, snapshot.name, id);
    this.#put(job);
    this.#go(job, () => {
      let safetySnapshotId: string | null = null;
      if (keepCurrent) {
        const safety = this.#make(this.#state.machine(machine.id), `Before restoring ${snapshot.name}`, {
          safety: true,
        });
        this.#add(machine, safety);
        safetySnapshotId = safety.id;
      }
      this.#state.apply([
        {
          op: 'put',
          kind: 'machine',
          value: {
            ...this.#state.machine(machine.id),
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

  planDelete(ids: readonly string[], children: DeleteChildren): DeletePlan {
    const { machineId } = this.#state.snapshot(ids[0] ?? '');
    const ofMachine = [...this.#state.snapshots.values()].filter((each) => each.machineId === machineId);
    return planDelete(ofMachine, ids, children);
  }

  delete(ids: readonly string[], children: DeleteChildren, undoMs: number): string {
    const snapshot = this.#state.snapshot(ids[0] ?? '');
    const machine = this.#state.machine(snapshot.machineId);
    const job: Job = {
      ...this.#newJob('delete', machine, snapshot.name, snapshot.id),
      deletes: this.planDelete(ids, children).deletes.map((each) => each.snapshotId),
      state: 'waiting',
      startedAt: null,
      undoUntil: Date.now() + undoMs,
      undoable: true,
    };
    this.#put(job);
    const send = () => {
      clearTimeout(timer);
      this.#undone.delete(job.id);
      if (this.#state.jobs.get(job.id)?.state !== 'waiting') return;
      this.#go(job, () => {
        const plan = this.planDelete(ids, children);
        const moved = plan.moves.map(
          (move): Op => ({
            op: 'put',
            kind: 'snapshot',
            value: { ...this.#state.snapshot(move.snapshotId), parentId: move.newParentId },
          }),
        );
        const dropped = plan.deletes.map(
          (each): Op => ({ op: 'drop', kind: 'snapshot', id: each.snapshotId }),
        );
        const now = this.#state.machine(machine.id);
        const gone = new Set(plan.deletes.map((each) => each.snapshotId));
        let current = now.currentSnapshotId;
        while (current !== null && gone.has(current))
          current = this.#state.snapshots.get(current)?.parentId ?? null;
        this.#state.apply([
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

  undo(jobId: string): { jobId: string } {
    const job = this.#state.jobs.get(jobId);
    if (job?.undoable !== true) throw new AppError('conflict', asIs('This can’t be undone any more.'));
    if (job.kind === 'restore' && job.safetySnapshotId !== null) {
      this.#put({ ...job, undoable: false });
      return { jobId: this.restore(job.safetySnapshotId, false) };
    }
    this.#put({ ...job, state: 'cancelled', undoable: false, finishedAt: Date.now() });
    return { jobId };
  }
}
