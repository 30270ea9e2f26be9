import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import type { OperationContext } from '../../electron/hypervisor/hypervisor.ts';
import { NO_FREEZE } from '../../electron/hypervisor/qemu/guest-freeze.ts';
import { type OnlineMachine, onlineMachine } from '../../electron/hypervisor/qemu/online-machine.ts';
import { readQemu } from '../../electron/hypervisor/qemu/reading.ts';
import { type LoadNotes, restoreOnline } from '../../electron/hypervisor/qemu/restore.ts';
import { snapshotFacts } from '../../electron/hypervisor/qemu/snapshot-facts.ts';
import { takeOnline } from '../../electron/hypervisor/qemu/take.ts';
import { parseQmpAddress } from '../../electron/qmp/address.ts';
import { connectQmp } from '../../electron/qmp/connect.ts';
import type { QmpSession } from '../../electron/qmp/session.ts';
import { createQcow2, startQemu } from '../helpers/qemu.ts';
import { MACHINE, QemuStage, UUID } from '../helpers/qemu-stage.ts';

const context: OperationContext = { onProgress: () => undefined, onStep: () => undefined };

/** What an operation works with, over a session of the test's own. */
async function onlineOf(session: QmpSession): Promise<OnlineMachine> {
  let reading = await readQemu(session, null);
  return onlineMachine({
    name: 'web-server',
    folder: () => null,
    reached: () => ({ session, reading }),
    learn: (_session, learnt) => {
      reading = learnt;
    },
    jobs: new Set(),
    comeBack: async () => null,
  });
}

describe('a guest that stood still when its restore failed half way', () => {
  /** A machine whose snapshot `with rng` holds a device that it has no more: loading it fails when the disks are done. */
  async function stageWithMisfit(): Promise<QemuStage> {
    const stage = await QemuStage.open();
    const drives = [await stage.drive('a')];
    {
      await using other = await stage.qemu({
        drives,
        memory: 16,
        args: ['-device', 'virtio-rng-pci,id=rng'],
      });
      await using qmp = await stage.other();
      await stage.takeElsewhere(qmp, 'with rng');
      other.kill();
    }
    await stage.qemu({ drives, memory: 16 });
    await stage.add();
    return stage;
  }

  /** QEMU calls the guest `paused`, which alone would let it go on. */
  async function expectNotResumed(stage: QemuStage): Promise<void> {
    await stage.until(({ state }) => state === 'broken', 'the machine broken');
    const other = await stage.other();
    expect(await other.execute('query-status')).toMatchObject({ status: 'paused' });
    await expect(stage.power('resume')).rejects.toMatchObject({ code: 'refused' });
    await stage.core.api['world.refresh']({ machineId: MACHINE });
    await stage.restartCore('broken');
    await expect(stage.power('resume')).rejects.toMatchObject({ code: 'refused' });
    expect(await other.execute('query-status')).toMatchObject({ status: 'paused' });
    const { id } = stage.snapshot('Before restoring with rng');
    const back = stage.core.api['snapshot.restore']({ snapshotId: id, keepCurrent: false, state: 'paused' });
    expect(await stage.job(back)).toMatchObject({ state: 'done', error: null });
    await stage.until(({ state }) => state === 'paused', 'the machine whole again');
    expect(await stage.power('resume')).toMatchObject({ state: 'done' });
    await stage.until(({ state }) => state === 'running', 'the machine running');
  }

  it('is not resumed when it was paused before', async () => {
    await using stage = await stageWithMisfit();
    expect(await stage.power('pause')).toMatchObject({ state: 'done' });
    await stage.until(({ state }) => state === 'paused', 'the machine paused');
    const { id } = stage.snapshot('with rng');
    const job = await stage.job(stage.core.api['snapshot.restore']({ snapshotId: id, state: 'running' }));
    expect(job).toMatchObject({ state: 'failed' });
    expect(job.error?.message).toContain('failed half way');
    await expectNotResumed(stage);
  });

  it('is not resumed when it was to be paused afterwards', async () => {
    await using stage = await stageWithMisfit();
    const { id } = stage.snapshot('with rng');
    const job = await stage.job(stage.core.api['snapshot.restore']({ snapshotId: id, state: 'paused' }));
    expect(job).toMatchObject({ state: 'failed' });
    await expectNotResumed(stage);
  });
});

describe('a snapshot of another program', () => {
  it('is not taken for what a failed one of ours left, when both had one name at one moment', async () => {
    await using stage = await QemuStage.open();
    const qemu = await stage.qemu({ drives: [await stage.drive('a')], memory: 16 });
    const other = await stage.other();
    await using session = await connectQmp(parseQmpAddress(qemu.socketPath));
    const online = await onlineOf(session);
    const slow: OnlineMachine = {
      ...online,
      job: async (request) => {
        if (request.command === 'snapshot-save') await stage.takeElsewhere(other, 'both');
        return await online.job(request);
      },
    };
    const options = {
      name: 'both',
      description: '',
      memory: true,
      drives: null,
      quiesce: false,
      external: null,
    };
    await expect(takeOnline(slow, options, NO_FREEZE, context)).rejects.toThrow(
      'The snapshot “both” of web-server was not taken: QEMU says: Snapshot',
    );
    expect(await stage.tags('a')).toEqual(['both']);
  });
});

describe('a snapshot that another program replaces while its restore is being noted', () => {
  it.each(['running', 'paused'] as const)(
    'is not loaded, and the guest runs on, when it was to be %s',
    async (state) => {
      await using stage = await QemuStage.open();
      const qemu = await stage.qemu({ drives: [await stage.drive('a')], memory: 16 });
      const other = await stage.other();
      await stage.takeElsewhere(other, 'base');
      await using session = await connectQmp(parseQmpAddress(qemu.socketPath));
      const online = await onlineOf(session);
      const [wanted] = snapshotFacts((await online.look()).drives);
      if (wanted === undefined) throw new Error('The snapshot is not listed');
      const noted: string[] = [];
      const notes: LoadNotes = {
        begin: async () => {
          await other.runJob('snapshot-delete', { 'job-id': 'd', tag: 'base', devices: ['a'] });
          await stage.takeElsewhere(other, 'base');
        },
        untouched: async () => void noted.push('untouched'),
        concluded: async () => void noted.push('concluded'),
      };
      const restoring = restoreOnline(online, wanted, { state, remembered: null }, notes, context);
      await expect(restoring).rejects.toMatchObject({ code: 'not-found' });
      expect(noted).toEqual(['untouched']);
      expect(await other.execute('query-status')).toMatchObject({ status: 'running' });
    },
  );
});

describe('a machine that is on', () => {
  it('is not taken for a copy of it that runs beside it', async () => {
    await using stage = await QemuStage.open();
    await stage.qemu({ drives: [await stage.drive('a')], memory: 16 });
    await stage.add();
    await createQcow2(stage.disks.entry('copy.qcow2'));
    const drives = [{ nodeName: 'a', path: stage.disks.entry('copy.qcow2'), format: 'qcow2' }] as const;
    await using copy = await startQemu({ name: 'web-server', uuid: UUID, drives, memory: 16 });
    await expect(stage.core.api['machine.add']({ address: copy.socketPath })).rejects.toMatchObject({
      code: 'refused',
      message: expect.stringMatching(/^web-server is on already, .* but has other drives\. It was not added/),
    });
    expect(stage.machine.source).toEqual({ kind: 'qmp', address: stage.socketPath });
    expect(stage.machine.drives.map((each) => each.path)).toEqual([stage.disks.entry('a.qcow2')]);
  });

  it('is reached although what is remembered of it can’t be written', async () => {
    await using stage = await QemuStage.open();
    const drives = [await stage.drive('a')];
    const qemu = await stage.qemu({ drives, memory: 16 });
    await stage.add();
    qemu.kill();
    await qemu.exited;
    await stage.until(({ state }) => state === 'off', 'the machine off');
    const record = stage.store.entry(join('machines', UUID, 'machine.json'));
    await rm(record);
    await mkdir(record);
    await stage.qemu({ drives, memory: 24 });
    await stage.until(({ state }) => state === 'running', 'the machine reached');
    expect(stage.core.errors.length).toBeGreaterThan(0);
  });
});

describe('what was done since', () => {
  it('is kept when a restore is undone later', async () => {
    await using stage = await QemuStage.open();
    await stage.qemu({ drives: [await stage.drive('a')], memory: 16 });
    await stage.add();
    const { id } = await stage.take('base');
    const undo = async () => {
      const restored = await stage.job(stage.core.api['snapshot.restore']({ snapshotId: id }));
      expect(restored).toMatchObject({ state: 'done', undoable: true });
      return async () => await stage.job(stage.core.api['job.undo']({ jobId: restored.id }));
    };
    expect(await (await undo())()).toMatchObject({ state: 'done', safetySnapshotId: null });
    const undoLate = await undo();
    const now = performance.now.bind(performance);
    const clock = vi.spyOn(performance, 'now').mockImplementation(() => now() + 3_600_000);
    try {
      const undone = await undoLate();
      expect(undone).toMatchObject({ state: 'done', undoable: true });
      const kept = stage.core.world.snapshots.get(undone.safetySnapshotId ?? '');
      expect(kept).toMatchObject({ safety: true, memory: true });
    } finally {
      clock.mockRestore();
    }
  });

  it('is noted once for a snapshot made elsewhere, also when two notes come together', async () => {
    await using stage = await QemuStage.open();
    await stage.qemu({ drives: [await stage.drive('a')], memory: 16 });
    await stage.add();
    await stage.takeElsewhere(await stage.other(), 'theirs');
    await stage.core.api['world.refresh']({ machineId: MACHINE });
    const { id } = stage.snapshot('theirs');
    const { api } = stage.core;
    await Promise.all([
      api['snapshot.describe']({ snapshotId: id, pinned: true }),
      api['snapshot.describe']({ snapshotId: id, description: 'of others' }),
      api['snapshot.describe']({ snapshotId: id, labels: ['x'] }),
    ]);
    expect(stage.names).toEqual(['theirs']);
    expect(stage.snapshot('theirs')).toMatchObject({
      pinned: true,
      description: 'of others',
      labels: ['x'],
      lost: false,
    });
  });
});
