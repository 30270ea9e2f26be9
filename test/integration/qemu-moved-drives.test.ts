import { copyFile, rename } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import type { TestQemuOptions } from '../helpers/qemu.ts';
import { MACHINE, QemuStage, qemuImg } from '../helpers/qemu-stage.ts';

describe('drives and machines that changed since the snapshot', () => {
  /** Takes `base` on the drives a and b, ends QEMU, lets `change` do its worst, and starts QEMU again. */
  async function changed(
    change: (stage: QemuStage) => Promise<Partial<TestQemuOptions> | undefined>,
    { memory = true } = {},
  ): Promise<QemuStage> {
    const stage = await QemuStage.open();
    const drives = [await stage.drive('a'), await stage.drive('b')];
    const options = { drives, memory: 16 };
    const qemu = await stage.qemu(options);
    await stage.add();
    await stage.take('base', { memory });
    qemu.kill();
    await qemu.exited;
    await stage.until(({ state }) => state === 'off', 'the machine off');
    const other = await change(stage);
    await stage.qemu({ ...options, ...other });
    await stage.back();
    await stage.core.api['world.refresh']({ machineId: MACHINE });
    return stage;
  }
  const blocking = (stage: QemuStage) =>
    stage
      .snapshot('base')
      .restorable.findings.filter((each) => each.severity === 'blocks')
      .map(({ code, remedy }) => [code, remedy]);
  const statuses = (stage: QemuStage) => stage.snapshot('base').drives.map((each) => each.status);
  /** A restore is refused, and the guest runs on. */
  async function expectRefused(stage: QemuStage): Promise<void> {
    const { id } = stage.snapshot('base');
    const before = stage.names;
    const job = await stage.job(stage.core.api['snapshot.restore']({ snapshotId: id }));
    expect(job).toMatchObject({ state: 'failed', error: { code: 'refused' } });
    expect(job.error?.message).toContain('“base” of web-server was not restored, and nothing was changed.');
    expect(stage.machine.state).toBe('running');
    expect(stage.names).toEqual(before);
  }

  it('can be restored when nothing did', async () => {
    await using stage = await changed(async () => undefined);
    expect(stage.snapshot('base').restorable).toEqual({ ok: true, findings: [] });
    const { id } = stage.snapshot('base');
    const job = await stage.job(stage.core.api['snapshot.restore']({ snapshotId: id, keepCurrent: false }));
    expect(job).toMatchObject({ state: 'done', error: null });
  });

  it('names a drive that is missing', async () => {
    await using stage = await changed(
      async (each) => ({
        drives: [{ nodeName: 'a', path: each.disks.entry('a.qcow2'), format: 'qcow2' }],
      }),
      { memory: false },
    );
    const path = stage.disks.entry('b.qcow2');
    expect(statuses(stage)).toEqual(['present', 'missing']);
    expect(blocking(stage)).toEqual([['drive-missing', `Attach ${path} again, then restore.`]]);
    await stage.agree();
    await expectRefused(stage);
  });

  it('names a drive that can’t be used as it is', async () => {
    await using stage = await changed(async (each) => ({
      drives: [
        { nodeName: 'a', path: each.disks.entry('a.qcow2'), format: 'qcow2' },
        { nodeName: 'b', path: each.disks.entry('b.qcow2'), format: 'qcow2', readOnly: true },
      ],
    }));
    expect(blocking(stage)[0]?.[0]).toBe('drive-unusable');
    expect(stage.snapshot('base').restorable.findings[0]?.message).toBe(
      `“base” lives on ${stage.disks.entry('b.qcow2')} (b), which can’t be used now: it is read-only.`,
    );
    await expectRefused(stage);
  });

  it('tells another image at the same path by what it holds', async () => {
    await using stage = await changed(async (each) => {
      const path = each.disks.entry('b.qcow2');
      await rename(path, `${path}.old`);
      await each.drive('b');
      await qemuImg('snapshot', '-c', 'base', path);
      return undefined;
    });
    expect(statuses(stage)).toEqual(['present', 'replaced']);
    expect(blocking(stage)).toEqual([['drive-replaced', 'Put the former image back in its place.']]);
    await expectRefused(stage);
  });

  it('finds the image that moved', async () => {
    await using stage = await changed(async (each) => {
      await rename(each.disks.entry('b.qcow2'), each.disks.entry('moved.qcow2'));
      return {
        drives: [
          { nodeName: 'a', path: each.disks.entry('a.qcow2'), format: 'qcow2' },
          { nodeName: 'b', path: each.disks.entry('moved.qcow2'), format: 'qcow2' },
        ],
      };
    });
    expect(statuses(stage)).toEqual(['present', 'moved']);
    expect(stage.snapshot('base').restorable).toMatchObject({
      ok: true,
      findings: [{ severity: 'informs', code: 'drive-moved' }],
    });
    const { id } = stage.snapshot('base');
    const job = await stage.job(stage.core.api['snapshot.restore']({ snapshotId: id, keepCurrent: false }));
    expect(job).toMatchObject({ state: 'done', error: null });
  });

  it('says what a restore does to a disk that was resized', async () => {
    await using stage = await changed(async (each) => {
      await qemuImg('resize', '-q', each.disks.entry('b.qcow2'), '32M');
      return undefined;
    });
    expect(statuses(stage)).toEqual(['present', 'changed']);
    expect(stage.snapshot('base').restorable.findings).toMatchObject([
      {
        severity: 'warns',
        code: 'drive-resized',
        message: `The disk in ${stage.disks.entry('b.qcow2')} has another size than when “base” was taken; a restore sets it back to 16 MiB.`,
      },
    ]);
  });

  it.each([{ disabled: true }, { disabled: false }])(
    'loads nothing while there is a dirty bitmap (disabled: $disabled)',
    async ({ disabled }) => {
      await using stage = await changed(async () => undefined);
      const qmp = await stage.other();
      await qmp.execute('block-dirty-bitmap-add', { node: 'b', name: 'backup', disabled });
      await expectRefused(stage);
      expect(blocking(stage)).toEqual([
        ['dirty-bitmap', 'Remove the bitmap with the backup program that made it.'],
      ]);
      await qmp.execute('block-dirty-bitmap-remove', { node: 'b', name: 'backup' });
      await stage.core.api['world.refresh']({ machineId: MACHINE });
      expect(stage.snapshot('base').restorable.ok).toBe(true);
    },
  );

  it('says that the tag is gone from one drive', async () => {
    await using stage = await changed(async (each) => {
      await qemuImg('snapshot', '-d', 'base', each.disks.entry('b.qcow2'));
      return undefined;
    });
    expect(statuses(stage)).toEqual(['present', 'snapshot-gone']);
    expect(blocking(stage).map(([code]) => code)).toEqual(['snapshot-gone']);
    await expectRefused(stage);
  });

  it('finds another amount of memory, and other devices, before anything is sent', async () => {
    await using stage = await changed(async () => ({
      memory: 24,
      args: ['-device', 'virtio-rng-pci,id=rng'],
    }));
    expect(blocking(stage)).toEqual([
      ['memory-size', 'Start it with 16 MiB of memory (-m 16), then restore.'],
      ['devices-differ', 'Start it with the devices that it had then, then restore.'],
    ]);
    expect(stage.snapshot('base').restorable.findings[1]?.message).toContain('new: virtio-rng-pci rng,');
    await expectRefused(stage);
  });

  it('finds a display that is gone, though it was no -device', async () => {
    await using stage = await changed(async () => ({ display: false }));
    expect(stage.snapshot('base').restorable.findings[0]?.message).toMatch(
      /gone: VGA controller in PCI slot/,
    );
    await expectRefused(stage);
  });

  it('treats an image that was copied back as the same', async () => {
    await using stage = await changed(async (each) => {
      const path = each.disks.entry('b.qcow2');
      await copyFile(path, `${path}.copy`);
      await rename(`${path}.copy`, path);
      return undefined;
    });
    expect(stage.snapshot('base').restorable).toEqual({ ok: true, findings: [] });
  });
});
