import { describe, expect, it } from 'vitest';
import { MACHINE, QemuStage } from '../helpers/qemu-stage.ts';

describe('deleting only what was shown and can be seen', () => {
  /** `base` lives on the drive a alone; QEMU runs again without that drive. */
  async function withoutDriveA(): Promise<QemuStage> {
    const stage = await QemuStage.open();
    const [a, b] = [await stage.drive('a'), await stage.drive('b')];
    const qemu = await stage.qemu({ drives: [a, b], memory: 16 });
    await stage.add();
    await stage.take('base', { memory: false, drives: ['a'], description: 'worth keeping' });
    await stage.take('both', { memory: false });
    qemu.kill();
    await qemu.exited;
    await stage.until(({ state }) => state === 'off', 'the machine off');
    await stage.qemu({ drives: [b], memory: 16 });
    await stage.until(({ state }) => state === 'running', 'the machine running again');
    await stage.core.api['world.refresh']({ machineId: MACHINE });
    return stage;
  }

  it('does not call a snapshot deleted whose drive is not attached, and keeps its notes', async () => {
    await using stage = await withoutDriveA();
    const { id } = stage.snapshot('base');
    const plan = await stage.core.api['snapshot.planDelete']({ snapshotId: id });
    expect(plan.findings.map((each) => [each.severity, each.code])).toEqual([['blocks', 'not-seen']]);
    expect(plan.findings[0]?.message).toBe(
      `“base” may still be in ${stage.disks.entry('a.qcow2')}, which can’t be changed by way of web-server now.`,
    );
    await expect(stage.core.api['snapshot.delete']({ snapshotId: id, undoMs: 0 })).rejects.toThrow(
      'Nothing was deleted.',
    );
    expect(stage.snapshot('base').description).toBe('worth keeping');
    expect(await stage.tags('a')).toContain('base');
  });

  it('forgets it when asked to, and says which part of another one stays', async () => {
    await using stage = await withoutDriveA();
    const both = await stage.core.api['snapshot.planDelete']({ snapshotId: stage.snapshot('both').id });
    expect(both.findings.map((each) => [each.severity, each.code])).toEqual([['warns', 'part-stays']]);
    await expect(
      stage.core.api['snapshot.forget']({ snapshotId: stage.snapshot('both').id }),
    ).rejects.toThrow('“both” is still there; delete it instead.');
    await stage.core.api['snapshot.forget']({ snapshotId: stage.snapshot('base').id });
    expect(stage.names).toEqual(['both']);
    expect(await stage.tags('a')).toEqual(['base', 'both']);
  });

  it('deletes nothing when a snapshot came after the plan was shown', async () => {
    await using stage = await QemuStage.open();
    await stage.qemu({ drives: [await stage.drive('a')], memory: 16 });
    await stage.add();
    const top = await stage.take('top', { memory: false });
    await stage.take('shown', { memory: false });
    const plan = await stage.core.api['snapshot.planDelete']({ snapshotId: top.id, children: 'delete' });
    const shown = plan.deletes.map((each) => each.snapshotId);
    await stage.takeElsewhere(await stage.other(), 'since');
    const asked = { snapshotId: top.id, children: 'delete', shown, undoMs: 0 } as const;
    await stage.core.api['world.refresh']({ machineId: MACHINE });
    await expect(stage.core.api['snapshot.delete'](asked)).rejects.toThrow(
      'Nothing was deleted: “since” of web-server has come since the plan was shown, and would be deleted too.',
    );
    expect(await stage.tags('a')).toEqual(['top', 'shown', 'since']);
  });
});
