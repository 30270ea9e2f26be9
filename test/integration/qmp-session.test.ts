import { writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { describe, expect, it } from 'vitest';
import type { QmpAddress } from '../../electron/qmp/address.ts';
import { connectQmp } from '../../electron/qmp/connect.ts';
import { QmpError } from '../../electron/qmp/errors.ts';
import { newJobId, runJob } from '../../electron/qmp/jobs.ts';
import type { QmpEvent } from '../../electron/qmp/messages.ts';
import { queryJobs, queryStatus } from '../../electron/qmp/queries.ts';
import { querySchema } from '../../electron/qmp/schema.ts';
import type { QmpSession } from '../../electron/qmp/session.ts';
import { startFlakyProxy } from '../helpers/flaky-proxy.ts';
import { startQemu, untilListening } from '../helpers/qemu.ts';
import { startStallableDisk } from '../helpers/stallable-disk.ts';
import { makeTemporaryFolder } from '../helpers/temporary-folder.ts';

const unix = (path: string): QmpAddress => ({ type: 'unix', path });

const failure = async (work: Promise<unknown>): Promise<unknown> => {
  try {
    return await work;
  } catch (error) {
    return error;
  }
};

const is = (name: string) => (event: QmpEvent) => event.name === name;

/** A machine in the middle of a snapshot job that goes on when `disk.proxy.release()` says so. */
async function startStalledSave(livenessIntervalMs?: number) {
  const folder = await makeTemporaryFolder();
  const disk = await startStallableDisk(folder);
  const qemu = await startQemu({ args: disk.args, memory: 64 });
  const session = await connectQmp(unix(qemu.socketPath), {
    commandDeadlineMs: 5000,
    ...(livenessIntervalMs === undefined ? {} : { livenessIntervalMs }),
  });
  const stopped = session.waitForEvent(is('STOP'));
  disk.proxy.hold();
  const jobId = newJobId('save');
  const outcome = failure(saveTo(session, jobId));
  await stopped;
  return {
    session,
    qemu,
    disk,
    jobId,
    outcome,
    [Symbol.asyncDispose]: async () => {
      await session.close();
      await qemu.stop();
      await disk[Symbol.asyncDispose]();
      await folder[Symbol.asyncDispose]();
    },
  };
}

const saveTo = (session: QmpSession, jobId: string) =>
  runJob(session, {
    command: 'snapshot-save',
    jobId,
    args: { tag: 'stalled', vmstate: 'disk', devices: ['disk'] },
  });

describe('connectQmp with a real QEMU', () => {
  it('reads the greeting and negotiates out-of-band execution', async () => {
    await using qemu = await startQemu();
    await using session = await connectQmp(unix(qemu.socketPath));
    expect(session.greeting.version.major).toBeGreaterThanOrEqual(6);
    expect(session.outOfBand).toBe(true);
    expect(await session.executeOutOfBand('query-yank')).toContainEqual(
      expect.objectContaining({ type: 'chardev' }),
    );
    expect(await queryStatus(session)).toEqual({ running: true, runState: 'running' });
    expect(await failure(session.executeOutOfBand('query-status'))).toMatchObject({ code: 'command' });
    expect(await failure(session.execute('nonsense'))).toMatchObject({ errorClass: 'CommandNotFound' });
  });

  it.each(['off', 'on'])('reads a monitor that prints prettily, with telnet=%s', async (telnet) => {
    await using folder = await makeTemporaryFolder();
    const path = folder.entry('pretty.sock');
    const chardev = `socket,id=pretty,path=${path},server=on,wait=off,telnet=${telnet}`;
    const mon = 'chardev=pretty,mode=control,pretty=on';
    await using _qemu = await startQemu({ args: ['-chardev', chardev, '-mon', mon] });
    await untilListening(path);
    await using session = await connectQmp(unix(path));
    expect((await querySchema(session)).hasCommand('snapshot-save')).toBe(true);
  });

  it('reads what comes in pieces of a few bytes', async () => {
    await using qemu = await startQemu();
    const listenPath = qemu.folder.entry('proxy.sock');
    await using proxy = await startFlakyProxy({ listenPath, targetPath: qemu.socketPath, pieceBytes: 7 });
    await using session = await connectQmp(unix(proxy.path));
    const events = [session.waitForEvent(is('STOP')), session.waitForEvent(is('RESUME'))];
    await Promise.all([session.execute('stop'), session.execute('cont')]);
    await Promise.all(events);
    expect(await session.execute('query-commands')).toContainEqual({ name: 'snapshot-load' });
  });

  it('is told busy after its deadline, and disturbs the one who is connected in nothing', async () => {
    await using qemu = await startQemu();
    await using first = await connectQmp(unix(qemu.socketPath));
    const startedMs = performance.now();
    expect(await failure(connectQmp(unix(qemu.socketPath)))).toMatchObject({
      code: 'busy',
      message: expect.stringContaining('Another program'),
    });
    expect(performance.now() - startedMs).toBeGreaterThan(2900);
    expect(await queryStatus(first)).toMatchObject({ running: true });
    await first.close();
    await using next = await connectQmp(unix(qemu.socketPath));
    expect(await queryStatus(next)).toMatchObject({ running: true });
  });

  it('gets through a queue that is full for a moment', async () => {
    await using qemu = await startQemu();
    for (let round = 0; round < 20; round += 1) {
      const gone = Array.from({ length: 4 }, () => connect(qemu.socketPath).on('error', () => undefined));
      const connecting = connectQmp(unix(qemu.socketPath));
      for (const socket of gone) socket.destroy();
      await using session = await connecting;
      expect(await queryStatus(session)).toMatchObject({ running: true });
    }
  });

  it('is told busy where even the queue is full', async () => {
    await using qemu = await startQemu();
    await using first = await connectQmp(unix(qemu.socketPath));
    const queue = Array.from({ length: 8 }, () => connect(qemu.socketPath).on('error', () => undefined));
    const third = failure(connectQmp(unix(qemu.socketPath), { greetingDeadlineMs: 200 }));
    expect(await third).toMatchObject({ code: 'busy' });
    for (const socket of queue) socket.destroy();
    expect(await queryStatus(first)).toMatchObject({ running: true });
  });

  it('knows the human monitor', async () => {
    await using folder = await makeTemporaryFolder();
    const path = folder.entry('hmp.sock');
    await using qemu = await startQemu({ args: ['-monitor', `unix:${path},server=on,wait=off`] });
    expect(await failure(connectQmp(unix(path)))).toMatchObject({ code: 'hmp' });
    await using session = await connectQmp(unix(qemu.socketPath));
    expect(session.outOfBand).toBe(true);
  });

  it('says what is wrong with a path', async () => {
    await using folder = await makeTemporaryFolder();
    const file = folder.entry('file');
    await writeFile(file, '');
    expect(await failure(connectQmp(unix(folder.entry('absent'))))).toMatchObject({ code: 'socket-missing' });
    expect(await failure(connectQmp(unix(file)))).toMatchObject({ code: 'refused' });
    const qemu = await startQemu({ folder });
    qemu.kill();
    await qemu.exited;
    expect(await failure(connectQmp(unix(qemu.socketPath)))).toMatchObject({ code: 'refused' });
    await qemu.stop();
  });

  it('connects over TCP', async () => {
    const args = ['-qmp', 'tcp:127.0.0.1:0,server=on,wait=off'];
    await using qemu = await startQemu({ args });
    await using session = await connectQmp(unix(qemu.socketPath));
    const chardevs = await session.execute('query-chardev', undefined, {
      parse: (value) => JSON.stringify(value),
    });
    const port = Number(/tcp:127\.0\.0\.1:(\d+)/.exec(chardevs)?.[1]);
    await using other = await connectQmp({ type: 'tcp', host: '127.0.0.1', port });
    expect(await queryStatus(other)).toMatchObject({ running: true });
  });
});

describe('QmpSession with a real QEMU', () => {
  it('hands a command that QEMU cannot even read its error', async () => {
    await using qemu = await startQemu();
    await using session = await connectQmp(unix(qemu.socketPath));
    expect(await failure(session.execute('query-block', { x: '\ud800' }))).toMatchObject({
      code: 'command',
      desc: expect.stringContaining('JSON parse error'),
    });
    expect(await queryStatus(session)).toMatchObject({ running: true });
  });

  it('keeps order and loses nothing with hundreds of commands at once', async () => {
    await using qemu = await startQemu();
    await using session = await connectQmp(unix(qemu.socketPath));
    const events: string[] = [];
    session.on(({ name }) => events.push(name));
    const work = Array.from({ length: 200 }, (_, index) =>
      session.execute(index % 2 === 0 ? 'stop' : 'cont'),
    );
    const probes = Array.from({ length: 50 }, () => session.executeOutOfBand('query-yank'));
    expect(await Promise.all(work)).toHaveLength(200);
    expect(await Promise.all(probes)).toHaveLength(50);
    expect(events.filter((name) => name === 'STOP')).toHaveLength(100);
    expect(events.filter((name) => name === 'RESUME')).toHaveLength(100);
  });

  it('is answered out-of-band while a job blocks the monitor, and other commands wait without being late', async () => {
    await using stalled = await startStalledSave(20);
    const { session, disk } = stalled;
    const status = session.execute('query-status', undefined, { deadlineMs: 60 });
    const startedMs = performance.now();
    let answers = 0;
    while (performance.now() - startedMs < 300) {
      await session.executeOutOfBand('query-yank');
      answers += 1;
    }
    expect(answers).toBeGreaterThan(10);
    expect(session.liveness).toBe('responsive');
    disk.proxy.release();
    expect(await status).toMatchObject({ status: expect.any(String) });
    expect(await stalled.outcome).toEqual({ ok: true });
    expect(await queryJobs(session)).toEqual([]);
  });

  it('reports a QEMU that answers nothing at all, and goes on when it comes back', async () => {
    await using stalled = await startStalledSave(50);
    const { session, disk, qemu } = stalled;
    const silent = Promise.withResolvers<void>();
    const back = Promise.withResolvers<void>();
    session.onLiveness((liveness) => (liveness === 'unresponsive' ? silent : back).resolve());
    qemu.kill('SIGSTOP');
    await silent.promise;
    qemu.kill('SIGCONT');
    await back.promise;
    disk.proxy.release();
    expect(await stalled.outcome).toEqual({ ok: true });
  });

  it('tells a machine that works on a snapshot from one that another program holds', async () => {
    await using stalled = await startStalledSave();
    await stalled.session.close();
    const again = failure(connectQmp(unix(stalled.qemu.socketPath), { commandDeadlineMs: 200 }));
    expect(await again).toMatchObject({ code: 'unresponsive', message: expect.stringContaining('snapshot') });
  });

  it('fails everything that waits when QEMU is killed in the middle of a job', async () => {
    await using stalled = await startStalledSave();
    const { session, qemu } = stalled;
    const status = failure(session.execute('query-status'));
    const event = failure(session.waitForEvent(is('RESUME')));
    qemu.kill();
    for (const error of [await stalled.outcome, await status, await event]) {
      expect(error).toBeInstanceOf(QmpError);
      expect(error).toMatchObject({ code: 'closed' });
    }
    expect(await session.closed).toMatchObject({ by: 'server' });
  });

  it('fails everything that waits when the connection is cut in the middle of a reply', async () => {
    await using qemu = await startQemu();
    const listenPath = qemu.folder.entry('proxy.sock');
    const options = { listenPath, targetPath: qemu.socketPath, cutAfterBytes: 20_000 };
    await using proxy = await startFlakyProxy(options);
    await using session = await connectQmp(unix(proxy.path));
    const waiting = [failure(querySchema(session)), failure(queryStatus(session))];
    expect(await waiting[0]).toMatchObject({
      code: 'closed',
      sent: true,
      message: expect.stringContaining('middle of a message'),
    });
    expect(await waiting[1]).toMatchObject({ code: 'closed', sent: false });
    await using again = await connectQmp(unix(qemu.socketPath));
    expect(await queryStatus(again)).toMatchObject({ running: true });
  });
});
