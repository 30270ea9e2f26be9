import { rm } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { MACHINE, QemuStage } from '../helpers/qemu-stage.ts';

describe('taking a snapshot of a machine that QEMU runs', () => {
  it('keeps every name that an image can keep, over a restart, and restores and deletes by it', async () => {
    await using stage = await QemuStage.open();
    await stage.qemu({ drives: [await stage.drive('a'), await stage.drive('b')], memory: 16 });
    await stage.add();
    const names = [
      'ü',
      '日本語',
      `'single' "double" \`back\``,
      '<&>',
      '-leading dash',
      '--help',
      ' spaces around ',
      '../../x',
      'a,b=c;%s$(id)\\',
      'x'.repeat(255),
      `${'ü'.repeat(127)}x`,
      '1',
    ];
    for (const [index, name] of names.entries()) {
      const taken = await stage.take(name, { memory: index % 3 === 0, description: `about ${name}` });
      expect(taken).toMatchObject({ name, restorable: { ok: true } });
    }
    expect(await stage.tags('a')).toEqual(names);
    expect(await stage.tags('b')).toEqual(names);
    await stage.restartCore();
    for (const name of names) {
      expect(stage.snapshot(name)).toMatchObject({ description: `about ${name}`, origin: 'snapgrove' });
    }
    const [first = '', ...rest] = names;
    const start = stage.core.api['snapshot.restore']({
      snapshotId: stage.snapshot(first).id,
      keepCurrent: false,
    });
    expect(await stage.job(start)).toMatchObject({ state: 'done', error: null });
    for (const name of rest) {
      const { id } = stage.snapshot(name);
      const deleting = stage.core.api['snapshot.delete']({ snapshotId: id, undoMs: 0 });
      expect(await stage.job(deleting)).toMatchObject({ state: 'done', error: null });
    }
    expect(await stage.tags('a')).toEqual([first]);
    expect(await stage.tags('b')).toEqual([first]);
    expect(stage.core.errors).toEqual([]);
  });

  it.each([
    ['', 'A snapshot needs a name.'],
    ['   ', 'A snapshot needs a name.'],
    ['x'.repeat(256), 'The name takes 256 bytes, and an image keeps 255.'],
    [`${'ü'.repeat(128)}`, 'The name takes 256 bytes, and an image keeps 255.'],
    ['two\nlines', 'The name holds a line break or another control character.'],
    ['bell\u0007', 'The name holds a line break or another control character.'],
    ['half \ud83d', 'The name holds a character that can’t be stored.'],
    ['there', 'web-server already has a snapshot named “there”.'],
  ])('refuses the name %j before anything is sent', async (name, reason) => {
    await using stage = await QemuStage.open();
    await stage.qemu({ drives: [await stage.drive('a')], memory: 16 });
    await stage.add();
    await stage.take('there', { memory: false });
    const job = await stage.job(stage.core.api['snapshot.take']({ machineId: MACHINE, name }));
    expect(job).toMatchObject({ state: 'failed', error: { code: 'refused' } });
    expect(job.error?.message).toContain(reason);
    expect(await stage.tags('a')).toEqual(['there']);
  });

  it('refuses a description that no document can carry before there is a snapshot', async () => {
    await using stage = await QemuStage.open();
    await stage.qemu({ drives: [await stage.drive('a')], memory: 16 });
    await stage.add();
    const description = 'null \u0000 byte';
    const job = await stage.job(
      stage.core.api['snapshot.take']({ machineId: MACHINE, name: 'x', description }),
    );
    expect(job).toMatchObject({ state: 'failed', error: { code: 'invalid_input' } });
    expect(await stage.tags('a')).toEqual([]);
  });

  it('takes the disks only, of the drives chosen, and says what a restore then leaves alone', async () => {
    await using stage = await QemuStage.open();
    const drives = [await stage.drive('a'), await stage.drive('b'), await stage.drive('c', 'raw')];
    await stage.qemu({ drives });
    await stage.add();
    const plan = await stage.core.api['snapshot.planTake']({
      machineId: MACHINE,
      memory: false,
      drives: ['b'],
    });
    expect(plan.findings.map((each) => each.code)).toEqual([
      'drive-not-chosen',
      'drive-left-out',
      'disks-like-power-cut',
    ]);
    const taken = await stage.take('disks', { memory: false, drives: ['b'] });
    expect(taken).toMatchObject({
      memory: false,
      state: 'disk-snapshot',
      drivesLeftOut: ['a', 'c'],
      restorable: { ok: true, findings: [{ severity: 'warns', code: 'drive-without-snapshot' }] },
    });
    expect(await stage.tags('a')).toEqual([]);
    expect(await stage.tags('b')).toEqual(['disks']);
    expect(stage.machine.state).toBe('running');

    const bad = await stage.job(
      stage.core.api['snapshot.take']({ machineId: MACHINE, name: 'y', drives: ['c', 'nope'] }),
    );
    expect(bad.error?.findings.filter((each) => each.severity === 'blocks').map((each) => each.code)).toEqual(
      ['no-drive', 'drive-unable', 'drive-unknown'],
    );
  });

  it('takes both drives in one transaction, or none', async () => {
    await using stage = await QemuStage.open();
    await stage.qemu({ drives: [await stage.drive('a'), await stage.drive('b')], memory: 16 });
    await stage.add();
    const taken = await stage.take('both', { memory: false });
    expect(taken.drives.map((each) => each.node)).toEqual(['a', 'b']);
    const qmp = await stage.other();
    // A tag that comes between the check and the transaction, on the second drive only.
    await qmp.execute('blockdev-snapshot-internal-sync', { device: 'b', name: 'late' });
    const job = await stage.job(
      stage.core.api['snapshot.take']({ machineId: MACHINE, name: 'late', memory: false }),
    );
    expect(job).toMatchObject({ state: 'failed' });
    expect(await stage.tags('a')).toEqual(['both']);
    expect(await stage.tags('b')).toEqual(['both', 'late']);
    expect(stage.machine.state).toBe('running');
  });

  it('saves what can be saved beside a raw and a read-only drive', async () => {
    await using stage = await QemuStage.open();
    const drives = [
      await stage.drive('a'),
      await stage.drive('b', 'raw'),
      await stage.drive('c', 'qcow2', { readOnly: true }),
    ];
    await stage.qemu({ drives });
    const machine = await stage.add();
    expect(machine.findings.map((each) => [each.severity, each.message])).toEqual([
      [
        'warns',
        'The drive b is in no snapshot, and a restore leaves it as it is then: its format (raw) can’t hold snapshots; qcow2 can.',
      ],
      ['informs', 'The drive c is in no snapshot, and a restore leaves it as it is then: it is read-only.'],
    ]);
    expect(await stage.take('x')).toMatchObject({ memory: true, drivesLeftOut: ['b', 'c'] });
    expect(await stage.tags('c')).toEqual([]);
  });

  it('is warned of where its image ends with QEMU', async () => {
    await using stage = await QemuStage.open();
    const a = await stage.drive('a');
    await stage.qemu({
      drives: [a],
      args: ['-drive', `file=${(await stage.drive('b')).path},format=qcow2,if=none,id=b,snapshot=on`],
    });
    await stage.add();
    const plan = async () =>
      (await stage.core.api['snapshot.planTake']({ machineId: MACHINE })).findings.map(({ code }) => code);
    expect(await plan()).toEqual(['image-unlinked']);
    await rm(a.path);
    expect(await plan()).toEqual(['image-unlinked', 'image-unlinked']);
  });
});
