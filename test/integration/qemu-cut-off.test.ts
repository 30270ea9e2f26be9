import { describe, expect, it, vi } from 'vitest';
import { qemuProcesses } from '../../electron/hypervisor/qemu/processes.ts';
import { readContent, writeContent, writeImage } from '../helpers/crash/contents.ts';
import { type KillableCore, startKillableCore } from '../helpers/crash/killable-core.ts';
import { createQcow2, startQemu, type TestDrive } from '../helpers/qemu.ts';
import { MACHINE, qemuImg, UUID } from '../helpers/qemu-stage.ts';
import { connectRawQmp, type RawQmp } from '../helpers/raw-qmp.ts';
import { makeTemporaryFolder, type TemporaryFolder } from '../helpers/temporary-folder.ts';

/** Cuts per test, and how many more there are until each kind of end was seen. */
const everyStep = process.env['SNAPGROVE_CRASH'] === 'every-step';
const CUTS = everyStep ? 200 : 6;
const MORE_CUTS = 60;
const DEADLINE_MS = (everyStep ? 20 : 10) * 60_000;

/** Images and a store that outlive cores and QEMUs. */
class CutOffStage implements AsyncDisposable {
  readonly folder: TemporaryFolder;
  readonly drives: readonly TestDrive[];
  #core: KillableCore | null = null;

  private constructor(folder: TemporaryFolder, drives: readonly TestDrive[]) {
    this.folder = folder;
    this.drives = drives;
  }

  static async open(driveNames: readonly string[]): Promise<CutOffStage> {
    const folder = await makeTemporaryFolder();
    const drives = driveNames.map((nodeName) => {
      return { nodeName, path: folder.entry(`${nodeName}.qcow2`), format: 'qcow2' as const };
    });
    for (const { path } of drives) await createQcow2(path, 4);
    return new CutOffStage(folder, drives);
  }

  get core(): KillableCore {
    if (this.#core === null) throw new Error('The core was not started');
    return this.#core;
  }

  async qemu(args: readonly string[] = []) {
    const { drives } = this;
    const folder = { ...this.folder, [Symbol.asyncDispose]: async () => undefined };
    const stage = ['-qmp', `unix:${this.folder.entry('stage.sock')},server=on,wait=off`];
    const options = { name: 'web-server', uuid: UUID, memory: 8, folder, drives };
    const qemu = await startQemu({ ...options, args: [...stage, ...args] });
    // It listens at its monitors one after another.
    await vi.waitFor(async () => await (await this.stageMonitor()).close(), {
      timeout: 10_000,
      interval: 10,
    });
    return qemu;
  }

  /** A second monitor, for setting the stage. */
  async stageMonitor(): Promise<RawQmp> {
    return await connectRawQmp(this.folder.entry('stage.sock'));
  }

  async startCore(): Promise<KillableCore> {
    this.#core = await startKillableCore(this.folder.entry('store'));
    return this.#core;
  }

  async killCore(): Promise<void> {
    this.#core?.kill();
    await this.#core?.gone;
    await this.#core?.stop();
  }

  /** Begins something, lets the core end at its `at`th step, and starts it again; resolves when it was looked into. */
  async cutOff(at: number, begin: () => Promise<{ readonly jobId: string }>): Promise<string> {
    const before = new Set(this.core.world.jobs.keys());
    await this.core.arm(at);
    try {
      const { jobId } = await begin();
      await Promise.race([this.core.ended(jobId), this.core.gone]);
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'disconnected')) throw error;
    }
    await this.killCore();
    const core = await this.startCore();
    const looked = await core.until(({ jobs, machines }) => {
      const state = machines.get(MACHINE)?.state ?? 'unknown';
      const job = [...jobs.values()].find(({ id }) => !before.has(id));
      if (state === 'unknown') return null;
      const hasBegun = job?.error?.message.includes('while this was running') === true;
      return hasBegun && !job.events.some(({ text }) => /restored|activated|cut off|half way/.test(text))
        ? null
        : [[...(job?.events ?? []).map(({ text }) => text), job?.error?.message ?? ''].join(' ')];
    }, 'what was cut off to be looked into');
    return looked[0] ?? '';
  }

  get machine() {
    const machine = this.core.world.machines.get(MACHINE);
    if (machine === undefined) throw new Error('The machine is not in the world');
    return machine;
  }

  async contents(): Promise<readonly number[]> {
    return await Promise.all(this.drives.map(({ path }) => readContent(path)));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.killCore();
    await this.folder[Symbol.asyncDispose]();
  }
}

/** Whether there is a QEMU with this monitor, listening or not. */
async function runs(socket: string): Promise<boolean> {
  const processes = await qemuProcesses();
  return processes.some(({ monitors }) => monitors.some(({ address }) => address === socket));
}

/** The step of the `cut`th cut: spread ever more densely over all of them. */
function stepOf(cut: number, steps: number): number {
  return Math.floor(((cut * 0.618034) % 1) * steps);
}

/** Whether there is to be another cut. */
function goesOn(cut: number, ends: ReadonlySet<string>, cuts = CUTS): boolean {
  return cut < cuts || (cut < cuts + MORE_CUTS && ends.size < 2);
}

describe('a restore that fails while nobody waits for it', () => {
  it(
    'is told as it ended, at whatever step it was cut off',
    async () => {
      await using stage = await CutOffStage.open(['a']);
      {
        // Its device is missing later: loading it fails when the disks are done.
        await using other = await stage.qemu(['-device', 'virtio-rng-pci,id=rng']);
        await using qmp = await stage.stageMonitor();
        await qmp.runJob('snapshot-save', {
          'job-id': 'other',
          tag: 'with rng',
          vmstate: 'a',
          devices: ['a'],
        });
        other.kill();
      }
      await stage.startCore();
      let steps = 1;
      const ends = new Set<string>();
      for (let cut = -1; goesOn(cut, ends); cut += 1) {
        await using qemu = await stage.qemu();
        if (cut < 0) await stage.core.api['machine.add']({ address: qemu.socketPath });
        await stage.core.api['connection.retry']({ connectionId: 'local' });
        await stage.core.until(({ machines }) => machines.get(MACHINE)?.state === 'running', 'it runs');
        const mark = (cut % 200) + 2;
        await writeContent(stage.folder.entry('stage.sock'), 'a-device/virtio-backend', mark);
        const { id } = stage.core.snapshot(MACHINE, 'with rng');
        const begin = () => stage.core.api['snapshot.restore']({ snapshotId: id, keepCurrent: false });
        if (cut < 0) {
          await stage.core.arm(Number.MAX_SAFE_INTEGER);
          await stage.core.ended((await begin()).jobId);
          steps = (await stage.core.steps()).length;
          continue;
        }
        const said = await stage.cutOff(stepOf(cut, steps), begin);
        const [content] = await stage.contents();
        const isLoaded = content !== mark;
        expect([isLoaded, stage.machine.state, said]).toEqual([
          isLoaded,
          isLoaded ? 'broken' : 'running',
          expect.stringMatching(isLoaded ? /failed half way/ : /^((?!half way|cut off).)*$/),
        ]);
        ends.add(isLoaded ? 'half' : 'untouched');
      }
      expect(ends).toEqual(new Set(['half', 'untouched']));
    },
    DEADLINE_MS,
  );
});

describe('a start from an activated snapshot', () => {
  it(
    'shows what the machine came from, at whatever step it was cut off',
    async () => {
      await using stage = await CutOffStage.open(['a']);
      const core = await stage.startCore();
      const socket = stage.folder.entry('stage.sock');
      const end = async (): Promise<void> => {
        await using monitor = await stage.stageMonitor();
        await monitor.execute('quit').catch(() => undefined);
        await stage.core.until(({ machines }) => machines.get(MACHINE)?.state === 'off', 'it is off');
      };
      {
        await using qemu = await stage.qemu();
        await core.api['machine.add']({ address: qemu.socketPath });
        for (const [mark, name] of ['first', 'second'].entries()) {
          await writeContent(socket, 'a-device/virtio-backend', mark + 1);
          await core.ended((await core.api['snapshot.take']({ machineId: MACHINE, name })).jobId);
        }
        await writeContent(socket, 'a-device/virtio-backend', 3);
        const { argv } = await core.api['machine.commandLine']({ machineId: MACHINE });
        await core.api['machine.setCommandLine']({ machineId: MACHINE, argv: argv ?? [] });
        await end();
      }
      let steps = 1;
      const ends = new Set<string>();
      for (let cut = -1; goesOn(cut, ends, Math.min(CUTS, 100)); cut += 1) {
        // From one to the other and back.
        const [name, content] = cut % 2 === 0 ? ['second', 2] : ['first', 1];
        const { api } = stage.core;
        const { id } = stage.core.snapshot(MACHINE, name);
        const before = stage.machine.currentSnapshotId;
        await stage.core.ended((await api['snapshot.activate']({ snapshotId: id })).jobId);
        const begin = () => api['machine.power']({ machineId: MACHINE, action: 'start' });
        if (cut < 0) {
          await stage.core.arm(Number.MAX_SAFE_INTEGER);
          expect(await stage.core.ended((await begin()).jobId)).toMatchObject({ state: 'done' });
          steps = (await stage.core.steps()).length;
        } else await stage.cutOff(stepOf(cut, steps), begin);
        const isLoaded = (await stage.contents())[0] === content;
        const isTrue = ({ currentSnapshotId }: { readonly currentSnapshotId: string | null }) =>
          currentSnapshotId === (isLoaded ? id : before);
        await stage.core.until(
          ({ machines }) => [...machines.values()].every(isTrue),
          `the place to be ${isLoaded ? name : 'as before'}`,
        );
        ends.add(isLoaded ? 'loaded' : 'untouched');
        // What was started may not have come to listen yet.
        if (await runs(socket)) {
          await stage.core.until(({ machines }) => machines.get(MACHINE)?.state !== 'off', 'it is reached');
          await end();
        }
        // Its disks are another's than what it grew from, for the next one to tell.
        await writeImage(stage.folder.entry('a.qcow2'), 3);
      }
      expect(ends).toEqual(new Set(['loaded', 'untouched']));
    },
    DEADLINE_MS,
  );
});

describe('disks that are put back when the program ends', () => {
  it(
    'are never started when some are and some are not',
    async () => {
      await using stage = await CutOffStage.open(['a', 'b']);
      for (const { path } of stage.drives) await qemuImg('snapshot', '-c', 'base', path);
      const core = await stage.startCore();
      {
        await using qemu = await stage.qemu();
        await core.api['machine.add']({ address: qemu.socketPath });
        await core.until(({ machines }) => machines.get(MACHINE)?.state === 'running', 'it runs');
        const { argv } = await core.api['machine.commandLine']({ machineId: MACHINE });
        await core.api['machine.setCommandLine']({ machineId: MACHINE, argv: argv ?? [] });
      }
      let steps = 1;
      const ends = new Set<string>();
      for (let cut = -1; goesOn(cut, ends); cut += 1) {
        const mark = (cut % 200) + 2;
        await stage.core.api['connection.retry']({ connectionId: 'local' });
        await stage.core.until(({ machines }) => machines.get(MACHINE)?.state === 'off', 'it is off');
        for (const { path } of stage.drives) await writeImage(path, mark);
        const { id } = stage.core.snapshot(MACHINE, 'base');
        const begin = () => stage.core.api['snapshot.activate']({ snapshotId: id, keepCurrent: false });
        if (cut < 0) {
          await stage.core.arm(Number.MAX_SAFE_INTEGER);
          await stage.core.ended((await begin()).jobId);
          steps = (await stage.core.steps()).length;
          expect(await stage.contents()).toEqual([0, 0]);
          continue;
        }
        const said = await stage.cutOff(stepOf(cut, steps), begin);
        const contents = await stage.contents();
        const put = contents.filter((each) => each === 0).length;
        const { start } = stage.machine.capabilities;
        if (start.available) expect([put, said]).not.toEqual([1, said]);
        else {
          expect(start.reason).toContain('was cut off half way');
          expect(stage.machine.findings.map(({ code }) => code)).toContain('disks-half-restored');
          const power = stage.core.api['machine.power']({ machineId: MACHINE, action: 'start' });
          await expect(power).rejects.toMatchObject({ code: 'refused' });
        }
        if (put === 0 && start.available) expect(said).not.toMatch(/was restored/);
        ends.add(start.available ? 'whole' : 'half');
        const again = await stage.core.ended((await begin()).jobId);
        expect(again).toMatchObject({ state: 'done', error: null });
        expect(await stage.contents()).toEqual([0, 0]);
        await stage.core.until(
          ({ machines }) => machines.get(MACHINE)?.capabilities.start.available === true,
          'it can be started again',
        );
      }
      expect(ends).toEqual(new Set(['half', 'whole']));
    },
    DEADLINE_MS,
  );
});
