import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { createServer, type Socket } from 'node:net';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { startFlakyProxy } from '../helpers/flaky-proxy.ts';
import { createQcow2, startQemu, type TestQemu } from '../helpers/qemu.ts';
import { MACHINE, QemuStage } from '../helpers/qemu-stage.ts';
import { type StallableDisk, startStallableDisk } from '../helpers/stallable-disk.ts';
import { makeTemporaryFolder } from '../helpers/temporary-folder.ts';

const run = promisify(execFile);

/** A server at a socket that says something to whoever connects, or nothing. */
async function startServer(path: string, greeting: string | null): Promise<AsyncDisposable> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => socket.destroy());
    if (greeting !== null) socket.write(greeting);
  });
  server.listen(path);
  await once(server, 'listening');
  return {
    [Symbol.asyncDispose]: async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

describe('an address that is no monitor for us', () => {
  it('gets one plain sentence, whatever is wrong with it', async () => {
    await using stage = await QemuStage.open();
    const entry = (name: string) => stage.disks.entry(name);
    await stage.qemu({
      args: [
        '-chardev',
        `socket,id=h,path=${entry('hmp.sock')},server=on,wait=off`,
        '-mon',
        'chardev=h,mode=readline',
      ],
    });
    const busy = await stage.other();
    stage.use(await startServer(entry('http.sock'), 'HTTP/1.1 400 Bad Request\r\n\r\n'));
    stage.use(await startServer(entry('json.sock'), '{"jsonrpc":"2.0"}\r\n'));
    stage.use(await startServer(entry('silent.sock'), null));
    const core = await stage.startCore();
    const cases = [
      [entry('nowhere.sock'), 'not_found', `There is no socket at ${entry('nowhere.sock')}.`],
      ['127.0.0.1:1', 'unavailable', 'Nothing listens at 127.0.0.1:1: the machine may be off.'],
      [entry('http.sock'), 'failed', 'QMP'],
      [entry('json.sock'), 'failed', `${entry('json.sock')} sends JSON, but does not speak QMP.`],
      [entry('hmp.sock'), 'failed', 'HMP'],
      [entry('silent.sock'), 'busy', 'Another program is connected to this monitor'],
      [entry('second.sock'), 'busy', 'Another program is connected to this monitor'],
      ['not an address', 'invalid_input', '"not an address" is not a QMP address.'],
      ['root@rack-1', 'invalid_input', 'qemu+ssh://root@host/system'],
      ['/run/libvirt/libvirt-sock', 'invalid_input', 'qemu:///system for the machines of this computer'],
      ['/run/user/1000/libvirt/virtqemud-sock-ro', 'invalid_input', 'is the socket of libvirt'],
      ['relative/qmp.sock', 'invalid_input', 'is not a QMP address'],
    ] as const;
    for (const [address, code, sentence] of cases) {
      await expect(core.api['machine.add']({ address }), address).rejects.toMatchObject({
        code,
        message: expect.stringContaining(sentence),
      });
    }
    expect(core.world.machines.size).toBe(0);
    // Whoever was connected has noticed nothing.
    expect(await busy.execute('query-status')).toMatchObject({ status: 'running' });
    expect(core.errors).toEqual([]);
  });

  it('is shown as busy when another program takes the monitor, and is left alone', async () => {
    await using stage = await QemuStage.open();
    await stage.qemu({ drives: [await stage.drive('a')], memory: 16 });
    const machine = await stage.add(stage.disks.entry('second.sock'));
    await stage.take('base');
    await stage.core.close();
    const other = await stage.other();
    await stage.startCore();
    const busy = await stage.until(({ link }) => link.status === 'lost', 'the machine shown as busy');
    expect(busy).toMatchObject({
      id: machine.id,
      state: 'unknown',
      link: { code: 'busy' },
      capabilities: { take: { available: false } },
    });
    // Its tree is read from the images all the same.
    expect(stage.snapshot('base')).toMatchObject({ lost: false, drives: [{ status: 'present' }] });
    const take = stage.core.api['snapshot.take']({ machineId: MACHINE, name: 'x' });
    const job = await stage.job(take);
    expect(job.error?.message).toContain('Another program is connected to this monitor');
    expect(await other.execute('query-status')).toMatchObject({ status: 'running' });
    await other.close();
    await stage.back();
  });
});

describe('an image whose path no document can hold', () => {
  it('gets no snapshot that there could be no notes of', async () => {
    await using stage = await QemuStage.open();
    const drives = [await stage.drive('a'), await stage.drive('escape\u001b', 'qcow2', { nodeName: 'x' })];
    await stage.qemu({ drives, memory: 16 });
    await stage.add();
    for (const memory of [true, false]) {
      const job = await stage.job(
        stage.core.api['snapshot.take']({ machineId: MACHINE, name: 'odd', memory }),
      );
      expect(job).toMatchObject({
        state: 'failed',
        error: { message: expect.stringContaining('can’t be written in XML') },
      });
    }
    expect(await stage.tags('a')).toEqual([]);
    expect(await stage.tags('escape\u001b')).toEqual([]);
    expect(stage.core.errors).toEqual([]);
  });
});

describe('a machine that is lost in the middle of an operation', () => {
  /** Two drives: `a` is a file, and a snapshot job stands still at `disk` while its proxy holds. */
  async function stalling(): Promise<{ stage: QemuStage; disk: StallableDisk; qemu: TestQemu }> {
    const stage = await QemuStage.open();
    const disk = stage.use(await startStallableDisk(stage.disks));
    const qemu = await stage.qemu({ drives: [await stage.drive('a')], args: disk.args, memory: 16 });
    return { stage, disk, qemu };
  }
  const kill = async (stage: QemuStage, qemu: TestQemu) => {
    qemu.kill();
    await qemu.exited;
    return stage;
  };

  it('killed while a snapshot is taken: nothing of it is left, and the rest is unharmed', async () => {
    const { stage: opened, disk, qemu } = await stalling();
    await using stage = opened;
    await stage.add();
    await stage.take('before');
    disk.holdFromWrite();
    const { jobId } = await stage.core.api['snapshot.take']({ machineId: MACHINE, name: 'cut off' });
    await disk.proxy.held();
    expect(await stage.tags('a')).toEqual(['before', 'cut off']);
    await kill(stage, qemu);
    const job = await stage.core.ended(jobId);
    expect(job).toMatchObject({ state: 'failed' });
    expect(job.error?.message).toBe(
      'web-server ended while the snapshot “cut off” was being taken, and it was not taken. web-server’s other snapshots are unharmed; start it again, then take it.',
    );
    await stage.until(({ state }) => state === 'off', 'the machine off');
    expect(stage.names).toEqual(['before']);
    expect(await stage.tags('a')).toEqual(['before']);
  });

  it.each([
    { state: 'off', ours: {}, theirs: { locking: 'off' } },
    { state: 'unknown', ours: { locking: 'off' }, theirs: {} },
  ] as const)(
    'killed while another QEMU has its disk open: ended at once, nothing removed, and shown $state',
    async ({ state, ours, theirs }) => {
      await using stage = await QemuStage.open();
      const disk = stage.use(await startStallableDisk(stage.disks));
      const { path } = await stage.drive('a');
      const open = (file: object) => [
        '-blockdev',
        JSON.stringify({
          driver: 'qcow2',
          'node-name': 'a',
          file: { driver: 'file', filename: path, ...file },
        }),
      ];
      const qemu = await stage.qemu({
        args: [...open(ours), '-device', 'virtio-blk-pci,drive=a', ...disk.args],
        memory: 16,
      });
      await stage.add();
      await stage.take('before');
      await using _other = await startQemu({ args: open(theirs) });
      disk.holdFromWrite();
      const { jobId } = await stage.core.api['snapshot.take']({ machineId: MACHINE, name: 'cut off' });
      await disk.proxy.held();
      await kill(stage, qemu);
      const job = await stage.core.ended(jobId);
      expect(job).toMatchObject({
        state: 'failed',
        error: { message: expect.stringContaining('only a part of it is there') },
      });
      await stage.until((machine) => machine.state === state, `the machine ${state}`);
      expect(await stage.tags('a')).toEqual(['before', 'cut off']);
    },
  );

  it('killed while it is restored: said so, and every snapshot is still there', async () => {
    const { stage: opened, disk, qemu } = await stalling();
    await using stage = opened;
    await stage.add();
    const { id } = await stage.take('base');
    disk.holdFromWrite();
    const { jobId } = await stage.core.api['snapshot.restore']({ snapshotId: id, keepCurrent: false });
    await disk.proxy.held();
    await kill(stage, qemu);
    const job = await stage.core.ended(jobId);
    expect(job).toMatchObject({ state: 'failed' });
    expect(job.error?.message).toBe(
      'web-server ended while “base” was being restored, so its disks may be partly those of the snapshot. All snapshots are still there: restore this or another one before you use the machine.',
    );
    await stage.until(({ state }) => state === 'off', 'the machine off');
    expect(stage.names).toEqual(['base']);
    expect(await stage.tags('a')).toEqual(['base']);
  });

  it('killed while a snapshot is deleted: not called deleted while nobody can tell', async () => {
    const { stage: opened, disk, qemu } = await stalling();
    await using stage = opened;
    await stage.add();
    const { id } = await stage.take('base');
    disk.holdFromWrite();
    const { jobId } = await stage.core.api['snapshot.delete']({ snapshotId: id, undoMs: 0 });
    await disk.proxy.held();
    expect(await stage.tags('a')).toEqual([]);
    await kill(stage, qemu);
    const job = await stage.core.ended(jobId);
    expect(job).toMatchObject({ state: 'failed' });
    expect(job.error?.message).toContain(
      'web-server ended while “base” was being deleted, and nobody can tell now whether disk still holds it.',
    );
    await stage.until(({ state }) => state === 'off', 'the machine off');
    expect(stage.snapshot('base').restorable.ok).toBe(false);
  });

  it('cut off while a snapshot is taken: reached again, and the snapshot has all its notes', async () => {
    const { stage: opened, disk } = await stalling();
    await using stage = opened;
    const proxy = stage.use(
      await startFlakyProxy({ listenPath: stage.disks.entry('flaky.sock'), targetPath: stage.socketPath }),
    );
    await stage.add(proxy.path);
    disk.holdFromWrite();
    const { jobId } = await stage.core.api['snapshot.take']({
      machineId: MACHINE,
      name: 'made all the same',
      description: 'Its connection was cut.',
    });
    await disk.proxy.held();
    proxy.cut();
    await stage.until(({ link }) => link.status === 'lost', 'the connection lost');
    const said = 'The connection to web-server was lost; waiting for it to come back.';
    await stage.core.until(
      ({ jobs }) => jobs.get(jobId)?.events.some(({ text }) => text === said) === true,
      'the wait told',
    );
    disk.proxy.release();
    const job = await stage.core.ended(jobId);
    expect(job).toMatchObject({ state: 'done', error: null });
    expect(stage.snapshot('made all the same')).toMatchObject({
      id: job.snapshotId,
      description: 'Its connection was cut.',
      origin: 'snapgrove',
      memory: true,
      picture: { width: expect.any(Number) },
    });
    await stage.until(({ state }) => state === 'running', 'the machine running');
    const qmp = await stage.other();
    // Its job was not left in QEMU.
    expect(await qmp.execute('query-jobs')).toEqual([]);
  });

  it('cut off while it is restored: the restore is finished as if nothing had been', async () => {
    const { stage: opened, disk } = await stalling();
    await using stage = opened;
    const proxy = stage.use(
      await startFlakyProxy({ listenPath: stage.disks.entry('flaky.sock'), targetPath: stage.socketPath }),
    );
    await stage.add(proxy.path);
    const { id } = await stage.take('base');
    disk.holdFromWrite();
    const { jobId } = await stage.core.api['snapshot.restore']({ snapshotId: id, keepCurrent: false });
    await disk.proxy.held();
    proxy.cut();
    await stage.until(({ link }) => link.status === 'lost', 'the connection lost');
    disk.proxy.release();
    expect(await stage.core.ended(jobId)).toMatchObject({ state: 'done', error: null });
    expect(stage.machine).toMatchObject({ state: 'running', currentSnapshotId: id });
  });
});

describe('a disk that is full', () => {
  it('fails the take with what to do, leaves nothing, and the guest runs on', async () => {
    await using stage = await QemuStage.open();
    await using small = await makeTemporaryFolder();
    await run('mount', ['-t', 'tmpfs', '-o', 'size=16m', 'snapgrove-test', small.path]);
    try {
      const path = small.entry('a.qcow2');
      await createQcow2(path);
      // What can't be compressed, and is not zero.
      const memory = stage.disks.entry('memory.bin');
      await writeFile(memory, crypto.getRandomValues(new Uint8Array(65_536)));
      const loaders = Array.from({ length: 320 }, (_, index) => [
        '-device',
        `loader,file=${memory},addr=${0x100000 + index * 0x10000},force-raw=on`,
      ]);
      const qemu = await stage.qemu({
        drives: [{ nodeName: 'a', path, format: 'qcow2' }, await stage.drive('b')],
        memory: 32,
        args: loaders.flat(),
      });
      await stage.add();
      const plan = await stage.core.api['snapshot.planTake']({ machineId: MACHINE });
      expect(plan.findings.map((each) => each.code)).toEqual(['little-room']);
      const job = await stage.job(stage.core.api['snapshot.take']({ machineId: MACHINE, name: 'too big' }));
      expect(job).toMatchObject({ state: 'failed' });
      expect(job.error?.message).toBe(
        'The snapshot “too big” of web-server was not taken: the disk that its image is on is full. web-server runs on and is unharmed. Make room there, then take it again.',
      );
      expect(stage.names).toEqual([]);
      expect(await stage.tags('b')).toEqual([]);
      const qmp = await stage.other();
      expect(await qmp.execute('query-status')).toMatchObject({ status: 'running' });
      // The advice is good.
      await run('mount', ['-o', 'remount,size=128m', small.path]);
      expect(await stage.take('too big')).toMatchObject({ restorable: { ok: true } });
      qemu.kill();
      await qemu.exited;
    } finally {
      await run('umount', ['-l', small.path]);
    }
  });
});
