import { mkdir, readFile, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { isAtLeast } from '../../electron/hypervisor/libvirt/host.ts';
import type { TestCore } from '../helpers/core.ts';
import { startProxy } from '../helpers/libvirt-proxy.ts';
import { libvirtStage } from '../helpers/libvirt-stage.ts';

const stage = libvirtStage();
const { machine, newHome, openCore, opened } = stage;

describe('a libvirt connection in the core', () => {
  it('goes on knowing a snapshot that virsh made by the same id when the first notes on it are written', async () => {
    const { uuid, name } = await machine();
    await stage.libvirtd.virsh('snapshot-create-as', name, 'by-virsh');
    const core = await openCore((await newHome()).path);
    const { connectionId } = await core.api['machine.add']({ address: stage.libvirtd.uri });
    const id = `${connectionId}:${uuid}`;
    const { id: snapshotId, origin } = core.snapshot(id, 'by-virsh');
    expect(origin).toBe('elsewhere');
    // Two at once, as when a description is saved while a label is added.
    await Promise.all([
      core.api['snapshot.describe']({ snapshotId, description: 'noted here' }),
      core.api['snapshot.describe']({ snapshotId, labels: ['web'], pinned: true }),
    ]);
    expect(core.snapshotsOf(id)).toMatchObject([
      { id: snapshotId, origin, description: 'noted here', labels: ['web'], pinned: true },
    ]);
  });

  it('takes with a picture, restores with a safety snapshot and undo, describes, deletes, and is there after a restart', async () => {
    const { uuid, name } = await machine();
    const home = await newHome();
    const core = await openCore(home.path);
    const { machineIds, connectionId } = await core.api['machine.add']({
      address: ` ${stage.libvirtd.uri} `,
    });
    const id = `${connectionId}:${uuid}`;
    expect(machineIds).toContain(id);
    const connection = await core.until(({ connections }) => {
      const found = connections.get(connectionId);
      return found?.link.status === 'connected' && found;
    });
    expect(connection).toMatchObject({
      kind: 'libvirt',
      uri: stage.libvirtd.uri,
      title: 'This computer (libvirt, your own machines)',
      link: { status: 'connected', readOnly: null },
    });
    expect(core.world.machines.get(id)).toMatchObject({
      name,
      state: 'running',
      source: { kind: 'libvirt' },
      currentSnapshotId: null,
    });

    const plan = await core.api['snapshot.planTake']({ machineId: id });
    expect(plan.findings.filter((each) => each.severity === 'blocks')).toEqual([]);
    expect(plan.memoryBytes).toBe(32 * 1024 * 1024);
    const take = async (snapshot: string, description = '') => {
      const { jobId } = await core.api['snapshot.take']({ machineId: id, name: snapshot, description });
      expect(await core.ended(jobId)).toMatchObject({ state: 'done', error: null });
      return core.snapshot(id, snapshot);
    };
    const first = await take('clean-install', 'Fresh.');
    expect(first).toMatchObject({
      parentId: null,
      memory: true,
      kind: 'internal',
      state: 'running',
      description: 'Fresh.',
      origin: 'snapgrove',
      drives: [{ device: 'vda', status: 'present' }],
      restorable: { ok: true, findings: [] },
    });
    expect(first.picture?.width).toBeGreaterThan(300);
    const second = await take('nginx');
    expect(second.parentId).toBe(first.id);

    const { jobId } = await core.api['snapshot.restore']({ snapshotId: first.id });
    const restored = await core.ended(jobId);
    expect(restored).toMatchObject({ state: 'done', error: null, undoable: true });
    expect(core.world.machines.get(id)).toMatchObject({ currentSnapshotId: first.id, state: 'running' });
    const safety = core.snapshotsOf(id).find((each) => each.safety);
    expect(safety).toMatchObject({ parentId: second.id, kind: 'internal', memory: true });
    const undo = await core.api['job.undo']({ jobId });
    expect(await core.ended(undo.jobId)).toMatchObject({ state: 'done', error: null });
    expect(core.world.machines.get(id)?.currentSnapshotId).toBe(safety?.id);

    await core.api['snapshot.describe']({
      snapshotId: second.id,
      description: 'with “quotes” & more',
      labels: ['web'],
      pinned: true,
    });
    expect(core.snapshot(id, 'nginx')).toMatchObject({
      id: second.id,
      description: 'with “quotes” & more',
      labels: ['web'],
      pinned: true,
    });
    expect(await stage.libvirtd.virsh('snapshot-dumpxml', name, 'nginx')).toContain(
      'with “quotes” &amp; more',
    );
    const { xml } = await core.api['snapshot.xml']({ snapshotId: second.id, form: 'libvirt' });
    expect(xml.trim()).toBe(await stage.libvirtd.virsh('snapshot-dumpxml', name, 'nginx'));

    const removing = await core.api['snapshot.delete']({
      snapshotId: second.id,
      undoMs: 0,
      pinned: [second.id],
    });
    expect(await core.ended(removing.jobId)).toMatchObject({ state: 'done', error: null });
    expect(core.world.snapshots.has(second.id)).toBe(false);
    expect(core.snapshot(id, safety?.name ?? '').parentId).toBe(first.id);
    expect(await stage.libvirtd.virsh('snapshot-parent', name, safety?.name ?? '')).toBe('clean-install');

    // libvirt knows whole seconds, so that the order by time may not be told.
    const byName = async (of: TestCore) =>
      (await of.measured(id, 2)).toSorted((a, b) => a.name.localeCompare(b.name));
    const before = await byName(core);
    await core.close();
    expect(core.errors).toEqual([]);
    opened.pop();
    const again = await openCore(home.path);
    expect(await byName(again)).toEqual(before);
    expect(again.world.machines.get(id)?.currentSnapshotId).toBe(safety?.id);
    expect(again.errors).toEqual([]);
  });

  it('deletes a branch of snapshots in files of their own, from the last', async () => {
    const { uuid } = await machine();
    const core = await openCore((await newHome()).path);
    const { connectionId } = await core.api['machine.add']({ address: stage.libvirtd.uri });
    const id = `${connectionId}:${uuid}`;
    for (const snapshot of ['one', 'two', 'three']) {
      const { jobId } = await core.api['snapshot.take']({
        machineId: id,
        name: snapshot,
        memory: false,
        external: { memoryFile: null },
      });
      expect(await core.ended(jobId)).toMatchObject({ state: 'done', error: null });
    }
    const one = core.snapshot(id, 'one');
    const goesBack = isAtLeast(await stage.libvirtd.version(), 9, 9);
    expect(one).toMatchObject({ kind: 'external', restorable: { ok: goesBack } });
    const plan = await core.api['snapshot.planDelete']({ snapshotId: one.id, children: 'delete' });
    expect(plan.deletes.map((each) => each.name)).toEqual(['three', 'two', 'one']);
    expect(plan.findings.map((each) => each.code)).toEqual(['one-by-one']);
    const { jobId } = await core.api['snapshot.delete']({
      snapshotId: one.id,
      children: 'delete',
      undoMs: 0,
    });
    expect(await core.ended(jobId)).toMatchObject({ state: 'done', error: null });
    expect(core.snapshotsOf(id)).toEqual([]);
  });

  it('asks before a risky restore, and does it when the user agreed', async () => {
    const { uuid, name } = await machine();
    await stage.libvirtd.virsh('destroy', name);
    await stage.libvirtd.virsh('snapshot-create-as', name, 'off');
    await stage.libvirtd.virsh('start', name);
    await stage.libvirtd.virsh('managedsave', name);
    const core = await openCore((await newHome()).path);
    const { connectionId } = await core.api['machine.add']({ address: stage.libvirtd.uri });
    const id = `${connectionId}:${uuid}`;
    const snapshotId = core.snapshot(id, 'off').id;
    const plan = await core.api['snapshot.planRestore']({ snapshotId });
    expect(plan.force?.text).toMatch(/saved state/);
    const refused = await core.api['snapshot.restore']({ snapshotId });
    expect(await core.ended(refused.jobId)).toMatchObject({ state: 'failed', error: { code: 'refused' } });
    expect(core.snapshotsOf(id)).toHaveLength(1);
    const forced = await core.api['snapshot.restore']({ snapshotId, force: true });
    expect(await core.ended(forced.jobId)).toMatchObject({ state: 'done', error: null });
    expect(await stage.libvirtd.virsh('dominfo', name)).toMatch(/Managed save:\s+no/);
  });

  it('keeps the present disks before a snapshot is activated', async () => {
    const { uuid, name } = await machine();
    await stage.libvirtd.virsh('snapshot-create-as', name, 'with-memory');
    await stage.libvirtd.virsh('destroy', name);
    const core = await openCore((await newHome()).path);
    const { connectionId } = await core.api['machine.add']({ address: stage.libvirtd.uri });
    const id = `${connectionId}:${uuid}`;
    const { id: snapshotId } = core.snapshot(id, 'with-memory');
    const { jobId } = await core.api['snapshot.activate']({ snapshotId });
    expect(await core.ended(jobId)).toMatchObject({ state: 'done', error: null, undoable: true });
    expect(core.world.machines.get(id)).toMatchObject({ state: 'off', activatedSnapshotId: snapshotId });
    expect(core.snapshotsOf(id).filter((each) => each.safety)).toHaveLength(1);
    const started = await core.api['machine.power']({ machineId: id, action: 'start' });
    expect(await core.ended(started.jobId)).toMatchObject({ state: 'done' });
    await core.until(({ machines }) => machines.get(id)?.state === 'running');
    expect(core.world.machines.get(id)).toMatchObject({
      activatedSnapshotId: null,
      currentSnapshotId: snapshotId,
    });
  });

  it('shows what virsh does by itself', async () => {
    const { uuid, name } = await machine();
    const core = await openCore((await newHome()).path);
    const { connectionId } = await core.api['machine.add']({ address: stage.libvirtd.uri });
    const id = `${connectionId}:${uuid}`;
    await stage.libvirtd.virsh('suspend', name);
    await core.until(({ machines }) => machines.get(id)?.state === 'paused');
    await stage.libvirtd.virsh('snapshot-create-as', name, 'by-virsh');
    await core.api['world.refresh']({});
    await core.until(({ machines }) => machines.get(id)?.snapshotCount === 1);
    expect(core.snapshot(id, 'by-virsh')).toMatchObject({
      origin: 'elsewhere',
      state: 'paused',
      picture: null,
    });
    expect(core.world.machines.get(id)?.currentSnapshotId).toBe(core.snapshot(id, 'by-virsh').id);
    await stage.libvirtd.virsh('snapshot-delete', name, 'by-virsh');
    await stage.libvirtd.virsh('resume', name);
    await core.until(({ machines }) => machines.get(id)?.snapshotCount === 0);
  });

  it('shows the pictures that virt-manager has, but none of a snapshot before of that name', async () => {
    const { uuid, name } = await machine();
    for (const snapshot of ['pictured', 'stale', 'broken']) {
      await stage.libvirtd.virsh('snapshot-create-as', name, snapshot);
    }
    const folder = path.join(
      stage.libvirtd.environment['XDG_CACHE_HOME'] ?? '',
      'virt-manager',
      'qemu:___session',
      uuid,
    );
    await mkdir(folder, { recursive: true });
    const png = stage.libvirtd.folder.entry('shot');
    await stage.libvirtd.virsh('screenshot', name, png);
    await writeFile(path.join(folder, 'snap-screenshot-pictured.png'), await readFile(png));
    await writeFile(path.join(folder, 'snap-screenshot-broken.ppm'), 'P6 no picture');
    const stale = path.join(folder, 'snap-screenshot-stale.png');
    await writeFile(stale, await readFile(png));
    await utimes(stale, 1_600_000_000, 1_600_000_000);

    const home = await newHome();
    const core = await openCore(home.path);
    const { connectionId } = await core.api['machine.add']({ address: stage.libvirtd.uri });
    const id = `${connectionId}:${uuid}`;
    const pictured = await core.until(({ snapshots }) =>
      [...snapshots.values()].find((each) => each.machineId === id && each.picture !== null),
    );
    expect(pictured).toMatchObject({ name: 'pictured', origin: 'elsewhere', parentId: null });
    await core.until(({ snapshots }) =>
      [...snapshots.values()].some((each) => each.name === 'broken' && each.pictureProblem !== null),
    );
    expect(core.snapshot(id, 'stale')).toMatchObject({ picture: null, pictureProblem: null });
    const shot = path.join(core.core.picturesFolder, `${pictured.picture?.sha256}.png`);
    expect((await readFile(shot)).byteLength).toBeGreaterThan(100);
    // They go with their snapshots, which virsh deletes here.
    await stage.libvirtd.virsh('snapshot-delete', name, 'pictured', '--children');
    await core.api['world.refresh']({});
    await core.until(({ machines }) => machines.get(id)?.snapshotCount === 0);
    expect(core.errors).toEqual([]);
  });
});

describe('connections of the core', () => {
  it('are refused in words when they cannot be made, and not kept', async () => {
    const core = await openCore((await newHome()).path);
    const missing = `qemu+unix:///session?socket=${stage.libvirtd.folder.entry('nothing')}`;
    await expect(core.api['machine.add']({ address: missing })).rejects.toMatchObject({
      code: 'unavailable',
      message: expect.stringMatching(/No libvirt daemon listens/),
    });
    await expect(core.api['machine.add']({ address: 'qemu+tcp://host/system' })).rejects.toMatchObject({
      code: 'invalid_input',
      message: expect.stringMatching(/over TCP.*Use ssh/),
    });
    await core.until(({ connections }) => connections.has('local'));
    expect([...core.world.connections.keys()]).toEqual(['local']);
  });

  it('keep their machines, as last seen, while they are lost, and come back by themselves', async () => {
    const { uuid, name } = await machine();
    await stage.libvirtd.virsh('snapshot-create-as', name, 'kept');
    const listen = stage.libvirtd.folder.entry('proxy-lost');
    let proxy = await startProxy({ listen, target: stage.libvirtd.socketPath });
    const core = await openCore((await newHome()).path);
    const { connectionId } = await core.api['machine.add']({
      address: `qemu+unix:///session?socket=${listen}`,
    });
    const id = `${connectionId}:${uuid}`;
    expect(core.snapshotsOf(id)).toHaveLength(1);

    await proxy[Symbol.asyncDispose]();
    await core.until(({ connections }) => connections.get(connectionId)?.link.status === 'lost');
    await core.until(({ machines }) => machines.get(id)?.state === 'unknown');
    expect(core.world.machines.get(id)).toMatchObject({
      name,
      link: { status: 'lost', message: expect.stringMatching(/\.$/) },
      snapshotCount: 1,
      capabilities: { take: { available: false } },
    });
    expect(core.snapshotsOf(id)).toHaveLength(1);
    const { jobId } = await core.api['snapshot.take']({ machineId: id, name: 'in vain' });
    expect(await core.ended(jobId)).toMatchObject({ state: 'failed', error: { code: 'unavailable' } });

    await stage.libvirtd.virsh('snapshot-create-as', name, 'meanwhile');
    proxy = await startProxy({ listen, target: stage.libvirtd.socketPath });
    opened.push(proxy);
    await core.until(({ machines }) => machines.get(id)?.state === 'running');
    await core.until(({ machines }) => machines.get(id)?.snapshotCount === 2);
  });

  it('come back at once when they are asked to, also after the daemon was started anew', async () => {
    const { uuid } = await machine();
    const core = await openCore((await newHome()).path);
    const { connectionId } = await core.api['machine.add']({ address: stage.libvirtd.uri });
    const id = `${connectionId}:${uuid}`;
    const restarted = stage.libvirtd.restart();
    await core.until(({ connections }) => connections.get(connectionId)?.link.status === 'lost');
    await restarted;
    await core.api['connection.retry']({ connectionId });
    await core.until(({ machines }) => machines.get(id)?.state === 'running');
    expect(core.errors).toEqual([]);
  });

  it('are removed with their machines, and stay removed', async () => {
    const { uuid } = await machine();
    const home = await newHome();
    const core = await openCore(home.path);
    const { connectionId } = await core.api['machine.add']({ address: stage.libvirtd.uri });
    const other = await core.api['machine.add']({ address: stage.libvirtd.testUri });
    await core.until(
      ({ connections }) => connections.has(connectionId) && connections.has(other.connectionId),
    );
    await core.api['connection.remove']({ connectionId });
    expect(core.world.machines.has(`${connectionId}:${uuid}`)).toBe(false);
    expect([...core.world.connections.keys()].toSorted()).toEqual(['local', other.connectionId].toSorted());
    await core.close();
    opened.pop();
    const again = await openCore(home.path);
    await again.until(({ connections }) => connections.get(other.connectionId)?.link.status === 'connected');
    expect(again.world.connections.has(connectionId)).toBe(false);
  });
});
