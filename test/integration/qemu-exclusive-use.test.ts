import { execFile } from 'node:child_process';
import { rename, rm } from 'node:fs/promises';
import { promisify } from 'node:util';
import { describe, expect, it, vi } from 'vitest';
import { holderOf } from '../../electron/qemu-img/image-holder.ts';
import { startFlakyProxy } from '../helpers/flaky-proxy.ts';
import { startQemu, type TestQemu } from '../helpers/qemu.ts';
import { MACHINE, QemuStage, qemuImg } from '../helpers/qemu-stage.ts';
import { connectRawQmp } from '../helpers/raw-qmp.ts';

const run = promisify(execFile);

/** Has another program write to an image that nobody uses. */
async function writeElsewhere(path: string): Promise<void> {
  await run('qemu-io', ['-f', 'qcow2', '-c', 'write -q -P 7 0 64k', path]);
}

/** Whether the image holds what `writeElsewhere` wrote. */
async function holdsWritten(path: string): Promise<boolean> {
  const { stdout } = await run('qemu-io', ['-r', '-f', 'qcow2', '-c', 'read -P 7 0 64k', path]).catch(
    (error: { stdout: string }) => error,
  );
  return !stdout.includes('Pattern verification failed');
}

async function ended(stage: QemuStage, qemu: TestQemu): Promise<void> {
  qemu.kill();
  await qemu.exited;
  await stage.until(({ state }) => state === 'off', 'the machine off');
}

function blockdev(name: string, path: string, file: object = {}, more: object = {}): readonly string[] {
  const node = {
    driver: 'qcow2',
    'node-name': name,
    file: { driver: 'file', filename: path, ...file },
    ...more,
  };
  return ['-blockdev', JSON.stringify(node), '-device', `virtio-blk-pci,drive=${name}`];
}

describe('an image that a QEMU has open without a lock', () => {
  it('is not written to, although nobody answers at the machine’s socket', async () => {
    await using stage = await QemuStage.open();
    const { path } = await stage.drive('a');
    const qemu = await stage.qemu({ memory: 16, args: blockdev('a', path, { locking: 'off' }) });
    await stage.add();
    const { id } = await stage.take('base', { memory: false });
    await stage.core.close();
    await rm(stage.socketPath);
    await stage.startCore();
    await stage.until(({ state }) => state === 'off', 'a machine that seems to be off');
    await stage.core.until(({ snapshots }) => snapshots.has(id), 'its tree');
    const { api } = stage.core;
    const refused = `${path} of web-server is open in qemu-system-x86_64 (process ${qemu.pid}), so nothing may be written to it.`;
    for (const start of [
      api['snapshot.delete']({ snapshotId: id, undoMs: 0 }),
      api['snapshot.activate']({ snapshotId: id, keepCurrent: false }),
      api['snapshot.take']({ machineId: MACHINE, name: 'x' }),
    ]) {
      const job = await stage.job(start);
      expect(job).toMatchObject({ state: 'failed', error: { message: expect.stringContaining(refused) } });
    }
    expect(await stage.tags('a')).toEqual(['base']);
  });

  it('is found by another name of it, and when it is only read', async () => {
    await using stage = await QemuStage.open();
    const { path } = await stage.drive('a');
    const link = stage.disks.entry('link');
    await run('ln', ['-s', path, link]);
    expect(await holderOf([path, link, stage.disks.entry('missing')])).toBeNull();
    const qemu = await stage.qemu({ args: blockdev('a', path, {}, { 'read-only': true }) });
    expect(await holderOf([link])).toEqual({ path: link, program: 'qemu-system-x86_64', pid: qemu.pid });
  });
});

describe('a machine of two drives that is off', () => {
  const luks = ['--object', 'secret,id=key,data=abc'];

  /** Holds `base` in both images, and something written to the first since. */
  async function twoDrives(how: 'encrypted' | 'plain'): Promise<QemuStage> {
    const stage = await QemuStage.open();
    const [a, b] = [await stage.drive('a'), await stage.drive('b')];
    const key = { encrypt: { format: 'luks', 'key-secret': 'key' } };
    if (how === 'encrypted') {
      const options = 'encrypt.format=luks,encrypt.key-secret=key,encrypt.iter-time=100';
      // It measures how fast this computer is, and gives up where others keep that from being exact.
      await vi.waitFor(() => qemuImg('create', '-q', ...luks, '-f', 'qcow2', '-o', options, b.path, '16M'), {
        timeout: 30_000,
        interval: 10,
      });
    }
    const qemu = await stage.qemu({
      memory: 16,
      args: [
        '-object',
        'secret,id=key,data=abc',
        ...blockdev('a', a.path),
        ...blockdev('b', b.path, {}, how === 'encrypted' ? key : {}),
      ],
    });
    await stage.add();
    await stage.take('base', { memory: false });
    await ended(stage, qemu);
    await writeElsewhere(a.path);
    return stage;
  }

  /** Tries everything that writes to both; returns the one sentence that says why not. */
  async function expectUntouched(stage: QemuStage, reason: string): Promise<void> {
    const { id } = stage.snapshot('base');
    const { api } = stage.core;
    for (const start of [
      api['snapshot.activate']({ snapshotId: id, keepCurrent: false }),
      api['snapshot.delete']({ snapshotId: id, undoMs: 0 }),
      api['snapshot.take']({ machineId: MACHINE, name: 'x' }),
    ]) {
      const job = await stage.job(start);
      expect(job).toMatchObject({ state: 'failed', error: { message: expect.stringContaining(reason) } });
    }
    expect(await holdsWritten(stage.disks.entry('a.qcow2'))).toBe(true);
    expect(await stage.tags('a')).toEqual(['base']);
    expect(await stage.tags('b')).toEqual(['base']);
  }

  it('keeps the first as it is where the second is the base of another that runs', async () => {
    await using stage = await twoDrives('plain');
    const [b, over] = [stage.disks.entry('b.qcow2'), stage.disks.entry('over.qcow2')];
    await qemuImg('create', '-q', '-f', 'qcow2', '-b', b, '-F', 'qcow2', over);
    await using other = await startQemu({ drives: [{ nodeName: 'o', path: over, format: 'qcow2' }] });
    await expectUntouched(stage, `${b} of web-server is open in qemu-system-x86_64 (process ${other.pid})`);
  });

  it('keeps the first as it is where the second may not be written', async () => {
    await using stage = await twoDrives('plain');
    const b = stage.disks.entry('b.qcow2');
    await run('mount', ['--bind', b, b]);
    try {
      await run('mount', ['-o', 'remount,bind,ro', b]);
      await expectUntouched(stage, `You may not write the image ${b}.`);
    } finally {
      await run('umount', ['-l', b]);
    }
  });

  it('keeps the first as it is where the second is encrypted', async () => {
    await using stage = await twoDrives('encrypted');
    await expectUntouched(stage, `The image ${stage.disks.entry('b.qcow2')} is encrypted`);
  });
});

describe('what another program did since a snapshot was activated', () => {
  it('is not lost by a start, also when a snapshot was taken in between', async () => {
    await using stage = await QemuStage.open();
    const qemu = await stage.qemu({ memory: 16, drives: [await stage.drive('a')] });
    await stage.add();
    const { id } = await stage.take('base');
    await ended(stage, qemu);
    expect(await stage.job(stage.core.api['snapshot.activate']({ snapshotId: id }))).toMatchObject({
      state: 'done',
    });
    await writeElsewhere(stage.disks.entry('a.qcow2'));
    await stage.take('while off');
    await stage.agree();
    const job = await stage.power('start');
    expect(job.error?.message).toContain('its disks were written since by another program');
    expect(await holdsWritten(stage.disks.entry('a.qcow2'))).toBe(true);
  });

  it('is not lost where the machine was started anew while Snapgrove did not run', async () => {
    await using stage = await QemuStage.open();
    const drives = [await stage.drive('a')];
    const first = await stage.qemu({ memory: 16, drives });
    await stage.add();
    const { id } = await stage.take('base');
    expect(await stage.job(stage.core.api['snapshot.activate']({ snapshotId: id }))).toMatchObject({
      state: 'done',
    });
    await stage.restartCore();
    expect(stage.machine.activatedSnapshotId).toBe(id);
    await stage.core.close();
    first.kill();
    await first.exited;
    const second = await stage.qemu({ memory: 16, drives });
    await stage.startCore();
    await stage.until(({ state }) => state === 'running', 'the machine reached');
    await ended(stage, second);
    expect(stage.snapshot('base').restorable.ok).toBe(true);
    expect(stage.machine.activatedSnapshotId).toBeNull();
  });
});

describe('a machine whose QEMU runs where its images are not seen', () => {
  it('is not powered off for a restore that could not be finished', async () => {
    await using stage = await QemuStage.open();
    const drives = [await stage.drive('a')];
    const first = await stage.qemu({ memory: 16, drives });
    await stage.add();
    const { id } = await stage.take('base', { memory: false });
    await stage.agree();
    await stage.core.close();
    first.kill();
    await first.exited;
    // A process of the same machine, at a socket that its command line does not name.
    const moved = stage.disks.entry('moved.sock');
    await stage.qemu({ memory: 16, drives });
    await rename(stage.socketPath, moved);
    await using folder = await QemuStage.open();
    const proxy = stage.use(
      await startFlakyProxy({ listenPath: folder.disks.entry('qmp.sock'), targetPath: moved }),
    );
    await stage.startCore();
    await stage.add(proxy.path);
    await stage.core.until(({ snapshots }) => snapshots.has(id), 'its tree');
    const restoring = stage.core.api['snapshot.restore']({ snapshotId: id, keepCurrent: false });
    const job = await stage.job(restoring);
    expect(job.error?.message).toContain('its QEMU runs where Snapgrove does not see it');
    await using other = await connectRawQmp(stage.disks.entry('second.sock'));
    expect(await other.execute('query-status')).toMatchObject({ status: 'running' });
  });
});
