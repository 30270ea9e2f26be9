import { describe, expect, it } from 'vitest';
import { MACHINE, QemuStage, qemuImg } from '../helpers/qemu-stage.ts';

describe('snapshots that other programs make, delete and replace', () => {
  const parents = (stage: QemuStage) =>
    Object.fromEntries(
      stage.core.snapshotsOf(MACHINE).map((each) => {
        const parent = stage.core.world.snapshots.get(each.parentId ?? '');
        return [each.name, parent?.name ?? null];
      }),
    );
  const refresh = (stage: QemuStage) => stage.core.api['world.refresh']({ machineId: MACHINE });

  it('are shown with a place in the tree, also among ours, and keep what was written about them', async () => {
    await using stage = await QemuStage.open();
    const a = await stage.drive('a');
    await qemuImg('snapshot', '-c', 'oldest', a.path);
    await qemuImg('snapshot', '-c', 'older', a.path);
    await stage.qemu({ drives: [a, await stage.drive('b')], memory: 16 });
    await stage.add();
    const qmp = await stage.other();
    expect(parents(stage)).toEqual({ oldest: null, older: 'oldest' });
    expect(stage.snapshot('older')).toMatchObject({ origin: 'elsewhere', memory: false, picture: null });
    const ours = await stage.take('ours');
    await stage.takeElsewhere(qmp, 'theirs', ['a', 'b']);
    await stage.takeElsewhere(qmp, 'theirs too', ['a', 'b']);
    await refresh(stage);
    await stage.job(stage.core.api['snapshot.restore']({ snapshotId: ours.id, keepCurrent: false }));
    await stage.takeElsewhere(qmp, 'after the restore', ['a', 'b']);
    await refresh(stage);
    await stage.take('last');
    const tree = {
      oldest: null,
      older: 'oldest',
      ours: 'older',
      theirs: 'ours',
      'theirs too': 'theirs',
      'after the restore': 'ours',
      last: 'after the restore',
    };
    expect(parents(stage)).toEqual(tree);
    expect(stage.snapshot('theirs')).toMatchObject({
      origin: 'elsewhere',
      memory: true,
      restorable: { ok: true },
    });

    await stage.core.api['snapshot.describe']({
      snapshotId: stage.snapshot('theirs').id,
      description: 'Seen first here.',
      labels: ['kept'],
      pinned: true,
    });
    expect(parents(stage)).toEqual(tree);
    const before = stage.core.snapshotsOf(MACHINE);
    await stage.restartCore();
    expect(stage.core.snapshotsOf(MACHINE)).toEqual(before);
    expect(stage.snapshot('theirs')).toMatchObject({
      origin: 'elsewhere',
      description: 'Seen first here.',
      labels: ['kept'],
      pinned: true,
    });
    const restoring = stage.core.api['snapshot.restore']({
      snapshotId: stage.snapshot('theirs').id,
      keepCurrent: false,
    });
    expect(await stage.job(restoring)).toMatchObject({ state: 'done', error: null });
  });

  it('are told apart from ours of the same name by what the image says, and ours is lost, not forgotten', async () => {
    await using stage = await QemuStage.open();
    await stage.qemu({ drives: [await stage.drive('a')], memory: 16 });
    await stage.add();
    const ours = await stage.take('name', { description: 'The first of that name.' });
    const child = await stage.take('child');
    expect(ours.picture).not.toBeNull();
    const qmp = await stage.other();
    await qmp.runJob('snapshot-delete', { 'job-id': 'd', tag: 'name', devices: ['a'] });
    await stage.takeElsewhere(qmp, 'name');
    await refresh(stage);
    const [first, second, third] = stage.core.snapshotsOf(MACHINE);
    expect(first).toMatchObject({
      id: ours.id,
      name: 'name',
      lost: true,
      description: 'The first of that name.',
      restorable: { ok: false, findings: [{ code: 'lost' }] },
    });
    expect(second).toMatchObject({ id: child.id, parentId: ours.id });
    expect(third).toMatchObject({
      name: 'name',
      lost: false,
      description: '',
      picture: null,
      origin: 'elsewhere',
      parentId: child.id,
    });
    const restoring = stage.core.api['snapshot.restore']({ snapshotId: ours.id });
    expect(await stage.job(restoring)).toMatchObject({ state: 'failed', error: { code: 'refused' } });
    await expect(stage.core.api['snapshot.forget']({ snapshotId: third?.id ?? '' })).rejects.toThrow(
      '“name” is still there; delete it instead.',
    );
    await stage.core.api['snapshot.forget']({ snapshotId: ours.id });
    expect(stage.core.world.snapshots.has(ours.id)).toBe(false);
    expect(parents(stage)).toEqual({ child: null, name: 'child' });
    await stage.restartCore();
    expect(parents(stage)).toEqual({ child: null, name: 'child' });
    expect(await stage.tags('a')).toEqual(['child', 'name']);
  });

  it('are refused where one image holds a name twice', async () => {
    await using stage = await QemuStage.open();
    const a = await stage.drive('a');
    for (let count = 0; count < 2; count++) await qemuImg('snapshot', '-c', 'twice', a.path);
    await stage.qemu({ drives: [a] });
    await stage.add();
    const both = stage.core.snapshotsOf(MACHINE);
    expect(both.map((each) => each.name)).toEqual(['twice', 'twice']);
    for (const each of both) {
      expect(each.restorable).toMatchObject({ ok: false, findings: [{ code: 'duplicate-name' }] });
      await expect(stage.core.api['snapshot.delete']({ snapshotId: each.id, undoMs: 0 })).rejects.toThrow(
        'holds more than one snapshot named “twice”',
      );
    }
    expect(await stage.tags('a')).toEqual(['twice', 'twice']);
  });

  it('of one name but another moment are not taken for a part of ours, and not deleted with it', async () => {
    await using stage = await QemuStage.open();
    await stage.qemu({ drives: [await stage.drive('a'), await stage.drive('b')], memory: 16 });
    await stage.add();
    const ours = await stage.take('x', { drives: ['a'] });
    const qmp = await stage.other();
    await qmp.execute('blockdev-snapshot-internal-sync', { device: 'b', name: 'x' });
    await refresh(stage);
    expect(stage.core.snapshotsOf(MACHINE).map((each) => [each.name, each.memory])).toEqual([
      ['x', true],
      ['x', false],
    ]);
    const deleting = stage.core.api['snapshot.delete']({ snapshotId: ours.id, undoMs: 0 });
    expect(await stage.job(deleting)).toMatchObject({ state: 'done', error: null });
    expect(await stage.tags('a')).toEqual([]);
    expect(await stage.tags('b')).toEqual(['x']);
  });

  it('are grown from, kept safe and restored also by a name that none of ours could have', async () => {
    await using stage = await QemuStage.open();
    await stage.qemu({ drives: [await stage.drive('a')], memory: 16 });
    await stage.add();
    await stage.takeElsewhere(await stage.other(), 'odd\u001bname');
    await refresh(stage);
    const child = await stage.take('child');
    const { id } = stage.snapshot('odd\u001bname');
    const restored = await stage.job(stage.core.api['snapshot.restore']({ snapshotId: id }));
    expect(restored).toMatchObject({ state: 'done', error: null });
    expect(stage.snapshot('Before restoring odd\uFFFDname')).toMatchObject({
      safety: true,
      parentId: child.id,
    });
    await stage.take('another');
    const deleting = stage.core.api['snapshot.delete']({ snapshotId: child.id, undoMs: 0 });
    expect(await stage.job(deleting)).toMatchObject({ state: 'done', error: null });
    expect(stage.core.errors).toEqual([]);
  });

  it('are read while the machine is off, and what is gone is not shown as restorable', async () => {
    await using stage = await QemuStage.open();
    const qemu = await stage.qemu({ drives: [await stage.drive('a')], memory: 16 });
    await stage.add();
    await stage.take('one');
    await stage.take('two');
    qemu.kill();
    await qemu.exited;
    await stage.until(({ state }) => state === 'off', 'the machine off');
    await qemuImg('snapshot', '-d', 'one', stage.disks.entry('a.qcow2'));
    await qemuImg('snapshot', '-c', 'three', stage.disks.entry('a.qcow2'));
    await refresh(stage);
    expect(stage.snapshot('one')).toMatchObject({ lost: true, restorable: { ok: false } });
    expect(parents(stage)).toEqual({ one: null, two: 'one', three: 'two' });
  });
});
