import { cp, readdir, rename, stat, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TestCore } from '../helpers/core.ts';
import { libvirtStage, startLibvirtMachine } from '../helpers/libvirt-stage.ts';
import { startLibvirtd, type TestLibvirtd } from '../helpers/libvirtd.ts';

const stage = libvirtStage();
const { newHome, openCore, opened } = stage;

let other: TestLibvirtd;
beforeAll(async () => {
  other = await startLibvirtd();
});
afterAll(async () => {
  await other?.stop();
});

async function end(core: TestCore): Promise<void> {
  opened.splice(opened.indexOf(core), 1);
  await core.close();
}

/** A machine on both hosts, with the same UUID and a snapshot of the same name and moment, as after a copy. */
async function copied() {
  const here = await stage.machine();
  await stage.libvirtd.virsh('snapshot-create-as', here.name, 'base', 'copied');
  const there = await startLibvirtMachine(other, here);
  opened.push(there);
  const xml = await stage.libvirtd.virsh('snapshot-dumpxml', here.name, 'base');
  const file = other.folder.entry(`base-${here.uuid}.xml`);
  await writeFile(file, xml);
  await other.virsh('snapshot-create', there.name, file, '--redefine', '--current');
  return here;
}

describe('machines of one UUID on two hosts', () => {
  it('have notes, pins, pictures and safety snapshots of their own', async () => {
    const { uuid, name } = await copied();
    const home = await newHome();
    const core = await openCore(home.path);
    const hosts: string[] = [];
    for (const { uri } of [stage.libvirtd, other]) {
      hosts.push(`${(await core.api['machine.add']({ address: uri })).connectionId}:${uuid}`);
    }
    const [here = '', there = ''] = hosts;
    const base = core.snapshot(here, 'base');
    expect(core.snapshot(there, 'base')).toMatchObject({ createdAt: base.createdAt });
    await core.api['snapshot.describe']({ snapshotId: base.id, labels: ['here'], pinned: true });
    const { jobId } = await core.api['snapshot.take']({ machineId: here, name: 'pictured' });
    expect(await core.ended(jobId)).toMatchObject({ state: 'done' });
    await core.api['machine.setScreenshots']({ machineId: here, screenshots: false });
    await core.api['world.refresh']({});
    await core.api['snapshot.describe']({
      snapshotId: core.snapshot(there, 'base').id,
      labels: ['there'],
    });

    const check = (shown: TestCore) => {
      const names = (id: string) =>
        [...shown.snapshotsOf(id)]
          .sort((a, b) => a.name.localeCompare(b.name))
          .map((each) => [each.name, each.lost]);
      expect(names(here)).toEqual([
        ['base', false],
        ['pictured', false],
      ]);
      expect(names(there)).toEqual([['base', false]]);
      expect(shown.snapshot(here, 'base')).toMatchObject({ labels: ['here'], pinned: true });
      expect(shown.snapshot(there, 'base')).toMatchObject({ labels: ['there'], pinned: false });
      expect(shown.world.machines.get(here)).toMatchObject({ screenshots: false });
      expect(shown.world.machines.get(there)).toMatchObject({ screenshots: true });
    };
    check(core);
    await end(core);
    const again = await openCore(home.path);
    await again.until(({ machines }) => hosts.every((id) => machines.get(id)?.state === 'running'));
    await again.api['world.refresh']({});
    await again.until(({ machines }) => machines.get(here)?.snapshotCount === 2);
    await again.until(({ machines }) => machines.get(there)?.snapshotCount === 1);
    check(again);
    // What goes on one host leaves the other's picture and notes alone.
    const picture = again.snapshot(here, 'pictured').picture?.sha256 ?? '';
    await other.virsh('snapshot-delete', name, 'base', '--metadata');
    await again.api['world.refresh']({});
    await again.until(({ snapshots }) => snapshots.get(again.snapshot(there, 'base').id)?.lost === true);
    await again.api['snapshot.forget']({ snapshotId: again.snapshot(there, 'base').id });
    expect(again.snapshotsOf(there)).toEqual([]);
    expect(again.snapshot(here, 'base')).toMatchObject({ labels: ['here'], pinned: true, lost: false });
    expect((await stat(path.join(again.core.picturesFolder, `${picture}.png`))).size).toBeGreaterThan(100);
    expect(again.errors).toEqual([]);
  });

  it('keep all notes of the time when they shared them, of which each has its own copy then', async () => {
    const { uuid } = await copied();
    const home = await newHome();
    const first = await openCore(home.path);
    const added = await first.api['machine.add']({ address: stage.libvirtd.uri });
    const here = `${added.connectionId}:${uuid}`;
    const { jobId } = await first.api['snapshot.take']({ machineId: here, name: 'pictured' });
    expect(await first.ended(jobId)).toMatchObject({ state: 'done' });
    await first.api['snapshot.describe']({
      snapshotId: first.snapshot(here, 'base').id,
      labels: ['both'],
      pinned: true,
    });
    const { connectionId } = await first.api['machine.add']({ address: other.uri });
    const there = `${connectionId}:${uuid}`;
    const before = new Map((await first.measured(here, 2)).map((each) => [each.name, each]));
    await end(first);
    // As versions before had it: one folder for all machines of the UUID, and no list of what was last seen.
    const former = path.join(home.path, 'machines', uuid);
    const own = (id: string) => path.join(home.path, 'hosts', id, 'machines', uuid);
    await cp(own(added.connectionId), former, { recursive: true });
    await rename(path.join(home.path, 'hosts'), path.join(home.path, 'gone'));
    // One host is away, and may come for its notes later.
    other.signal('SIGSTOP');
    opened.push({ [Symbol.asyncDispose]: async () => other.signal('SIGCONT') });

    const second = await openCore(home.path);
    expect(new Map((await second.measured(here, 2)).map((each) => [each.name, each]))).toEqual(before);
    expect((await readdir(former)).toSorted()).toEqual((await readdir(own(added.connectionId))).toSorted());
    other.signal('SIGCONT');
    await second.until(({ machines }) => machines.get(there)?.snapshotCount === 2);
    expect(second.snapshot(there, 'base')).toMatchObject({ labels: ['both'], pinned: true, lost: false });
    // Nobody can tell whose this one is: what may be the user's is never dropped without a word.
    expect(second.snapshot(there, 'pictured')).toMatchObject({ lost: true });
    await second.api['snapshot.describe']({
      snapshotId: second.snapshot(there, 'base').id,
      labels: ['there'],
    });
    expect(second.snapshot(here, 'base')).toMatchObject({ labels: ['both'] });
    await end(second);

    // Once both have theirs, what they shared goes, with the next start.
    const third = await openCore(home.path);
    await third.until(({ machines }) => [here, there].every((id) => machines.get(id)?.snapshotCount === 2));
    await expect.poll(() => stat(former).catch(({ code }) => code), { timeout: 20_000 }).toBe('ENOENT');
    expect(third.snapshot(here, 'base')).toMatchObject({ labels: ['both'], pinned: true });
    expect(third.snapshot(there, 'base')).toMatchObject({ labels: ['there'], pinned: true });
    const picture = third.snapshot(here, 'pictured').picture?.sha256 ?? '';
    expect((await stat(path.join(third.core.picturesFolder, `${picture}.png`))).size).toBeGreaterThan(100);
    expect(third.errors).toEqual([]);
  });
});

describe('one host by two URIs', () => {
  it('is two connections, of which each knows all snapshots and keeps its own notes', async () => {
    const { uuid } = await stage.machine();
    const core = await openCore((await newHome()).path);
    const link = stage.libvirtd.folder.entry('second-way');
    await symlink(stage.libvirtd.socketPath, link);
    const hosts: string[] = [];
    for (const address of [stage.libvirtd.uri, `qemu+unix:///session?socket=${link}`]) {
      hosts.push(`${(await core.api['machine.add']({ address })).connectionId}:${uuid}`);
    }
    const [one = '', two = ''] = hosts;
    const { jobId } = await core.api['snapshot.take']({ machineId: one, name: 'by-one' });
    expect(await core.ended(jobId)).toMatchObject({ state: 'done' });
    await core.api['world.refresh']({});
    await core.until(({ machines }) => machines.get(two)?.snapshotCount === 1);
    await core.api['snapshot.describe']({ snapshotId: core.snapshot(two, 'by-one').id, pinned: true });
    expect(core.snapshot(one, 'by-one')).toMatchObject({
      pinned: false,
      picture: { width: expect.any(Number) },
    });
    expect(core.snapshot(two, 'by-one')).toMatchObject({ pinned: true, lost: false });
    const removing = await core.api['snapshot.delete']({
      snapshotId: core.snapshot(one, 'by-one').id,
      undoMs: 0,
    });
    expect(await core.ended(removing.jobId)).toMatchObject({ state: 'done' });
    await core.api['world.refresh']({});
    // The pin is the user's word by the other way: its notes stay until they are forgotten.
    await core.until(({ snapshots }) =>
      [...snapshots.values()].some((each) => each.machineId === two && each.lost),
    );
    expect(core.snapshotsOf(one)).toEqual([]);
    expect(core.errors).toEqual([]);
  });
});
