import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { MACHINE, QemuStage, qemuImg, UUID } from '../helpers/qemu-stage.ts';

/** What was recorded of the images, long after they were last written. */
async function settle(stage: QemuStage, change: (text: string) => string = (text) => text): Promise<void> {
  const path = join(stage.store.path, 'machines', UUID, 'images.json');
  const text = await readFile(path, 'utf8');
  const at: unknown = JSON.parse(text).at;
  await writeFile(path, change(text.replace(`"at":${String(at)}`, `"at":${Date.now() + 60_000}`)));
}

/** A machine that is off, with a snapshot in its two images, while no core runs. */
async function leftAlone(): Promise<QemuStage> {
  const stage = await QemuStage.open();
  const qemu = await stage.qemu({ drives: [await stage.drive('a'), await stage.drive('b')], memory: 16 });
  await stage.add();
  await stage.take('base');
  qemu.kill();
  await qemu.exited;
  await stage.until(({ state }) => state === 'off', 'the machine off');
  // Whatever was read while QEMU ended: this is read of images that nobody has open.
  await stage.core.api['world.refresh']({ machineId: MACHINE });
  await stage.core.close();
  return stage;
}

describe('the images of a machine that was off at the last start', () => {
  it('are not read again until somebody asks for the machine', async () => {
    await using stage = await leftAlone();
    // No image says so: only what was recorded does.
    await settle(stage, (text) => text.replace(/"vmStateSizeBytes":[1-9]\d*/, '"vmStateSizeBytes":4711'));
    await stage.startCore();
    const shown = await stage.core.until(
      ({ snapshots }) => [...snapshots.values()].find((each) => each.sizeBytes !== null),
      'the snapshot as it was recorded',
    );
    expect(shown).toMatchObject({ name: 'base', sizeBytes: 4711, restorable: { ok: true } });
    expect(stage.machine.state).toBe('off');
    const plan = await stage.core.api['snapshot.planRestore']({ snapshotId: shown.id });
    expect(plan.findings.map((each) => each.code)).toEqual(['no-start']);
    expect(stage.snapshot('base').sizeBytes).toBeGreaterThan(4711);
    expect(stage.core.errors).toEqual([]);
  });

  it('are read where another program changed them meanwhile, and what is gone is not shown as restorable', async () => {
    await using stage = await leftAlone();
    await settle(stage);
    for (const name of ['a', 'b']) {
      await qemuImg('snapshot', '-d', 'base', stage.disks.entry(`${name}.qcow2`));
    }
    await stage.startCore();
    const states: boolean[] = [];
    const shown = await stage.core.until(({ snapshots }) => {
      const base = [...snapshots.values()].find((each) => each.name === 'base');
      if (base !== undefined) states.push(base.restorable.ok);
      return base?.lost === true ? base : null;
    }, 'the snapshot lost');
    expect(states).not.toContain(true);
    expect(shown.drives.map(({ status }) => status)).toEqual(['snapshot-gone', 'snapshot-gone']);
  });

  it('are read where one of them was replaced meanwhile', async () => {
    await using stage = await leftAlone();
    await settle(stage);
    await qemuImg('create', '-f', 'qcow2', stage.disks.entry('b.qcow2'), '1M');
    await stage.startCore();
    const shown = await stage.core.until(
      ({ snapshots }) =>
        [...snapshots.values()].find((each) => each.drives.some(({ status }) => status === 'snapshot-gone')),
      'the snapshot gone from one drive',
    );
    expect(shown.restorable.ok).toBe(false);
    expect(shown.drives.map(({ status }) => status)).toEqual(['present', 'snapshot-gone']);
  });
});
