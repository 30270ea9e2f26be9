import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { readFile, stat, writeFile } from 'node:fs/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { isAtLeast } from '../../electron/hypervisor/libvirt/host.ts';
import { until } from '../helpers/libvirt-hypervisor.ts';
import { startLibvirtd, type TestLibvirtd, testDomainXml } from '../helpers/libvirtd.ts';
import { beginsReadableFiles, codesOf, context, PlainMachine, takeOf } from '../helpers/plain-machine.ts';
import { createRaw } from '../helpers/qemu.ts';

let libvirtd: TestLibvirtd;
beforeAll(async () => {
  libvirtd = await startLibvirtd();
});
afterAll(async () => {
  await libvirtd?.stop();
});

const opened: AsyncDisposable[] = [];
afterEach(async () => {
  for (const each of opened.splice(0).reverse()) await each[Symbol.asyncDispose]();
});

const restoring = { state: 'as-snapshot', remembered: null, force: false } as const;
const options = takeOf;
const codes = codesOf;

async function stage(domain?: Parameters<typeof PlainMachine.define>[1]): Promise<PlainMachine> {
  const machine = await PlainMachine.define(libvirtd, domain);
  opened.push(machine);
  return machine;
}

describe('snapshots in files of their own', () => {
  it('hold the disks alone or with the memory, where it is said, and are merged when deleted', async () => {
    const at = await stage();
    const { hypervisor, uuid, name } = at;
    await hypervisor.power(uuid, 'start', context);
    const memoryFile = libvirtd.folder.entry(`${name}.memory`);
    const room = await hypervisor.takeRoom(uuid, options('full', { external: { memoryFile: null } }));
    expect(room.memoryFile).toBe(libvirtd.folder.entry(`${name}-mem.full`));
    expect(room.freeBytes).toBeGreaterThan(1024 ** 2);
    const full = await at.take('full', { external: { memoryFile }, description: 'a & b' });
    expect(full).toMatchObject({ kind: 'external', memory: true, state: 'running', description: 'a & b' });
    expect((await stat(memoryFile)).size).toBeGreaterThan(10_000);
    const over = options('over', { external: { memoryFile } });
    expect(codes(await hypervisor.check(uuid, { kind: 'take', options: over }))).toContain(
      'blocks memory-file-exists',
    );
    const disks = await at.take('disks', { external: { memoryFile: null }, memory: false });
    expect(disks).toMatchObject({ kind: 'external', memory: false, state: 'disk-snapshot' });
    expect(hypervisor.domain(uuid)?.drives[0]?.path).toBe(libvirtd.folder.entry(`${name}.disks`));
    await at.agree();

    // Before 9.9 libvirt cannot go back to them, and that is known before.
    const goesBack = isAtLeast(await libvirtd.version(), 9, 9);
    expect(full.findings.map((each) => each.code)).toEqual(goesBack ? [] : ['external-no-revert']);
    if (!goesBack) {
      await expect(hypervisor.restoreSnapshot(uuid, full, restoring, context)).rejects.toMatchObject({
        code: 'refused',
      });
      expect(hypervisor.domain(uuid)?.state).toBe('running');
    }

    expect(codes(await hypervisor.check(uuid, { kind: 'delete', snapshots: [disks, full] }))).toEqual([
      'informs one-by-one',
    ]);
    await hypervisor.deleteSnapshot(uuid, disks, context);
    await at.agree();
    await hypervisor.deleteSnapshot(uuid, full, context);
    await at.agree();
    expect(hypervisor.domain(uuid)?.drives[0]?.path).toBe(at.disk);
  });

  it('are taken of chosen drives, also raw ones, and of a machine that is off', async () => {
    const raw = libvirtd.folder.entry(`${randomUUID()}.raw`);
    await createRaw(raw);
    const at = await stage({
      devices: `<disk type='file' device='disk'><driver name='qemu' type='raw'/><source file='${raw}'/><target dev='vdb' bus='virtio'/></disk>
        <disk type='file' device='cdrom'><target dev='sda' bus='sata'/><readonly/></disk>`,
    });
    const { hypervisor, uuid, name } = at;
    expect(hypervisor.domain(uuid)?.drives.map(({ id, format }) => [id, format])).toEqual([
      ['vda', 'qcow2'],
      ['vdb', 'raw'],
    ]);
    await expect(at.take('inside')).rejects.toThrow(/vdb.*raw/);
    const asked = options('chosen', { external: { memoryFile: null }, drives: ['vdb'] });
    const version = await libvirtd.version();
    expect(codes(await hypervisor.check(uuid, { kind: 'take', options: asked }))).toEqual([
      ...(isAtLeast(version, 9, 9) ? [] : ['warns external-no-revert']),
      ...((await beginsReadableFiles(libvirtd)) ? ['informs world-readable'] : []),
      'warns drive-not-chosen',
    ]);
    await hypervisor.takeSnapshot(uuid, asked, context);
    expect(hypervisor.domain(uuid)?.drives.map(({ path }) => path)).toEqual([
      at.disk,
      raw.replace('.raw', '.chosen'),
    ]);
    await at.agree();
    const again = options('chosen', { external: { memoryFile: null } });
    expect(codes(await hypervisor.check(uuid, { kind: 'take', options: again }))).toContain(
      'blocks name-taken',
    );
    await writeFile(libvirtd.folder.entry(`${name}.there`), 'something of the user');
    const there = options('there', { external: { memoryFile: null } });
    expect(codes(await hypervisor.check(uuid, { kind: 'take', options: there }))).toContain(
      'blocks file-exists',
    );
  });

  it('are never deleted where libvirt could take an image with them', async () => {
    const at = await stage();
    const { hypervisor, uuid, name, disk } = at;
    const inside = await at.take('inside');
    // What another program does, we only see.
    await libvirtd.virsh('snapshot-create-as', name, 'outside', '--disk-only');
    await hypervisor.restoreSnapshot(uuid, inside, restoring, context);
    await at.agree();
    const outside = (await hypervisor.listSnapshots(uuid)).find((each) => each.name === 'outside');
    if (outside === undefined) throw new Error('virsh’s snapshot is not listed');
    const checked = await hypervisor.check(uuid, { kind: 'delete', snapshots: [outside] });
    if (isAtLeast(await libvirtd.version(), 11, 0)) {
      expect(codes(checked)).toEqual(['informs overlay-stays']);
      await hypervisor.deleteSnapshot(uuid, outside, context);
      expect((await stat(libvirtd.folder.entry(`${name}.outside`))).size).toBeGreaterThan(0);
    } else {
      expect(codes(checked)).toEqual(['blocks image-in-use', 'blocks data-loss']);
      await expect(hypervisor.deleteSnapshot(uuid, outside, context)).rejects.toMatchObject({
        code: 'refused',
      });
    }
    expect((await stat(disk)).size).toBeGreaterThan(0);
    expect(hypervisor.domain(uuid)?.drives[0]?.path).toBe(disk);
    await at.agree();
  });
});

describe('going back', () => {
  it('turns a running machine off for a snapshot without memory, or starts it when that is wanted', async () => {
    const at = await stage();
    const { hypervisor, uuid } = at;
    const off = await at.take('off');
    await hypervisor.power(uuid, 'start', context);
    const operation = { kind: 'restore', snapshot: off, remembered: null, state: 'as-snapshot' } as const;
    expect(codes(await hypervisor.check(uuid, operation))).toEqual(['warns turns-off']);
    await hypervisor.restoreSnapshot(uuid, off, restoring, context);
    expect(hypervisor.domain(uuid)?.state).toBe('off');
    await hypervisor.restoreSnapshot(uuid, off, { ...restoring, state: 'running' }, context);
    expect(hypervisor.domain(uuid)?.state).toBe('running');
    await at.agree();
  });

  it('throws a saved state away only when the user agreed', async () => {
    const at = await stage();
    const { hypervisor, uuid, name } = at;
    const off = await at.take('off');
    await hypervisor.power(uuid, 'start', context);
    await libvirtd.virsh('managedsave', name);
    await until(hypervisor, () => hypervisor.domain(uuid)?.state === 'off');
    const operation = { kind: 'restore', snapshot: off, remembered: null, state: 'as-snapshot' } as const;
    expect(codes(await hypervisor.check(uuid, operation))).toEqual(['warns force-needed']);
    await expect(hypervisor.restoreSnapshot(uuid, off, restoring, context)).rejects.toMatchObject({
      code: 'force-needed',
    });
    expect(await libvirtd.virsh('dominfo', name)).toMatch(/Managed save:\s+yes/);
    await hypervisor.restoreSnapshot(uuid, off, { ...restoring, force: true }, context);
    expect(await libvirtd.virsh('dominfo', name)).toMatch(/Managed save:\s+no/);
    expect(hypervisor.domain(uuid)?.state).toBe('off');
    await at.agree();
  });

  it('makes a snapshot with memory what the next start goes on from', async () => {
    const at = await stage();
    const { hypervisor, uuid, name } = at;
    await hypervisor.power(uuid, 'start', context);
    const memory = await at.take('memory');
    await expect(hypervisor.activateSnapshot(uuid, memory, null, context)).rejects.toMatchObject({
      code: 'refused',
    });
    await hypervisor.power(uuid, 'powerOff', context);
    const checked = await hypervisor.check(uuid, { kind: 'activate', snapshot: memory, remembered: null });
    expect(codes(checked)).toEqual(['informs starts-for-activate']);
    await hypervisor.activateSnapshot(uuid, memory, null, context);
    expect(hypervisor.domain(uuid)?.state).toBe('off');
    expect(hypervisor.isActivated(uuid, memory)).toBe(true);
    expect(await libvirtd.virsh('dominfo', name)).toMatch(/Managed save:\s+yes/);
    await hypervisor.power(uuid, 'start', context);
    expect(hypervisor.domain(uuid)?.state).toBe('running');
    expect(hypervisor.isActivated(uuid, memory)).toBe(false);
    await at.agree();
  });

  it('puts the disks of a machine that is off back for a snapshot without memory', async () => {
    const at = await stage();
    const { hypervisor, uuid } = at;
    const first = await at.take('first');
    await at.take('second');
    const { activity } = hypervisor.domain(uuid) ?? {};
    await hypervisor.activateSnapshot(uuid, first, null, context);
    expect(hypervisor.domain(uuid)).toMatchObject({ state: 'off' });
    expect(hypervisor.domain(uuid)?.activity).not.toBe(activity);
    expect(hypervisor.isActivated(uuid, first)).toBe(false);
    await at.agree();
  });

  it('goes to no other snapshot, and deletes none, that got the name at the last moment', async () => {
    const at = await stage();
    const { hypervisor, uuid, name } = at;
    await at.take('same');
    const [old] = await hypervisor.listSnapshots(uuid);
    if (old === undefined) throw new Error('The snapshot is not listed');
    const virsh = (...args: readonly string[]) =>
      execFileSync('virsh', ['--quiet', '--connect', libvirtd.uri, ...args], { env: libvirtd.environment });
    let description = 'theirs';
    /** Comes between the last check and the call. */
    const meanwhile: typeof context = {
      ...context,
      onStep: () => {
        virsh('snapshot-delete', name, 'same');
        virsh('snapshot-create-as', name, 'same', description);
        description = `${description} again`;
      },
    };
    const refused = { code: 'not-found', message: expect.stringContaining('Another program changed “same”') };
    await expect(hypervisor.deleteSnapshot(uuid, old, meanwhile)).rejects.toMatchObject(refused);
    const theirs = (await hypervisor.listSnapshots(uuid)).find((each) => each.name === 'same');
    if (theirs === undefined) throw new Error('virsh’s snapshot is not listed');
    expect(theirs.description).toBe('theirs');
    await expect(hypervisor.restoreSnapshot(uuid, theirs, restoring, meanwhile)).rejects.toMatchObject(
      refused,
    );
    expect(await libvirtd.virsh('snapshot-current', name, '--name')).toBe('same');
    expect(await libvirtd.virsh('snapshot-dumpxml', name, 'same')).toContain('theirs again');
    await at.agree();
  });

  it('goes to no other snapshot that has the name now', async () => {
    const at = await stage();
    const { hypervisor, uuid, name } = at;
    await libvirtd.virsh('snapshot-create-as', name, 'same');
    const [old] = await hypervisor.listSnapshots(uuid);
    if (old === undefined) throw new Error('virsh’s snapshot is not listed');
    const again = (await libvirtd.virsh('snapshot-dumpxml', name, 'same')).replace(
      /<creationTime>\d+/,
      '<creationTime>1234567890',
    );
    await libvirtd.virsh('snapshot-delete', name, 'same', '--metadata');
    const file = libvirtd.folder.entry('again.xml');
    await writeFile(file, again);
    await libvirtd.virsh('snapshot-create', name, file, '--redefine', '--current');
    // Not listed again: it is the operation's own affair to look.
    await expect(hypervisor.restoreSnapshot(uuid, old, restoring, context)).rejects.toMatchObject({
      code: 'not-found',
    });
    await expect(hypervisor.deleteSnapshot(uuid, old, context)).rejects.toMatchObject({ code: 'not-found' });
    await at.agree();
  });
});

describe('beside virsh', () => {
  it('sees what virsh does, and virsh what it does', async () => {
    const at = await stage();
    const { hypervisor, uuid, name } = at;
    await libvirtd.virsh('start', name);
    await until(hypervisor, () => hypervisor.domain(uuid)?.state === 'running');
    await libvirtd.virsh('snapshot-create-as', name, 'by-virsh', '--description', 'of virsh');
    await at.agree();
    const ours = await at.take('by-us');
    expect(ours.parentName).toBe('by-virsh');
    await libvirtd.virsh('snapshot-create-as', name, 'leaf');
    await at.agree();
    await libvirtd.virsh('snapshot-revert', name, 'by-us', '--paused');
    await until(hypervisor, () => hypervisor.domain(uuid)?.state === 'paused');
    await at.agree();
    await libvirtd.virsh('snapshot-delete', name, 'by-us');
    await at.agree();
    expect(await hypervisor.lookupSnapshot(uuid, 'leaf')).toMatchObject({ parentName: 'by-virsh' });
    const edited = (await libvirtd.virsh('snapshot-dumpxml', name, 'by-virsh')).replace('of virsh', 'edited');
    const file = libvirtd.folder.entry('edited.xml');
    await writeFile(file, edited);
    await libvirtd.virsh('snapshot-create', name, file, '--redefine');
    await at.agree();
    expect(await hypervisor.lookupSnapshot(uuid, 'by-virsh')).toMatchObject({ description: 'edited' });
    await libvirtd.virsh('snapshot-delete', name, 'by-virsh', '--children');
    await at.agree();
    expect(await hypervisor.listSnapshots(uuid)).toEqual([]);
  });

  it('sees machines come and go', async () => {
    const { hypervisor } = await stage();
    const uuid = randomUUID();
    await libvirtd.define(testDomainXml({ name: 'newcomer', uuid }));
    await until(hypervisor, () => hypervisor.domain(uuid) !== null);
    expect(hypervisor.domain(uuid)).toMatchObject({
      name: 'newcomer',
      state: 'off',
      capabilities: { take: { available: false, reason: expect.stringMatching(/no drive/) } },
    });
    await libvirtd.virsh('undefine', 'newcomer');
    await until(hypervisor, () => hypervisor.domain(uuid) === null);
    await expect(hypervisor.listSnapshots(uuid)).rejects.toMatchObject({ code: 'not-found' });
  });

  it('takes names that need care', async () => {
    const at = await stage();
    for (const name of ['a "quoted" <&> \'name\'', 'ünï 日本 🌳', '-leading dash', ' spaces ']) {
      await at.take(name, { description: `about ${name}` });
    }
    const listed = await at.hypervisor.listSnapshots(at.uuid);
    expect(listed.every(({ name, description }) => description === `about ${name}`)).toBe(true);
    for (const snapshot of listed) {
      await at.hypervisor.describeSnapshot(at.uuid, snapshot, '');
      await at.hypervisor.deleteSnapshot(at.uuid, snapshot, context);
    }
    expect(await at.hypervisor.listSnapshots(at.uuid)).toEqual([]);
  });
});

describe('a picture', () => {
  it('is taken of every head, and of no other', async () => {
    const at = await stage({ devices: "<video><model type='virtio' heads='1'/></video>" });
    const { hypervisor, uuid } = at;
    expect(hypervisor.domain(uuid)).toMatchObject({
      heads: 2,
      capabilities: { screenshot: { available: false } },
    });
    await hypervisor.power(uuid, 'start', context);
    for (const head of [0, 1]) {
      await using shot = await hypervisor.takeScreenshot(uuid, { head });
      expect((await readFile(shot.path)).byteLength).toBeGreaterThan(100);
    }
    await expect(hypervisor.takeScreenshot(uuid, { head: 2 })).rejects.toMatchObject({
      name: 'HypervisorError',
    });
  });
});

describe('a machine of this libvirt that has what snapshots have trouble with', () => {
  it('is known before libvirt refuses', async () => {
    const at = await stage({
      devices: "<filesystem type='mount'><source dir='/tmp'/><target dir='tmp'/></filesystem>",
    });
    await at.hypervisor.power(at.uuid, 'start', context);
    expect(codes(await at.hypervisor.check(at.uuid, { kind: 'take', options: options('a') }))).toEqual([
      'warns shared-folder',
    ]);
    await expect(at.take('a', { memory: false })).rejects.toThrow(/disks alone/);
  });

  it('says in words that a snapshot went meanwhile', async () => {
    const at = await stage();
    const { hypervisor, uuid, name } = at;
    const snapshot = await at.take('a');
    await libvirtd.virsh('snapshot-delete', name, 'a', '--metadata');
    const failed = hypervisor.deleteSnapshot(uuid, snapshot, context);
    await expect(failed).rejects.toMatchObject({
      code: 'not-found',
      message: expect.stringMatching(
        /“a” of .* is not there any more, or is another snapshot of that name now/,
      ),
    });
    await expect(hypervisor.power(uuid, 'resume', context)).rejects.toMatchObject({
      name: 'HypervisorError',
      message: expect.stringMatching(/was not resumed: .*not running/),
    });
  });
});
