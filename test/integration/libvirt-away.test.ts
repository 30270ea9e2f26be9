import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { TestCore } from '../helpers/core.ts';
import { startProxy } from '../helpers/libvirt-proxy.ts';
import { libvirtStage } from '../helpers/libvirt-stage.ts';

const stage = libvirtStage();
const { machine, newHome, openCore, opened } = stage;

/** Ends a core before its test does. */
async function end(core: TestCore): Promise<void> {
  opened.splice(opened.indexOf(core), 1);
  await core.close();
}

/** A core that knows the machine by a connection that a proxy can cut. */
async function behindProxy(uuid: string) {
  const listen = stage.libvirtd.folder.entry(`proxy-${uuid.slice(0, 8)}`);
  const target = stage.libvirtd.socketPath;
  const proxy = await startProxy({ listen, target });
  const home = await newHome();
  const first = await openCore(home.path);
  const address = `qemu+unix:///session?socket=${listen}`;
  const { connectionId } = await first.api['machine.add']({ address });
  return { listen, target, proxy, home, first, connectionId, id: `${connectionId}:${uuid}` };
}

const seenFolder = (home: string, connectionId: string) => path.join(home, 'hosts', connectionId, 'seen');

describe('a libvirt that can’t be reached after a restart', () => {
  it('is shown with its machines as last seen, until it answers', async () => {
    const { uuid, name } = await machine();
    const { listen, target, proxy, home, first, connectionId, id } = await behindProxy(uuid);
    for (const snapshot of ['base', 'next']) {
      const { jobId } = await first.api['snapshot.take']({ machineId: id, name: snapshot });
      expect(await first.ended(jobId)).toMatchObject({ state: 'done' });
    }
    await first.api['snapshot.describe']({
      snapshotId: first.snapshot(id, 'base').id,
      description: 'Fresh.',
      labels: ['web'],
      pinned: true,
    });
    const before = new Map((await first.measured(id, 2)).map((each) => [each.name, each]));
    const seen = await first.until(({ machines }) => machines.get(id));
    await end(first);
    const folder = seenFolder(home.path, connectionId);
    for (const file of await readdir(folder)) {
      expect((await stat(path.join(folder, file))).mode & 0o777).toBe(0o600);
    }

    await proxy[Symbol.asyncDispose]();
    await stage.libvirtd.virsh('snapshot-create-as', name, 'meanwhile');
    const away = await openCore(home.path);
    await away.until(({ machines }) => machines.get(id)?.snapshotCount === 2);
    await away.until(({ connections }) => connections.get(connectionId)?.link.status === 'lost');
    const shown = await away.until(({ machines }) => {
      const found = machines.get(id);
      return found?.link.status === 'lost' && found;
    });
    expect(shown).toMatchObject({
      name,
      state: 'unknown',
      link: { message: expect.stringMatching(/No libvirt daemon listens/), retryAt: expect.any(Number) },
      memoryBytes: seen.memoryBytes,
      currentSnapshotId: before.get('next')?.id,
      picture: seen.picture,
    });
    expect(shown.drives.map((drive) => drive.path)).toEqual(seen.drives.map((drive) => drive.path));
    expect(Math.abs((shown.seenAt ?? 0) - Date.now())).toBeLessThan(120_000);
    expect(Object.values(shown.capabilities).filter((each) => each.available)).toEqual([]);
    for (const snapshot of away.snapshotsOf(id)) {
      const was = before.get(snapshot.name);
      expect(snapshot).toEqual({
        ...was,
        drives: was?.drives.map((drive) => ({ ...drive, status: 'unknown' })),
        restorable: {
          ok: false,
          findings: [expect.objectContaining({ severity: 'blocks', code: 'not-seen' })],
        },
      });
      // Its picture is still there, though the store was tidied.
      const picture = path.join(away.core.picturesFolder, `${snapshot.picture?.sha256}.png`);
      expect((await stat(picture)).size).toBeGreaterThan(100);
    }
    const snapshotId = away.snapshot(id, 'base').id;
    await expect(away.api['snapshot.planRestore']({ snapshotId })).rejects.toMatchObject({
      code: 'unavailable',
      message: expect.stringMatching(/No libvirt daemon listens/),
    });
    const { jobId } = await away.api['snapshot.take']({ machineId: id, name: 'in vain' });
    expect(await away.ended(jobId)).toMatchObject({
      state: 'failed',
      error: { code: 'unavailable', message: expect.stringMatching(/No libvirt daemon listens/) },
    });

    opened.push(await startProxy({ listen, target }));
    await away.api['connection.retry']({ connectionId });
    await away.measured(id, 3);
    expect(away.world.machines.get(id)).toMatchObject({ state: 'running', link: { status: 'connected' } });
    expect(away.snapshot(id, 'base')).toEqual(before.get('base'));
    expect(away.errors).toEqual([]);
  });

  it('is shown once more as it was when the host was there for a moment only', async () => {
    const { uuid, name } = await machine();
    await stage.libvirtd.virsh('snapshot-create-as', name, 'kept');
    const { listen, target, proxy, home, first, id } = await behindProxy(uuid);
    expect(first.snapshotsOf(id)).toHaveLength(1);
    await end(first);
    await proxy[Symbol.asyncDispose]();

    // The daemon answers, and is cut off as soon as it is asked for a snapshot's name.
    let isAsked = false;
    const brief = await startProxy({
      listen,
      target,
      onFrame: (from, frame) => {
        // The procedure is the third word after the length; 188 lists snapshots' names (remote_protocol.x).
        if (from === 'client' && frame.readUInt32BE(12) === 188) {
          isAsked = true;
          brief.cut();
        }
      },
    });
    const away = await openCore(home.path);
    await expect.poll(() => isAsked, { timeout: 20_000 }).toBe(true);
    await brief[Symbol.asyncDispose]();
    await away.until(({ machines }) => machines.get(id)?.link.status === 'lost');
    expect(away.world.machines.get(id)).toMatchObject({ snapshotCount: 1, state: 'unknown' });
    await end(away);
    const again = await openCore(home.path);
    await again.until(({ machines }) => machines.get(id)?.snapshotCount === 1);
    expect(again.snapshot(id, 'kept')).toMatchObject({ restorable: { ok: false } });
  });

  it('is forgotten with its connection, and what can’t be read of it is told and loses no notes', async () => {
    const { uuid } = await machine();
    const { listen, target, proxy, home, first, connectionId, id } = await behindProxy(uuid);
    const { jobId } = await first.api['snapshot.take']({ machineId: id, name: 'kept' });
    expect(await first.ended(jobId)).toMatchObject({ state: 'done' });
    const [before] = await first.measured(id, 1);
    if (before === undefined) throw new Error('The snapshot is not listed');
    await end(first);
    await proxy[Symbol.asyncDispose]();
    const folder = seenFolder(home.path, connectionId);
    const tree = path.join(folder, `${uuid}.jsonl`);
    const text = await readFile(tree, 'utf8');
    await writeFile(tree, text.slice(0, text.indexOf('\n') + 1));

    const second = await openCore(home.path);
    await second.until(({ machines }) => machines.get(id)?.snapshotCount === 1);
    expect(second.errors.map(String)).toEqual([expect.stringContaining(`${uuid}.jsonl is not whole`)]);
    expect(second.snapshot(id, 'kept')).toMatchObject({
      lost: false,
      picture: before.picture,
      restorable: { ok: false },
    });
    opened.push(await startProxy({ listen, target }));
    await second.api['connection.retry']({ connectionId });
    await second.until(({ machines }) => machines.get(id)?.state === 'running');
    await second.until(({ snapshots }) => snapshots.get(before.id)?.restorable.ok === true);
    expect(await second.measured(id, 1)).toEqual([before]);
    await second.api['connection.remove']({ connectionId });
    await expect(stat(folder)).rejects.toMatchObject({ code: 'ENOENT' });
    await end(second);
    await expect(stat(folder)).rejects.toMatchObject({ code: 'ENOENT' });
  });
});
