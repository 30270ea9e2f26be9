import { afterEach, describe, expect, it } from 'vitest';
import { startCore, type TestCore } from '../helpers/core.ts';
import { createQcow2, createRaw, startQemu, type TestQemu } from '../helpers/qemu.ts';
import { makeTemporaryFolder, type TemporaryFolder } from '../helpers/temporary-folder.ts';

describe('the core over a real QEMU', () => {
  const opened: AsyncDisposable[] = [];
  afterEach(async () => {
    for (const each of opened.reverse()) await each[Symbol.asyncDispose]();
    opened.length = 0;
  });

  async function stage(): Promise<{ core: TestCore; qemu: TestQemu; folder: TemporaryFolder; id: string }> {
    const folder = await makeTemporaryFolder();
    opened.push(folder);
    const disks = await makeTemporaryFolder();
    opened.push(disks);
    await createQcow2(disks.entry('a.qcow2'));
    await createQcow2(disks.entry('b.qcow2'));
    await createRaw(disks.entry('c.raw'));
    const qemu = await startQemu({
      name: 'web-server',
      uuid: '6d1c2a0e-0f5b-4b54-9a3c-2f0d0a5c7a11',
      drives: [
        { nodeName: 'disk-a', path: disks.entry('a.qcow2'), format: 'qcow2' },
        { nodeName: 'disk-b', path: disks.entry('b.qcow2'), format: 'qcow2' },
        { nodeName: 'disk-c', path: disks.entry('c.raw'), format: 'raw' },
      ],
    });
    opened.push(qemu);
    const core = await startCore(folder.path);
    opened.push(core);
    const { machineIds } = await core.api['machine.add']({ address: qemu.socketPath });
    const id = machineIds[0] ?? '';
    return { core, qemu, folder, id };
  }

  it('takes, restores and deletes, and keeps parents, pictures and descriptions over a restart', async () => {
    const { core, qemu, folder, id } = await stage();
    const machine = await core.until(({ machines }) => machines.get(id));
    expect(machine).toMatchObject({ name: 'web-server', state: 'running', currentSnapshotId: null });
    expect(machine.findings.map((each) => each.code)).toEqual(['drive-left-out']);

    const take = async (name: string, description = '') => {
      const { jobId } = await core.api['snapshot.take']({ machineId: id, name, description });
      const job = await core.ended(jobId);
      expect(job.error).toBeNull();
      expect(job.state).toBe('done');
      return core.snapshot(id, name);
    };
    const first = await take('clean install', 'Fresh from the installer.');
    expect(first).toMatchObject({
      parentId: null,
      memory: true,
      state: 'running',
      description: 'Fresh from the installer.',
      origin: 'snapgrove',
      drivesLeftOut: ['disk-c'],
      restorable: { ok: true },
    });
    expect(first.picture?.width).toBeGreaterThan(300);
    const second = await take('nginx “configured” <&>');
    expect(second.parentId).toBe(first.id);

    const plan = await core.api['snapshot.planRestore']({ snapshotId: first.id });
    expect(plan.findings.filter((each) => each.severity === 'blocks')).toEqual([]);
    const { jobId } = await core.api['snapshot.restore']({ snapshotId: first.id });
    const restored = await core.ended(jobId);
    expect(restored).toMatchObject({ state: 'done', error: null, undoable: true });
    expect(core.world.machines.get(id)?.currentSnapshotId).toBe(first.id);
    const safety = core.snapshotsOf(id).find((each) => each.safety);
    expect(safety?.parentId).toBe(second.id);

    const third = await take('apache try');
    expect(third.parentId).toBe(first.id);

    const removing = await core.api['snapshot.delete']({ snapshotId: second.id, undoMs: 0 });
    expect(await core.ended(removing.jobId)).toMatchObject({ state: 'done' });
    expect(core.world.snapshots.has(second.id)).toBe(false);
    expect(core.snapshot(id, safety?.name ?? '').parentId).toBe(first.id);

    const before = core.snapshotsOf(id);
    await core.close();
    expect(core.errors).toEqual([]);
    opened.pop();
    const again = await startCore(folder.path);
    opened.push(again);
    // At once, while the machine of the store is still being reached: its monitor takes one client.
    expect(await again.api['machine.add']({ address: qemu.socketPath })).toMatchObject({ machineIds: [id] });
    await again.until(
      ({ machines, snapshots }) =>
        machines.get(id)?.state === 'running' &&
        snapshots.size === 3 &&
        [...snapshots.values()].every((each) => each.restorable.ok),
    );
    expect(again.snapshotsOf(id)).toEqual(before);
    expect(again.world.machines.get(id)?.currentSnapshotId).toBe(third.id);
  });

  it('takes a delete back before it is sent', async () => {
    const { core, id } = await stage();
    const { jobId } = await core.api['snapshot.take']({ machineId: id, name: 'keep me' });
    await core.ended(jobId);
    const { id: snapshotId } = core.snapshot(id, 'keep me');
    const removing = await core.api['snapshot.delete']({ snapshotId, undoMs: 60_000 });
    await core.until(({ jobs }) => jobs.get(removing.jobId)?.state === 'waiting');
    await core.api['job.undo']({ jobId: removing.jobId });
    expect(await core.ended(removing.jobId)).toMatchObject({ state: 'cancelled' });
    expect(core.snapshot(id, 'keep me').restorable.ok).toBe(true);
  });
});
