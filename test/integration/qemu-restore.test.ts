import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import { makeDemoDisk } from '../../electron/demo/demo-disk.ts';
import { isAtLeast } from '../../electron/hypervisor/libvirt/host.ts';
import { startFlakyProxy } from '../helpers/flaky-proxy.ts';
import { qemuVersion } from '../helpers/qemu.ts';
import { MACHINE, QemuStage } from '../helpers/qemu-stage.ts';
import { readScreen, waitScreen } from '../helpers/screen.ts';

const GUEST = pathToFileURL(join(import.meta.dirname, '../../assets/demo/guest.img'));

describe('restoring a machine that QEMU runs', () => {
  it('leaves the guest running or paused as asked for, whatever it was before and in the snapshot', async () => {
    await using stage = await QemuStage.open();
    await stage.qemu({ drives: [await stage.drive('a'), await stage.drive('b')] });
    await stage.add();
    const states = ['running', 'paused'] as const;
    const running = await stage.take('while running');
    expect(await stage.power('pause')).toMatchObject({ state: 'done' });
    const paused = await stage.take('while paused');
    expect([running.state, paused.state]).toEqual(['running', 'paused']);

    for (const snapshot of [running, paused]) {
      for (const is of states) {
        for (const state of ['as-snapshot', ...states] as const) {
          if (stage.machine.state !== is) await stage.power(is === 'paused' ? 'pause' : 'resume');
          expect(stage.machine.state).toBe(is);
          const start = stage.core.api['snapshot.restore']({
            snapshotId: snapshot.id,
            state,
            keepCurrent: false,
          });
          expect(await stage.job(start)).toMatchObject({ state: 'done', error: null, findings: [] });
          expect(stage.machine.state).toBe(state === 'as-snapshot' ? snapshot.state : state);
          expect(stage.machine.currentSnapshotId).toBe(snapshot.id);
        }
      }
    }
    expect(stage.core.errors).toEqual([]);
  });

  it('brings the guest’s screen back, keeps the state before, and undoes', async () => {
    await using stage = await QemuStage.open();
    const system = stage.disks.entry('a.qcow2');
    await makeDemoDisk(system, GUEST);
    const drives = [await stage.drive('b'), await stage.drive('c', 'raw')];
    const ide = { nodeName: 'a', path: system, format: 'qcow2', device: 'ide-hd' } as const;
    const vga = ['-device', 'VGA,vgamem_mb=4'];
    await stage.qemu({ drives: [ide, ...drives], display: false, args: vga });
    await stage.add();
    const qmp = await stage.other();
    await waitScreen(qmp, stage.disks, ({ width, height }) => width === 960 && height === 540);
    await stage.power('pause');
    const base = await stage.take('base');
    const again = stage.core.api['snapshot.restore']({ snapshotId: base.id, keepCurrent: false });
    expect(await stage.job(again)).toMatchObject({ state: 'done', error: null });
    // After a load QEMU draws the whole screen from the guest's memory, not only what it knows to have changed.
    const before = await readScreen(qmp, stage.disks);
    await stage.power('resume');
    await waitScreen(qmp, stage.disks, (screen) => !screen.pixels.equals(before.pixels));
    await stage.power('pause');

    const plan = await stage.core.api['snapshot.planRestore']({ snapshotId: base.id });
    expect(plan.findings.map((each) => [each.severity, each.code])).toEqual([['warns', 'drive-left-out']]);
    expect(plan.findings[0]?.message).toContain('c is not rolled back: its format (raw)');
    expect(plan.keepCurrent).toEqual({ available: true, name: 'Before restoring base' });
    const restored = await stage.job(stage.core.api['snapshot.restore']({ snapshotId: base.id }));
    expect(restored).toMatchObject({ state: 'done', error: null, undoable: true });
    expect((await readScreen(qmp, stage.disks)).pixels.equals(before.pixels)).toBe(true);
    const safety = stage.snapshot('Before restoring base');
    expect(safety).toMatchObject({ safety: true, memory: true, parentId: base.id, state: 'paused' });

    const undone = await stage.job(stage.core.api['job.undo']({ jobId: restored.id }));
    expect(undone).toMatchObject({ state: 'done', error: null });
    expect((await readScreen(qmp, stage.disks)).pixels.equals(before.pixels)).toBe(false);
    expect(stage.machine).toMatchObject({ currentSnapshotId: safety.id, state: 'paused' });
  });

  it('keeps the newest three safety snapshots that nobody pinned', async () => {
    await using stage = await QemuStage.open();
    await stage.qemu({ drives: [await stage.drive('a')], memory: 16 });
    await stage.add();
    const base = await stage.take('base');
    const restore = async () => await stage.job(stage.core.api['snapshot.restore']({ snapshotId: base.id }));
    await restore();
    await stage.core.api['snapshot.describe']({
      snapshotId: stage.snapshot('Before restoring base').id,
      pinned: true,
    });
    for (let count = 2; count <= 5; count++) expect(await restore()).toMatchObject({ state: 'done' });
    const name = (number: number) => `Before restoring base (${number})`;
    expect(stage.names).toEqual(['base', 'Before restoring base', name(3), name(4), name(5)]);
    expect(await stage.tags('a')).toEqual(stage.names);
  });

  it('sends nothing when the snapshot was deleted elsewhere after the plan, and the guest runs on', async () => {
    await using stage = await QemuStage.open();
    await stage.qemu({ drives: [await stage.drive('a'), await stage.drive('b')] });
    await stage.add();
    const { id } = await stage.take('base');
    const plan = await stage.core.api['snapshot.planRestore']({ snapshotId: id });
    expect(plan.findings).toEqual([]);
    const qmp = await stage.other();
    await qmp.runJob('snapshot-delete', { 'job-id': 'other', tag: 'base', devices: ['b'] });
    const job = await stage.job(stage.core.api['snapshot.restore']({ snapshotId: id, keepCurrent: false }));
    expect(job).toMatchObject({ state: 'failed', error: { code: 'refused' } });
    expect(job.error?.message).toContain('“base” of web-server was not restored, and nothing was changed.');
    expect(job.error?.message).toContain('does not hold “base” any more');
    expect(await qmp.execute('query-status')).toMatchObject({ status: 'running' });
    expect(stage.snapshot('base')).toMatchObject({ restorable: { ok: false }, lost: false });
    expect(stage.snapshot('base').drives.map((each) => each.status)).toEqual(['present', 'snapshot-gone']);
  });

  it('stops for good when the snapshot goes between the last look and the load, and is whole again after a restore', async () => {
    await using stage = await QemuStage.open();
    await stage.qemu({ drives: [await stage.drive('a')] });
    const proxy = stage.use(
      await startFlakyProxy({ listenPath: stage.disks.entry('proxy.sock'), targetPath: stage.socketPath }),
    );
    await stage.add(proxy.path);
    const good = await stage.take('good');
    const bad = await stage.take('bad');
    const qmp = await stage.other();
    proxy.holdFrom('snapshot-load');
    const starting = stage.core.api['snapshot.restore']({ snapshotId: bad.id, keepCurrent: false });
    const { jobId } = await starting;
    await proxy.held();
    await qmp.runJob('snapshot-delete', { 'job-id': 'other', tag: 'bad', devices: ['a'] });
    proxy.release();
    const job = await stage.core.ended(jobId);
    expect(job.error?.message).toMatch(
      /^Restoring “bad” of web-server failed half way: Snapshot 'bad' does not exist in one or more devices\. The machine is stopped and must not be resumed/,
    );
    const machine = await stage.until(({ state }) => state === 'broken', 'the machine shown as broken');
    expect(machine.findings.map((each) => each.code)).toEqual(['half-restored']);
    for (const action of ['resume', 'take', 'reset'] as const) {
      expect(machine.capabilities[action]).toMatchObject({
        available: false,
        reason: expect.stringContaining('The last restore of web-server failed half way'),
      });
    }
    await expect(stage.power('resume')).rejects.toThrow('failed half way');
    expect(await qmp.execute('query-status')).toMatchObject({ status: 'restore-vm', running: false });

    const start = stage.core.api['snapshot.restore']({
      snapshotId: good.id,
      state: 'paused',
      keepCurrent: false,
    });
    expect(await stage.job(start)).toMatchObject({ state: 'done', error: null });
    // QEMU itself still says restore-vm.
    expect(await qmp.execute('query-status')).toMatchObject({ status: 'restore-vm' });
    expect(stage.machine).toMatchObject({ state: 'paused', findings: [] });
    // Known as whole after a restart, too.
    await stage.restartCore('paused');
    expect(await stage.power('resume')).toMatchObject({ state: 'done' });
    expect(stage.machine.state).toBe('running');
  });

  it('shows a machine as half restored whose memory did not fit what nobody could know beforehand', async () => {
    await using stage = await QemuStage.open();
    const drives = [await stage.drive('a'), await stage.drive('b')];
    {
      await using other = await stage.qemu({ drives, args: ['-device', 'virtio-rng-pci,id=rng'] });
      await using qmp = await stage.other();
      await stage.takeElsewhere(qmp, 'with rng', ['a', 'b']);
      other.kill();
    }
    await stage.qemu({ drives });
    await stage.add();
    const { id } = stage.snapshot('with rng');
    const job = await stage.job(stage.core.api['snapshot.restore']({ snapshotId: id }));
    expect(job).toMatchObject({ state: 'failed', undoable: false });
    // Before 10.2 QEMU tells the reason on its standard error alone (migration/savevm.c, load_snapshot).
    const said = isAtLeast(await qemuVersion(), 10, 2)
      ? "Unknown section or instance '0000:00:05.0/virtio-rng' 0. Make sure that your current VM setup matches your saved VM setup, including any hotplugged devices."
      : 'Error -22 while loading VM state.';
    expect(job.error?.message).toContain(`failed half way: ${said}`);
    expect(job.error?.message).toContain('The state before is kept as “Before restoring with rng”.');
    expect(await stage.until(({ state }) => state === 'broken', 'broken')).toMatchObject({
      capabilities: { resume: { available: false }, powerOff: { available: true } },
    });
    const safety = stage.snapshot('Before restoring with rng');
    const back = stage.core.api['snapshot.restore']({ snapshotId: safety.id, keepCurrent: false });
    expect(await stage.job(back)).toMatchObject({ state: 'done', error: null });
    expect(stage.machine).toMatchObject({ state: 'running', currentSnapshotId: safety.id });
    expect(stage.machine.id).toBe(MACHINE);
  });
});
