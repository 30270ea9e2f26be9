import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect } from 'vitest';
import type { Job } from '../../shared/model/job.ts';
import type { Machine } from '../../shared/model/machine.ts';
import type { Snapshot } from '../../shared/model/snapshot.ts';
import { startCore, type TestCore } from './core.ts';
import {
  createQcow2,
  createRaw,
  startQemu,
  type TestDrive,
  type TestQemu,
  type TestQemuOptions,
  untilListening,
} from './qemu.ts';
import { connectRawQmp, type RawQmp } from './raw-qmp.ts';
import { makeTemporaryFolder, type TemporaryFolder } from './temporary-folder.ts';

const run = promisify(execFile);

/** Runs the real qemu-img and resolves with what it printed. */
export async function qemuImg(...args: readonly string[]): Promise<string> {
  return (await run('qemu-img', args)).stdout;
}

/** The id that the world gives a machine with this UUID. */
export const UUID = '6d1c2a0e-0f5b-4b54-9a3c-2f0d0a5c7a11';
export const MACHINE = `local:${UUID}`;

/** A store, images and QEMUs of one test, and the core over them; all of it goes when the stage is disposed. */
export class QemuStage implements AsyncDisposable {
  readonly disks: TemporaryFolder;
  readonly store: TemporaryFolder;
  readonly #opened: AsyncDisposable[] = [];
  #core: TestCore | null = null;

  private constructor(disks: TemporaryFolder, store: TemporaryFolder) {
    this.disks = disks;
    this.store = store;
  }

  static async open(): Promise<QemuStage> {
    return new QemuStage(await makeTemporaryFolder(), await makeTemporaryFolder());
  }

  get core(): TestCore {
    if (this.#core === null) throw new Error('The core was not started');
    return this.#core;
  }

  get machine(): Machine {
    const machine = this.core.world.machines.get(MACHINE);
    if (machine === undefined) throw new Error('The machine is not in the world');
    return machine;
  }

  /** Disposed at the end, last in first out. */
  use<T extends AsyncDisposable>(resource: T): T {
    this.#opened.push(resource);
    return resource;
  }

  /** Makes an image in the folder of disks, and says how QEMU is given it. */
  async drive(
    name: string,
    format: 'qcow2' | 'raw' = 'qcow2',
    options: Partial<TestDrive> = {},
  ): Promise<TestDrive> {
    const path = this.disks.entry(`${name}.${format}`);
    if (format === 'raw') await createRaw(path);
    else await createQcow2(path);
    return { nodeName: name, path, format, ...options };
  }

  /** Starts a QEMU whose socket is always the same, so that one after another can be the same machine. */
  async qemu(options: TestQemuOptions = {}): Promise<TestQemu> {
    const folder = { ...this.disks, [Symbol.asyncDispose]: async () => undefined };
    const second = ['-qmp', `unix:${this.#secondSocket},server=on,wait=off`];
    const args = [...second, ...(options.args ?? [])];
    const qemu = this.use(await startQemu({ name: 'web-server', uuid: UUID, folder, ...options, args }));
    // It listens there a moment after the first.
    if (options.folder === undefined) await untilListening(this.#secondSocket);
    return qemu;
  }

  async startCore(): Promise<TestCore> {
    this.#core = this.use(await startCore(this.store.path));
    return this.#core;
  }

  /** Ends the core and starts another one over the same store, until the machine is seen in that state and its tree is there. */
  async restartCore(state: Machine['state'] = 'running'): Promise<TestCore> {
    const count = this.core.snapshotsOf(MACHINE).length;
    await this.core.close();
    const core = await this.startCore();
    await core.until(
      ({ machines, snapshots }) =>
        machines.get(MACHINE)?.state === state &&
        snapshots.size === count &&
        [...snapshots.values()].every((each) => each.drives.every((drive) => drive.status !== 'unknown')),
      'the same tree after a restart',
    );
    return core;
  }

  /** The core over a QEMU with these drives that was just added. */
  async add(address: string = this.socketPath): Promise<Machine> {
    if (this.#core === null) await this.startCore();
    const { machineIds } = await this.core.api['machine.add']({ address });
    return await this.core.until(({ machines }) => machines.get(machineIds[0] ?? ''), 'the machine added');
  }

  get #secondSocket(): string {
    return this.disks.entry('second.sock');
  }

  get socketPath(): string {
    return this.disks.entry('qmp.sock');
  }

  /** Another program, at a second monitor of the same QEMU. */
  async other(): Promise<RawQmp> {
    return this.use(await connectRawQmp(this.#secondSocket));
  }

  /** Has another program make a snapshot with memory. */
  async takeElsewhere(qmp: RawQmp, tag: string, devices: readonly string[] = ['a']): Promise<void> {
    await qmp.runJob('snapshot-save', { 'job-id': `other-${Date.now()}`, tag, vmstate: devices[0], devices });
  }

  async job(start: Promise<{ readonly jobId: string }>): Promise<Job> {
    return await this.core.ended((await start).jobId);
  }

  async take(
    name: string,
    options: { memory?: boolean; description?: string; drives?: string[]; quiesce?: boolean } = {},
  ): Promise<Snapshot> {
    const job = await this.job(this.core.api['snapshot.take']({ machineId: MACHINE, name, ...options }));
    expect(job).toMatchObject({ error: null, state: 'done' });
    return this.snapshot(name);
  }

  snapshot(name: string): Snapshot {
    return this.core.snapshot(MACHINE, name);
  }

  get names(): readonly string[] {
    return this.core.snapshotsOf(MACHINE).map((each) => each.name);
  }

  async until(fits: (machine: Machine) => boolean, what: string): Promise<Machine> {
    return await this.core.until(({ machines }) => {
      const machine = machines.get(MACHINE);
      return machine !== undefined && fits(machine) ? machine : null;
    }, what);
  }

  /** The machine once its QEMU, just started again, is reached; does not wait for the core's next try. */
  async back(id = MACHINE): Promise<void> {
    await expect
      .poll(
        async () => {
          await this.core.api['connection.retry']({ connectionId: 'local' });
          return this.core.world.machines.get(id)?.state;
        },
        { timeout: 45_000, interval: 100 },
      )
      .toBe('running');
  }

  /** Agrees to the recorded command line. */
  async agree(): Promise<readonly string[]> {
    const { argv } = await this.core.api['machine.commandLine']({ machineId: MACHINE });
    if (argv === null) throw new Error('No command line was recorded');
    await this.core.api['machine.setCommandLine']({ machineId: MACHINE, argv });
    return argv;
  }

  async power(action: 'start' | 'powerOff' | 'pause' | 'resume'): Promise<Job> {
    return await this.job(this.core.api['machine.power']({ machineId: MACHINE, action }));
  }

  /** The tags that an image holds, as qemu-img sees them. */
  async tags(name: string): Promise<readonly string[]> {
    const text = await qemuImg('info', '-U', '--output=json', this.disks.entry(`${name}.qcow2`));
    const info: { snapshots?: { name: string }[] } = JSON.parse(text);
    return (info.snapshots ?? []).map((each) => each.name);
  }

  /** Ends the QEMU that the product started at the second monitor, where it did and did not end it itself. */
  async #endStarted(): Promise<void> {
    try {
      await using qmp = await connectRawQmp(this.#secondSocket);
      await qmp.execute('quit').catch(() => undefined);
    } catch {
      // Nothing was started, or it has ended.
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const each of this.#opened.reverse()) await each[Symbol.asyncDispose]();
    await this.#endStarted();
    await this.disks[Symbol.asyncDispose]();
    await this.store[Symbol.asyncDispose]();
  }
}
