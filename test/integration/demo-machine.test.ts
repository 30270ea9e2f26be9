import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import {
  type DemoMachine,
  findDemoMachine,
  type StartDemoMachineOptions,
  startDemoMachine,
  stopDemoMachine,
} from '../../electron/demo/demo-machine.ts';
import { usableAccelerators } from '../helpers/qemu.ts';
import { connectRawQmp } from '../helpers/raw-qmp.ts';
import { waitScreen } from '../helpers/screen.ts';
import { makeTemporaryFolder } from '../helpers/temporary-folder.ts';

const execFileAsync = promisify(execFile);
const demoMachineModule = new URL('../../electron/demo/demo-machine.ts', import.meta.url).href;
const accelerators = await usableAccelerators();

/** A store of its own, whose demo machine is stopped in the end. */
async function makeHome(below = '') {
  const folder = await makeTemporaryFolder();
  const home = path.join(folder.path, below);
  return {
    home,
    folder,
    start: (options: Partial<StartDemoMachineOptions> = {}): Promise<DemoMachine> =>
      startDemoMachine({ home, ...options }),
    async [Symbol.asyncDispose]() {
      await stopDemoMachine({ home });
      await folder[Symbol.asyncDispose]();
    },
  };
}

describe('starting the demo machine', () => {
  it('gives a running machine with a display, a writable qcow2 drive and a monitor', async () => {
    await using demo = await makeHome();

    const machine = await demo.start();

    await using qmp = await connectRawQmp(machine.socketPath);
    expect(await qmp.execute('query-status')).toMatchObject({ running: true });
    expect(await qmp.execute('query-name')).toEqual({ name: 'Demo machine' });
    expect(await qmp.execute('query-uuid')).toEqual({ UUID: machine.uuid });
    expect(await qmp.execute('query-named-block-nodes')).toContainEqual(
      expect.objectContaining({ 'node-name': 'demo-disk', drv: 'qcow2', ro: false }),
    );
    await waitScreen(qmp, demo.folder, ({ width }) => width === 960);
    expect((await stat(path.join(demo.home, 'demo'))).mode & 0o777).toBe(0o700);
  });

  it.each(accelerators)('works under %s alone', async (accelerator) => {
    await using demo = await makeHome();

    const machine = await demo.start({ accelerators: [accelerator] });

    await using qmp = await connectRawQmp(machine.socketPath);
    expect(await qmp.execute('query-kvm')).toMatchObject({ enabled: accelerator === 'kvm' });
  });

  it('finds the machine that runs instead of starting a second', async () => {
    await using demo = await makeHome();
    const first = await demo.start();

    expect(await demo.start()).toEqual(first);
    expect(await findDemoMachine({ home: demo.home })).toEqual(first);
  });

  it('starts one machine when it is asked twice at the same time', async () => {
    await using demo = await makeHome();

    const started = await Promise.allSettled([demo.start(), demo.start()]);

    const running = await findDemoMachine({ home: demo.home });
    expect(started).toContainEqual({ status: 'fulfilled', value: running });
    for (const each of started) if (each.status === 'fulfilled') expect(each.value).toEqual(running);
  });

  it('keeps UUID and snapshots when it was powered off', async () => {
    await using demo = await makeHome();
    const first = await demo.start();
    {
      await using qmp = await connectRawQmp(first.socketPath);
      await qmp.runJob('snapshot-save', {
        'job-id': 'save',
        tag: 'kept',
        vmstate: 'demo-disk',
        devices: ['demo-disk'],
      });
    }
    await stopDemoMachine({ home: demo.home });

    const second = await demo.start();

    await using qmp = await connectRawQmp(second.socketPath);
    expect(second.uuid).toBe(first.uuid);
    expect(JSON.stringify(await qmp.execute('query-named-block-nodes'))).toContain('"name":"kept"');
  });

  it('puts the monitor elsewhere when its path would be too long for a socket', async () => {
    await using demo = await makeHome('a'.repeat(120));

    const machine = await demo.start();

    await using qmp = await connectRawQmp(machine.socketPath);
    expect(await qmp.execute('query-uuid')).toEqual({ UUID: machine.uuid });
    expect(await demo.start()).toEqual(machine);
    await stopDemoMachine({ home: demo.home });
    await rm(path.dirname(machine.socketPath), { recursive: true });
    const again = await demo.start();
    expect(again.uuid).toBe(machine.uuid);
    await rm(path.dirname(again.socketPath), { recursive: true });
  });
});

describe('a demo machine that cannot start', () => {
  it('says that QEMU is missing', async () => {
    await using demo = await makeHome();

    await expect(demo.start({ qemuBinary: '/nowhere/qemu-system-x86_64' })).rejects.toMatchObject({
      name: 'DemoError',
      code: 'qemu-missing',
      message: expect.stringContaining('sudo apt install qemu-system-x86 qemu-utils'),
    });
  });

  it('repeats QEMU’s last words', async () => {
    await using demo = await makeHome();
    await mkdir(path.join(demo.home, 'demo'), { mode: 0o700 });
    await writeFile(path.join(demo.home, 'demo', 'disk.qcow2'), 'not an image');

    await expect(demo.start()).rejects.toMatchObject({
      code: 'qemu-failed',
      message: expect.stringContaining('Image is not in qcow2 format'),
    });
    expect(await findDemoMachine({ home: demo.home })).toBeNull();
  });

  it('says that there is no room, and leaves nothing half made', async () => {
    await using folder = await makeTemporaryFolder();
    const started = `
      const { startDemoMachine } = await import(${JSON.stringify(demoMachineModule)});
      const { readdir } = await import('node:fs/promises');
      const error = await startDemoMachine({ home: process.argv[1] }).catch((error) => error);
      console.log(JSON.stringify([error.code, error.message, await readdir(process.argv[1] + '/demo')]));`;

    const { stdout } = await execFileAsync('unshare', [
      '--map-root-user',
      '--mount',
      'sh',
      '-c',
      'mount -t tmpfs -o size=96k tmpfs "$1" && exec "$2" --input-type=module --eval "$3" "$1"',
      'sh',
      folder.path,
      process.execPath,
      started,
    ]);

    expect(JSON.parse(stdout)).toEqual([
      'no-space',
      expect.stringContaining('There is no room for the demo machine'),
      ['demo.json'],
    ]);
  });

  it('leaves no machine behind when it is cancelled', async () => {
    await using demo = await makeHome();

    await expect(demo.start({ signal: AbortSignal.abort(new Error('cancelled')) })).rejects.toThrow(
      'cancelled',
    );

    expect(await findDemoMachine({ home: demo.home })).toBeNull();
  });
});

describe('stopping the demo machine', () => {
  it('ends the process and frees the monitor', async () => {
    await using demo = await makeHome();
    const machine = await demo.start();

    await stopDemoMachine({ home: demo.home });

    expect(await findDemoMachine({ home: demo.home })).toBeNull();
    await expect(connectRawQmp(machine.socketPath)).rejects.toThrow();
  });

  it('does nothing when there is none', async () => {
    await using demo = await makeHome();

    await expect(stopDemoMachine({ home: demo.home })).resolves.toBeUndefined();
  });

  it('never ends a process that is not the demo machine, whatever the process id file says', async () => {
    await using demo = await makeHome();
    await demo.start();
    await stopDemoMachine({ home: demo.home });
    const stranger = spawn('cat', { stdio: ['pipe', 'pipe', 'ignore'] });
    await once(stranger, 'spawn');
    await writeFile(path.join(demo.home, 'demo', 'qemu.pid'), `${stranger.pid}\n`);

    await stopDemoMachine({ home: demo.home });

    expect(await findDemoMachine({ home: demo.home })).toBeNull();
    stranger.stdin.end('alive');
    expect(await once(stranger.stdout, 'data')).toEqual([Buffer.from('alive')]);
  });
});
