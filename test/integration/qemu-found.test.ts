import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { describe, expect, it } from 'vitest';
import { startFlakyProxy } from '../helpers/flaky-proxy.ts';
import { MACHINE, QemuStage, UUID } from '../helpers/qemu-stage.ts';

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('No port');
  return address.port;
}

describe('machines that are found by themselves', () => {
  it('are those with a monitor on a socket of either form, and one in use is not disturbed', async () => {
    await using stage = await QemuStage.open();
    const port = await freePort();
    const entry = (name: string) => stage.disks.entry(name);
    const qemu = await stage.qemu({
      args: [
        '-chardev',
        `socket,id=m1,path=${entry('mon.sock')},server=on,wait=off`,
        '-mon',
        'chardev=m1,mode=control',
        '-chardev',
        `socket,id=m2,path=${entry('hmp.sock')},server=on,wait=off`,
        '-mon',
        'chardev=m2,mode=readline',
        '-qmp',
        `unix:${entry('old.sock')},server,nowait`,
        '-qmp',
        `tcp:127.0.0.1:${port},server=on,wait=off`,
        '-chardev',
        `socket,id=m3,path=${entry('with,,comma')},server=on,wait=off`,
        '-qmp',
        'chardev:m3',
      ],
    });
    const core = await stage.startCore();
    const other = await stage.other();
    const { found } = await core.api['machine.found']({});
    const ours = found.filter((each) => each.pid === qemu.pid);
    expect(ours.map(({ address, inUse, known, name }) => ({ address, inUse, known, name }))).toEqual(
      [
        stage.socketPath,
        entry('second.sock'),
        entry('old.sock'),
        `127.0.0.1:${port}`,
        entry('with,comma'),
        entry('mon.sock'),
      ].map((address) => ({
        address,
        inUse: address === entry('second.sock'),
        known: false,
        name: 'web-server',
      })),
    );
    // Whoever was connected still is, and no other monitor had a visitor.
    expect(await other.execute('query-status')).toMatchObject({ status: 'running' });
    await core.api['machine.add']({ address: entry('mon.sock') });
    const again = (await core.api['machine.found']({})).found.filter((each) => each.known);
    expect(again.map((each) => each.address)).toEqual([entry('mon.sock')]);
  });

  it('may have a socket whose path is relative to their folder', async () => {
    await using stage = await QemuStage.open();
    const child = spawn(
      'qemu-system-x86_64',
      ['-nodefaults', '-display', 'none', '-m', '16', '-qmp', 'unix:rel.sock,server=on,wait=off'],
      { cwd: stage.disks.path, stdio: 'ignore' },
    );
    const exit = once(child, 'exit');
    stage.use({
      [Symbol.asyncDispose]: async () => {
        child.kill('SIGKILL');
        await exit;
      },
    });
    const core = await stage.startCore();
    const find = async () =>
      (await core.api['machine.found']({})).found.find((each) => each.pid === child.pid);
    await expect
      .poll(find, { timeout: 10_000 })
      .toMatchObject({ address: stage.disks.entry('rel.sock'), name: null });
  });
});

describe('which machine it is', () => {
  it('stays the same when its QEMU is started again at the same socket', async () => {
    await using stage = await QemuStage.open();
    const drives = [await stage.drive('a')];
    const first = await stage.qemu({ drives, memory: 16 });
    await stage.add();
    const { id } = await stage.take('base');
    first.kill();
    await first.exited;
    await stage.until(({ state }) => state === 'off', 'the machine off');
    await stage.qemu({ drives, memory: 16 });
    await stage.back();
    expect(stage.core.world.machines.size).toBe(1);
    const restoring = stage.core.api['snapshot.restore']({ snapshotId: id });
    expect(await stage.job(restoring)).toMatchObject({ state: 'done', error: null });
  });

  it('is another one when another answers at the socket; each comes back when it does', async () => {
    await using stage = await QemuStage.open();
    const a = await stage.drive('a');
    const b = await stage.drive('b');
    const first = await stage.qemu({ drives: [a], memory: 16 });
    await stage.add();
    await stage.take('of the first');
    first.kill();
    await first.exited;
    const uuid = 'aaaaaaaa-0f5b-4b54-9a3c-2f0d0a5c7a11';
    const second = await stage.qemu({ drives: [b], uuid, name: 'second', memory: 16 });
    const { core } = stage;
    await stage.back(`local:${uuid}`);
    await stage.until(({ state }) => state === 'off', 'the first machine off');
    expect(stage.machine).toMatchObject({ name: 'web-server', source: { kind: 'image', path: a.path } });
    expect(stage.names).toEqual(['of the first']);
    expect(core.snapshotsOf(`local:${uuid}`)).toEqual([]);
    second.kill();
    await second.exited;
    await stage.qemu({ drives: [a], memory: 16 });
    await stage.back();
    await core.until(
      ({ machines }) => machines.get(`local:${uuid}`)?.state === 'off',
      'the second machine off',
    );
    expect(core.world.machines.size).toBe(2);
    expect(core.errors).toEqual([]);
  });

  it('is known by its drives where QEMU was started without a UUID and a name', async () => {
    await using stage = await QemuStage.open();
    const drives = [await stage.drive('a')];
    const start = async (more: typeof drives = []) => {
      const args = [...drives, ...more].flatMap(({ nodeName, path }) => [
        '-blockdev',
        JSON.stringify({ driver: 'qcow2', 'node-name': nodeName, file: { driver: 'file', filename: path } }),
        '-device',
        `virtio-blk-pci,drive=${nodeName}`,
      ]);
      const child = spawn(
        'qemu-system-x86_64',
        [
          '-nodefaults',
          '-display',
          'none',
          '-m',
          '16',
          ...args,
          '-qmp',
          `unix:${stage.socketPath},server=on,wait=off`,
        ],
        { stdio: 'ignore' },
      );
      const exit = once(child, 'exit');
      const end = async () => {
        child.kill('SIGKILL');
        await exit;
      };
      stage.use({ [Symbol.asyncDispose]: end });
      return end;
    };
    const end = await start();
    const core = await stage.startCore();
    const adding = expect.poll(() => core.api['machine.add']({ address: stage.socketPath }), {
      timeout: 10_000,
    });
    await adding.toMatchObject({ connectionId: 'local' });
    const [machine] = core.world.machines.values();
    if (machine === undefined) throw new Error('The machine is not in the world');
    expect(machine.name).toBe('qmp');
    expect(machine.uuid).not.toBe(UUID);
    const taking = stage.core.api['snapshot.take']({ machineId: machine.id, name: 'base' });
    expect(await stage.job(taking)).toMatchObject({ state: 'done', error: null });
    await end();
    await stage.core.until(({ machines }) => machines.get(machine.id)?.state === 'off', 'off');
    // With one more drive it is still the same machine.
    await start([await stage.drive('b')]);
    await stage.back(machine.id);
    expect(stage.core.world.machines.size).toBe(1);
    expect(stage.core.snapshotsOf(machine.id).map((each) => each.name)).toEqual(['base']);
  });

  it('whose paths are another computer’s for all we know is never looked for in our own files', async () => {
    await using stage = await QemuStage.open();
    const qemu = await stage.qemu({ drives: [await stage.drive('a')], memory: 16 });
    const listenPath = stage.disks.entry('forwarded.sock');
    const proxy = await startFlakyProxy({ listenPath, targetPath: stage.socketPath });
    await stage.add(listenPath);
    await stage.take('base');
    qemu.kill();
    await qemu.exited;
    await proxy[Symbol.asyncDispose]();
    await rm(listenPath, { force: true });
    await stage.until(({ link }) => link.status === 'lost', 'the machine lost');
    expect(stage.machine).toMatchObject({
      id: MACHINE,
      state: 'unknown',
      capabilities: { take: { available: false } },
    });
    expect(stage.snapshot('base')).toMatchObject({ lost: false, drives: [{ status: 'unknown' }] });
    const take = stage.core.api['snapshot.take']({ machineId: MACHINE, name: 'x' });
    expect(await stage.job(take)).toMatchObject({ state: 'failed' });
    expect(await stage.tags('a')).toEqual(['base']);
  });
});
