import { stat } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { endsWithin, processAt } from '../../electron/hypervisor/qemu/processes.ts';
import { writtenInodes } from '../../electron/qemu-img/written-files.ts';
import { QemuStage, qemuImg } from '../helpers/qemu-stage.ts';

describe('a QEMU that is killed', () => {
  it('has ended once it has let go of its images, which is later than its first thread and its socket', async () => {
    await using stage = await QemuStage.open();
    const drive = await stage.drive('a');
    const { ino } = await stat(drive.path, { bigint: true });
    for (let round = 0; round < 8; round += 1) {
      await using qemu = await stage.qemu({ drives: [drive], memory: 256 });
      const { run = '' } = (await processAt(stage.socketPath)) ?? {};
      await expect.poll(writtenInodes, { timeout: 10_000 }).toContain(ino);
      expect(await endsWithin(run, 0)).toBe(false);
      qemu.kill();
      expect(await endsWithin(run, 10_000)).toBe(true);
      expect(await writtenInodes()).not.toContain(ino);
      await qemu.exited;
    }
  });

  it('leaves what was activated while it ran for the disks as they are then, and for no others', async () => {
    await using stage = await QemuStage.open();
    const qemu = await stage.qemu({ drives: [await stage.drive('a')], memory: 16 });
    await stage.add();
    const { id } = await stage.take('base');
    const activating = stage.core.api['snapshot.activate']({ snapshotId: id });
    expect(await stage.job(activating)).toMatchObject({ state: 'done', error: null });
    qemu.kill();
    await stage.until(({ state }) => state === 'off', 'the machine off');
    expect(stage.machine.activatedSnapshotId).toBe(id);
    await qemuImg('snapshot', '-c', 'foreign', stage.disks.entry('a.qcow2'));
    await stage.agree();
    const job = await stage.power('start');
    expect(job.error?.message).toContain('its disks were written since by another program');
    expect(stage.machine.state).toBe('off');
  });
});
