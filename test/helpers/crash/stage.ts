import { access } from 'node:fs/promises';
import { vi } from 'vitest';
import type { Snapshot } from '../../../shared/model/snapshot.ts';
import { createQcow2, startQemu, type TestQemu } from '../qemu.ts';
import { makeTemporaryFolder, type TemporaryFolder } from '../temporary-folder.ts';
import { readContent, writeContent } from './contents.ts';
import { checkImage, tagsIn } from './images.ts';
import { type KillableCore, startKillableCore } from './killable-core.ts';
import { checkStore } from './store.ts';
import {
  type Attempt,
  currentNow,
  deviations,
  type Expected,
  expectedNow,
  type OperationKind,
  told,
} from './truth.ts';

const UUID = '0c5e7f0a-52a5-4f6e-8d2f-3d1c8a3b9e01';

/** A store, a QEMU with two drives, and a core that is killed and started again and again. */
export class CrashStage implements AsyncDisposable {
  readonly #random: () => number;
  readonly #folder: TemporaryFolder;
  readonly #images: readonly string[];
  #qemu: TestQemu;
  #core: KillableCore;
  #machineId = '';
  /** By name: all snapshots that exist, as far as the test knows. */
  #expected: ReadonlyMap<string, Expected> = new Map();
  #taken = 0;
  #begun = 0;
  kills = 0;

  private constructor(
    random: () => number,
    folder: TemporaryFolder,
    images: readonly string[],
    qemu: TestQemu,
    core: KillableCore,
  ) {
    this.#random = random;
    this.#folder = folder;
    this.#images = images;
    this.#qemu = qemu;
    this.#core = core;
  }

  /** `seed` decides what is restored, deleted and killed when. */
  static async open(seed: number): Promise<CrashStage> {
    const folder = await makeTemporaryFolder();
    const images = [folder.entry('a.qcow2'), folder.entry('b.qcow2')];
    for (const image of images) await createQcow2(image, 4);
    const socket = folder.entry('monitor.sock');
    const qemu = await startMachine(socket, images);
    const core = await startKillableCore(folder.entry('store'));
    const stage = new CrashStage(randomFrom(seed), folder, images, qemu, core);
    const { machineIds } = await core.api['machine.add']({ address: socket });
    stage.#machineId = machineIds[0] ?? '';
    return stage;
  }

  /** The number of steps that an operation has, from a run that is not cut off. */
  async countSteps(kind: OperationKind): Promise<number> {
    await this.#prepare(kind);
    await this.#core.arm(Number.MAX_SAFE_INTEGER);
    const attempt = await this.#begin(kind);
    await this.#core.ended(attempt.jobId ?? '');
    const { length } = await this.#core.steps();
    await this.#killAndCheck(attempt);
    return length;
  }

  /** Begins an operation, lets the core end at its `at`th step, starts it again and checks everything. */
  async cutOff(kind: OperationKind, at: number): Promise<void> {
    await this.#prepare(kind);
    await this.#core.arm(at);
    const attempt = await this.#begin(kind);
    if (attempt.jobId !== null) await Promise.race([this.#core.ended(attempt.jobId), this.#core.gone]);
    await this.#killAndCheck(attempt);
  }

  /** Begins an operation, kills the core from outside at the `at`th change of its world, and checks everything. */
  async cutOffAtChange(kind: OperationKind, at: number): Promise<void> {
    await this.#prepare(kind);
    const attempt = await this.#begin(kind);
    let seen = 0;
    await this.#core.until(({ jobs }) => {
      seen += 1;
      return seen > at || jobs.get(attempt.jobId ?? '')?.finishedAt != null;
    }, 'the moment to kill it');
    await this.#killAndCheck(attempt);
  }

  /** Begins an operation, ends QEMU and core at the core's `at`th step as a power cut does, and checks everything. */
  async cutPower(kind: OperationKind, at: number): Promise<void> {
    await this.#prepare(kind);
    await this.#core.arm(at);
    const attempt = await this.#begin(kind);
    if (attempt.jobId !== null) await Promise.race([this.#core.ended(attempt.jobId), this.#core.gone]);
    await this.#qemu.stop();
    await this.#killAndCheck(attempt, true);
    for (const image of this.#images) await checkImage(image);
    this.#qemu = await startMachine(this.#folder.entry('monitor.sock'), this.#images);
    await this.#core.api['connection.retry']({ connectionId: this.#machine?.connectionId ?? '' });
    await this.#core.until(
      ({ machines }) => machines.get(this.#machineId)?.state === 'running',
      'the machine to run',
    );
  }

  get #current(): string | null {
    const id = this.#machine?.currentSnapshotId ?? null;
    return id === null ? null : (this.#core.world.snapshots.get(id)?.name ?? null);
  }

  get #machine() {
    return this.#core.world.machines.get(this.#machineId);
  }

  #shown(): readonly Snapshot[] {
    return this.#core.snapshotsOf(this.#machineId);
  }

  /** Sees to it that there is something to restore and to delete, and not too much. */
  async #prepare(kind: OperationKind): Promise<void> {
    while (this.#expected.size > 8) await this.#finish('delete');
    if (kind !== 'take') while (this.#expected.size < 3) await this.#finish('take');
  }

  async #finish(kind: OperationKind): Promise<void> {
    const attempt = await this.#begin(kind);
    const job = await this.#core.ended(attempt.jobId ?? '');
    if (job.state !== 'done') throw new Error(`${kind} ended ${job.state}: ${job.error?.message}`);
    this.#expected = expectedNow(this.#expected, attempt, (await tagsIn(this.#images)).keys());
  }

  async #begin(kind: OperationKind): Promise<Attempt> {
    const name = kind === 'take' ? `step ${++this.#taken}` : this.#choose();
    const current = this.#current;
    // No two snapshots of those few that there are have the same one.
    const content = (this.#begun++ % 255) + 1;
    await writeContent(this.#qemu.socketPath, 'disk-0-device/virtio-backend', content);
    try {
      return { kind, name, current, content, jobId: await this.#ask(kind, name) };
    } catch (error) {
      // The core was killed before it could answer.
      if (!(error instanceof Error && 'code' in error && error.code === 'disconnected')) throw error;
      await this.#core.gone;
      return { kind, name, current, content, jobId: null };
    }
  }

  /** Returns the id of the job. */
  async #ask(kind: OperationKind, name: string): Promise<string> {
    const { api } = this.#core;
    const machineId = this.#machineId;
    if (kind === 'take') {
      return (await api['snapshot.take']({ machineId, name, description: told(name), labels: ['kept'] }))
        .jobId;
    }
    const snapshotId = this.#core.snapshot(machineId, name).id;
    if (kind === 'restore') return (await api['snapshot.restore']({ snapshotId })).jobId;
    return (await api['snapshot.delete']({ snapshotId, undoMs: 0 })).jobId;
  }

  #choose(): string {
    const names = [...this.#expected.keys()];
    return names[Math.floor(this.#random() * names.length)] ?? '';
  }

  async #killAndCheck(attempt: Attempt | null, isPowerCut = false): Promise<void> {
    this.#core.kill();
    await this.#core.gone;
    await this.#core.stop();
    this.kills += 1;
    this.#core = await startKillableCore(this.#folder.entry('store'));
    await this.#check(attempt, isPowerCut);
  }

  /** Waits until the world is as the images are, and all that was told is still known. */
  async #check(attempt: Attempt | null, isPowerCut: boolean): Promise<void> {
    await this.#core.until(({ machines }) => {
      const machine = machines.get(this.#machineId);
      return machine !== undefined && machine.state !== 'unknown';
    }, 'the machine to be reached');
    const inImages = await tagsIn(this.#images);
    const before = this.#expected;
    this.#expected = expectedNow(before, attempt, inImages.keys());
    const [first = ''] = this.#images;
    const current = currentNow(before, this.#expected, attempt, await readContent(first));
    // Of a load whose QEMU is gone nobody can tell how far it came.
    const currents = attempt?.kind === 'restore' && isPowerCut ? [current, attempt.name] : [current];
    let wrong: readonly string[] = [];
    try {
      await this.#core.until(({ jobs }) => {
        const shown = { current: this.#current, snapshots: this.#shown(), jobs: [...jobs.values()] };
        wrong = deviations(shown, this.#expected, currents, inImages, this.#images.length);
        if (attempt?.jobId != null && !jobs.has(attempt.jobId)) wrong = [...wrong, 'the job is forgotten'];
        return wrong.length === 0;
      });
    } catch {
      const what = attempt === null ? 'a kill' : `${attempt.kind} of “${attempt.name}” was cut off`;
      throw new Error(`After ${what}: ${wrong.join('; ')}`);
    }
    await vi.waitFor(() => checkStore(this.#folder.entry('store')), { timeout: 10_000, interval: 10 });
    if (this.#core.errors.length > 0) throw new Error(`The core complained: ${this.#core.errors.join('\n')}`);
  }

  /** Ends everything, lets qemu-img look through the images and removes them; throws what it finds. */
  async checkImages(): Promise<void> {
    this.#core.kill();
    await this.#core.gone;
    this.#qemu.kill('SIGTERM');
    await this.#qemu.exited;
    for (const image of this.#images) await checkImage(image);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#core.kill();
    await this.#core.gone;
    await this.#qemu.stop();
    await this.#folder[Symbol.asyncDispose]();
  }
}

/** Starts QEMU with its monitor where the one before had it. */
async function startMachine(socket: string, images: readonly string[]): Promise<TestQemu> {
  const qemu = await startQemu({
    args: ['-qmp', `unix:${socket},server=on,wait=off`],
    name: 'crash-test',
    uuid: UUID,
    memory: 8,
    drives: images.map((path, index) => ({ nodeName: `disk-${index}`, path, format: 'qcow2' })),
  });
  await vi.waitFor(() => access(socket), { timeout: 5_000, interval: 10 });
  return qemu;
}

/** Numbers in [0, 1) that are the same for the same seed (mulberry32). */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}
