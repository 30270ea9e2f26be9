import { describe, expect, it } from 'vitest';
import { queryBlock, queryNamedBlockNodes } from '../../electron/qmp/block-queries.ts';
import { connectQmp } from '../../electron/qmp/connect.ts';
import { adoptJob, newJobId, runJob } from '../../electron/qmp/jobs.ts';
import { queryJobs, queryStatus } from '../../electron/qmp/queries.ts';
import type { QmpSession } from '../../electron/qmp/session.ts';
import { createQcow2, startQemu, type TestQemuOptions } from '../helpers/qemu.ts';
import { makeTemporaryFolder } from '../helpers/temporary-folder.ts';

async function startMachine(options: TestQemuOptions = {}) {
  const folder = await makeTemporaryFolder();
  const path = folder.entry('disk.qcow2');
  await createQcow2(path);
  const drives = [{ nodeName: 'disk', path, format: 'qcow2' }] as const;
  const qemu = await startQemu({ ...options, drives });
  const connect = () => connectQmp({ type: 'unix', path: qemu.socketPath });
  const session = await connect();
  return {
    qemu,
    session,
    connect,
    path,
    [Symbol.asyncDispose]: async () => {
      await session.close();
      await qemu.stop();
      await folder[Symbol.asyncDispose]();
    },
  };
}

const save = (session: QmpSession, tag: string, onStatus?: (status: string) => void) =>
  runJob(session, {
    command: 'snapshot-save',
    args: { tag, vmstate: 'disk', devices: ['disk'] },
    jobId: newJobId('save'),
    ...(onStatus === undefined ? {} : { onStatus }),
  });

const load = (session: QmpSession, tag: string) =>
  runJob(session, {
    command: 'snapshot-load',
    args: { tag, vmstate: 'disk', devices: ['disk'] },
    jobId: newJobId('load'),
  });

describe('runJob with a real QEMU', () => {
  it('saves a running machine of 128 MiB and reads the snapshot back', async () => {
    await using machine = await startMachine({ memory: 128 });
    const { session } = machine;
    const events: string[] = [];
    const statuses: string[] = [];
    session.on(({ name }) => events.push(name));
    const tag = 'vor dem „Umzug“ 🌳';
    expect(await save(session, tag, (status) => statuses.push(status))).toEqual({ ok: true });
    expect(statuses).toEqual(['created', 'running', 'waiting', 'pending', 'concluded']);
    expect(events.filter((name) => name === 'STOP' || name === 'RESUME')).toEqual(['STOP', 'RESUME']);
    expect(await queryJobs(session)).toEqual([]);
    expect(await queryStatus(session)).toEqual({ running: true, runState: 'running' });
    const node = (await queryNamedBlockNodes(session)).find(({ nodeName }) => nodeName === 'disk');
    expect(node?.image.snapshots).toMatchObject([{ id: '1', name: tag, icount: null }]);
    const [snapshot] = node?.image.snapshots ?? [];
    expect(snapshot?.vmStateSizeBytes).toBeGreaterThan(100_000);
    expect(Math.abs(Date.now() - (snapshot?.createdMs ?? 0))).toBeLessThan(60_000);
    expect(snapshot?.vmClockMs).toBeGreaterThan(0);
    const [device] = await queryBlock(session);
    expect(device?.inserted?.image.snapshots).toEqual(node?.image.snapshots);
  });

  it('loads and deletes', async () => {
    await using machine = await startMachine();
    const { session } = machine;
    await save(session, 'base');
    expect(await load(session, 'base')).toEqual({ ok: true });
    expect(await queryStatus(session)).toMatchObject({ runState: 'running' });
    const jobId = newJobId('delete');
    const remove = { command: 'snapshot-delete', args: { tag: 'base', devices: ['disk'] }, jobId };
    expect(await runJob(session, remove)).toEqual({ ok: true });
    expect((await queryBlock(session))[0]?.inserted?.image.snapshots).toEqual([]);
  });

  it('gives the text of a job that fails, and dismisses it', async () => {
    await using machine = await startMachine();
    const { session } = machine;
    await save(session, 'base');
    expect(await save(session, 'base')).toEqual({
      ok: false,
      started: true,
      error: expect.stringContaining("'base' already exists"),
    });
    expect(await load(session, 'absent')).toMatchObject({ ok: false, started: true });
    expect(await queryStatus(session)).toEqual({ running: false, runState: 'restore-vm' });
    expect(await queryJobs(session)).toEqual([]);
  });

  it('tells a command that QEMU refuses: nothing was started', async () => {
    await using machine = await startMachine();
    const { session } = machine;
    const request = { command: 'snapshot-save', args: { tag: 'x' }, jobId: newJobId('save') };
    expect(await runJob(session, request)).toMatchObject({ ok: false, started: false });
    const badId = { ...request, args: { tag: 'x', vmstate: 'disk', devices: ['disk'] }, jobId: '1 bad!' };
    expect(await runJob(session, badId)).toMatchObject({ ok: false, started: false });
    expect(await queryStatus(session)).toMatchObject({ running: true });
  });
});

describe('adoptJob with a real QEMU', () => {
  it('learns the outcome of a job that an earlier connection started', async () => {
    await using machine = await startMachine();
    const jobId = newJobId('save');
    const concluded = machine.session.waitForEvent(
      ({ name, data }) => name === 'JOB_STATUS_CHANGE' && data.status === 'concluded',
    );
    const args = { 'job-id': jobId, tag: 'base', vmstate: 'absent', devices: ['disk'] };
    await machine.session.execute('snapshot-save', args);
    await concluded;
    await machine.session.close();
    await using session = await machine.connect();
    expect(await adoptJob(session, jobId)).toMatchObject({
      ok: false,
      error: expect.stringContaining('absent'),
    });
    expect(await adoptJob(session, jobId)).toBeNull();
  });

  it('waits for one that is still at work', async () => {
    await using machine = await startMachine({ memory: 256 });
    const jobId = newJobId('save');
    const stopped = machine.session.waitForEvent(({ name }) => name === 'STOP');
    const args = { 'job-id': jobId, tag: 'base', vmstate: 'disk', devices: ['disk'] };
    const unanswered = machine.session.execute('snapshot-save', args).then(
      () => 'answered',
      () => 'lost',
    );
    await stopped;
    await machine.session.close();
    expect(await unanswered).toBe('lost');
    await using session = await machine.connect();
    expect(await adoptJob(session, jobId)).toEqual({ ok: true });
    expect((await queryBlock(session))[0]?.inserted?.image.snapshots).toMatchObject([{ name: 'base' }]);
  });
});
