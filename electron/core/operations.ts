import type {
  DeleteRequest,
  RestoreRequest,
  TakeRequest,
  WantedState,
} from '../../shared/contract/contract.ts';
import { AppError } from '../../shared/contract/errors.ts';
import { finding, messageOf } from '../../shared/model/finding.ts';
import type { PowerAction } from '../../shared/model/machine.ts';
import type { DeleteChildren, DeletePlan, RestorePlan, TakePlan } from '../../shared/model/plan.ts';
import { snapshotId, splitSnapshotId } from '../../shared/model/snapshot.ts';
import { say } from '../../shared/sentences/say.ts';
import { type Sentence, sentenceOf } from '../../shared/sentences/sentence.ts';
import type { TakeOptions } from '../hypervisor/hypervisor.ts';
import { deleteFindings, deleteSnapshots } from '../snapshots/delete.ts';
import { planDelete } from '../snapshots/delete-plan.ts';
import type { MachineBook } from '../snapshots/machine-book.ts';
import { estimateSave } from '../snapshots/machine-notes.ts';
import { activateSnapshot, growing, restoreFindings, restoreSnapshot } from '../snapshots/restore.ts';
import { defaultName, safetyName, supersededSafety } from '../snapshots/safety.ts';
import { hasMemory, type Pictures, takeSnapshot } from '../snapshots/take.ts';
import type { JobOutcome, JobRequest, Jobs } from './jobs.ts';
import type { Keeper } from './keeper.ts';
import type { World } from './world.ts';

/** Whoever undoes a restore within this time has done nothing in the machine since that would be missed; in ms. */
const AT_ONCE_MS = 30_000;

interface OperationsOptions {
  readonly world: World;
  readonly keeper: Keeper;
  readonly jobs: Jobs;
  readonly pictures: Pictures;
  readonly onError: (error: unknown) => void;
}

/** Plans operations and starts them as jobs. */
export class Operations {
  readonly #world: World;
  readonly #keeper: Keeper;
  readonly #jobs: Jobs;
  readonly #pictures: Pictures;
  readonly #onError: (error: unknown) => void;

  constructor({ world, keeper, jobs, pictures, onError }: OperationsOptions) {
    this.#world = world;
    this.#keeper = keeper;
    this.#jobs = jobs;
    this.#pictures = pictures;
    this.#onError = onError;
  }

  async planTake(machineId: string, options: Omit<TakeOptions, 'name' | 'description'>): Promise<TakePlan> {
    const book = this.#keeper.book(machineId);
    const name = defaultName(Date.now(), namesOf(book), book.domain.names);
    const asked = { ...options, name, description: '' };
    const findings = await book.hypervisor.check(book.uuid, { kind: 'take', options: asked });
    const { freeBytes, memoryFile } = await book.hypervisor.takeRoom(book.uuid, asked);
    const { domain } = book;
    const memoryBytes = options.memory && hasMemory(domain) ? domain.memoryBytes : null;
    const tight =
      freeBytes !== null && memoryBytes !== null && freeBytes < memoryBytes
        ? [finding('warns', 'little-room', { memory: memoryBytes, free: freeBytes })]
        : [];
    return {
      findings: [...findings, ...tight],
      defaultName: name,
      drives: domain.drives,
      memoryBytes,
      estimateMs: memoryBytes === null ? null : estimateSave(book.notes, memoryBytes),
      freeBytes,
      memoryFile,
    };
  }

  async take(request: TakeRequest): Promise<string> {
    const book = this.#keeper.book(request.machineId);
    return await this.#start(book, { kind: 'take', key: null, name: request.name }, async (context) => {
      const { key, findings } = await takeSnapshot(
        book,
        { ...request, safety: false },
        this.#wantedPictures(),
        context,
      );
      return { findings, snapshotId: snapshotId(book.machineId, key) };
    });
  }

  async planRestore(id: string, kind: 'restore' | 'activate', state: WantedState): Promise<RestorePlan> {
    const { book, key, name } = this.#keeper.snapshot(id);
    await book.hypervisor.refresh(book.uuid);
    await book.reconcile();
    const findings = await restoreFindings(book, book.entry(key), kind, state);
    const machine = this.#world.machines.get(book.machineId);
    const { take } = book.domain.capabilities;
    const risk = findings.find((each) => each.code === 'force-needed');
    return {
      findings,
      from: machine?.picture ?? null,
      to: this.#world.snapshots.get(id)?.picture ?? null,
      loses: this.#losses(book),
      keepCurrent: take.available
        ? { available: true, name: safetyName(name, namesOf(book), book.domain.names) }
        : take,
      force: risk === undefined ? null : messageOf(risk),
      removesSafety: supersededSafety(this.#world.snapshotsOf(book.machineId).values(), {
        restored: id,
      }).map((each) => each.name),
    };
  }

  async restore(request: RestoreRequest): Promise<string> {
    const { book, key, name } = this.#keeper.snapshot(request.snapshotId);
    return await this.#start(book, { kind: 'restore', key, name }, async (context) => {
      const { safetyKey, findings } = await restoreSnapshot(
        book,
        key,
        request,
        this.#wantedPictures(),
        context,
      );
      return this.#undoable(book, safetyKey, { findings });
    });
  }

  async activate(id: string, keepCurrent: boolean): Promise<string> {
    const { book, key, name } = this.#keeper.snapshot(id);
    return await this.#start(book, { kind: 'activate', key, name }, async (context) => {
      const before = book.activatedKey;
      const { safetyKey, findings } = await activateSnapshot(
        book,
        key,
        { keepCurrent },
        this.#wantedPictures(),
        context,
      );
      const isNoted = !book.hypervisor.keepsTree && book.activatedKey === key;
      if (!isNoted) return this.#undoable(book, safetyKey, { findings });
      return { findings, undo: () => this.#takeBack(book, key, before, context.jobId) };
    });
  }

  /** Lets the next start begin with the disks as they are. Throws AppError, HypervisorError, system errors. */
  async deactivate(machineId: string): Promise<void> {
    const book = this.#keeper.book(machineId);
    const { name } = book.domain;
    if (this.#jobs.isBusy(machineId)) throw new AppError('busy', say('activate/busy', { machine: name }));
    if (book.activatedKey === null) throw new AppError('refused', say('activate/none', { machine: name }));
    await book.hypervisor.deactivate(book.uuid);
    await this.#keeper.refresh(machineId);
  }

  /** Undoes an activation that is only noted: what was activated before it is so again. */
  async #takeBack(book: MachineBook, key: string, before: string | null, jobId: string): Promise<string> {
    if (book.activatedKey !== key) throw new AppError('conflict', say('job/not-undoable'));
    const isBack = before !== null && before !== key && book.entries.get(before)?.facts?.memory === true;
    if (isBack) return await this.activate(snapshotId(book.machineId, before), true);
    await this.deactivate(book.machineId);
    return jobId;
  }

  /** Plans to delete snapshots of one machine. Throws AppError, HypervisorError. */
  async planDelete(ids: readonly string[], children: DeleteChildren): Promise<DeletePlan> {
    const { book } = this.#keeper.snapshot(ids[0] ?? '');
    await book.reconcile();
    const plan = planDelete(this.#world.snapshotsOf(book.machineId).values(), ids, children);
    const checked = await deleteFindings(
      book,
      plan.deletes.map((each) => splitSnapshotId(each.snapshotId).key),
    );
    return { ...plan, findings: [...plan.findings, ...checked] };
  }

  async delete(request: DeleteRequest): Promise<string> {
    const { book, key, name } = this.#keeper.snapshot(request.snapshotId);
    const plan = await this.planDelete([request.snapshotId, ...request.also], request.children);
    const blocking = plan.findings.filter((each) => each.severity === 'blocks');
    if (blocking.length > 0) {
      const said = say('refused', { what: say('delete/refused'), why: blocking.map(messageOf) });
      throw new AppError('refused', said, { findings: plan.findings });
    }
    refuseUnshown(book, plan, request.shown);
    const named = new Set(request.pinned);
    const unnamed = plan.pinned.filter((each) => !named.has(each.snapshotId));
    if (unnamed.length > 0) {
      const values = {
        count: unnamed.length,
        names: unnamed.map((each) => each.name),
        machine: book.domain.name,
      };
      throw new AppError('refused', say('delete/pinned', values), {
        findings: [finding('blocks', 'pinned', values)],
      });
    }
    return await this.#start(
      book,
      { kind: 'delete', key, name, deletes: plan.deletes.map((each) => each.snapshotId) },
      async (context) => ({ findings: await deleteSnapshots(book, plan, named, context) }),
      request.undoMs ?? this.#world.settings.undoMs,
    );
  }

  async power(machineId: string, action: PowerAction): Promise<string> {
    const book = this.#keeper.book(machineId);
    // Another program may have had its images for a moment only.
    if (!book.domain.capabilities[action].available) await book.hypervisor.refresh(book.uuid);
    const capability = book.domain.capabilities[action];
    if (!capability.available) throw new AppError('refused', sentenceOf(capability.reason, capability.said));
    return await this.#start(book, { kind: action, key: null, name: null }, async (context) => {
      const activatedKey = action === 'start' ? book.activatedKey : null;
      if (activatedKey === null || book.hypervisor.keepsTree) await context.recorded();
      else {
        // A start that loads a snapshot is a restore, should it be cut off.
        const name = book.nameOf(activatedKey) ?? '';
        await context.intend({ kind: 'restore', key: activatedKey, name, startedAt: Date.now() });
      }
      const carryOut = () =>
        book.hypervisor.power(book.uuid, action, { onProgress: () => undefined, onStep: context.step });
      const result = activatedKey === null ? await carryOut() : await growing(book, activatedKey, carryOut);
      await this.#keeper.refresh(machineId);
      return { findings: result.findings };
    });
  }

  /**
   * A restore that kept the state before it can be taken back by restoring that. What was done in the machine since is
   * kept too, unless it was restored only a moment ago.
   */
  #undoable(book: MachineBook, safetyKey: string | null, outcome: JobOutcome): JobOutcome {
    if (safetyKey === null) return outcome;
    const id = snapshotId(book.machineId, safetyKey);
    const restoredAt = performance.now();
    const undo = () => {
      const isLate = performance.now() - restoredAt > AT_ONCE_MS;
      const keepCurrent = isLate && book.domain.capabilities.take.available;
      return this.restore({ snapshotId: id, state: 'as-snapshot', keepCurrent, force: false });
    };
    return { ...outcome, safetySnapshotId: id, undo };
  }

  #wantedPictures(): Pictures | null {
    return this.#world.settings.screenshots ? this.#pictures : null;
  }

  #losses(book: MachineBook): readonly Sentence[] {
    const machine = this.#world.machines.get(book.machineId);
    if (machine === undefined || !machine.changedSince) return [];
    const current = book.nameOf(book.currentKey);
    const off = machine.state === 'off';
    return [
      current === null
        ? say(off ? 'restore/loses:off' : 'restore/loses', { machine: machine.name })
        : say(off ? 'restore/loses-since:off' : 'restore/loses-since', {
            machine: machine.name,
            name: current,
          }),
    ];
  }

  async #start(
    book: MachineBook,
    what: Pick<JobRequest, 'kind' | 'deletes'> & {
      readonly key: string | null;
      readonly name: string | null;
    },
    run: JobRequest['run'],
    undoMs = 0,
  ): Promise<string> {
    return await this.#jobs.start({
      kind: what.kind,
      machineId: book.machineId,
      machineName: book.domain.name,
      snapshotId: what.key === null ? null : snapshotId(book.machineId, what.key),
      snapshotName: what.name,
      deletes: what.deletes,
      undoMs,
      run: async (context) => {
        // What a job before this one left open may be of the same snapshots.
        await this.#keeper.recover(book);
        // Whatever happens: what is shown afterwards is what is there. It does not change how the job ended.
        try {
          const outcome = await run(context);
          if (what.kind === 'restore' || what.kind === 'reset') this.#keeper.screenReplaced(book.machineId);
          // The operation itself has shown what it read back; nobody waits for another look.
          this.#keeper.refreshSoon(book);
          return outcome;
        } catch (error) {
          await this.#keeper.refresh(book.machineId).catch(this.#onError);
          throw error;
        }
      },
    });
  }
}

/** A snapshot that came after the plan was shown is not deleted with the rest. */
function refuseUnshown(book: MachineBook, plan: DeletePlan, shown: DeleteRequest['shown']): void {
  if (shown === undefined) return;
  const seen = new Set(shown);
  const unshown = plan.deletes.filter((each) => !seen.has(each.snapshotId));
  if (unshown.length === 0) return;
  const names = unshown.map((each) => each.name);
  const machine = book.domain.name;
  throw new AppError('conflict', say('delete/unshown', { count: names.length, names, machine }));
}

function namesOf(book: MachineBook): ReadonlySet<string> {
  return new Set([...book.entries.keys()].map((key) => book.nameOf(key) ?? ''));
}
