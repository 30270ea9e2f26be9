import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { readFile, stat, writeFile } from 'node:fs/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { OperationContext, SnapshotFacts, TakeOptions } from '../../electron/hypervisor/hypervisor.ts';
import type { LibvirtHypervisor } from '../../electron/hypervisor/libvirt/libvirt-hypervisor.ts';
import { libvirtHypervisor, until, virshSnapshots } from '../helpers/libvirt-hypervisor.ts';
import { startLibvirtd, type TestLibvirtd, testDomainXml } from '../helpers/libvirtd.ts';
import { createQcow2, createRaw } from '../helpers/qemu.ts';

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

const context: OperationContext = { onProgress: () => undefined, onStep: () => undefined };
const options = (name: string, changes: Partial<TakeOptions> = {}): TakeOptions => ({
  name,
  description: '',
  memory: true,
  drives: null,
  quiesce: false,
  external: null,
  ...changes,
});
const restoring = { state: 'as-snapshot', remembered: null, force: false } as const;

interface Stage {
  readonly hypervisor: LibvirtHypervisor;
  readonly uuid: string;
  readonly name: string;
  readonly disk: string;
}

/** A machine that is off, with one qcow2 disk, and a hypervisor that is connected. */
async function stage(domain: { readonly devices?: string; readonly elements?: string } = {}): Promise<Stage> {
  const uuid = randomUUID();
  const name = `machine-${uuid.slice(0, 8)}`;
  const disk = libvirtd.folder.entry(`${name}.qcow2`);
  await createQcow2(disk);
  await libvirtd.define(testDomainXml({ name, uuid, disks: [{ path: disk }], ...domain }));
  opened.push({
    async [Symbol.asyncDispose]() {
      // It may be off already.
      await libvirtd.virsh('destroy', name).catch(() => undefined);
      await libvirtd.virsh('undefine', name, '--snapshots-metadata', '--managed-save');
    },
  });
  const hypervisor = libvirtHypervisor(libvirtd);
  opened.push({ [Symbol.asyncDispose]: () => hypervisor.close() });
  await hypervisor.open();
  return { hypervisor, uuid, name, disk };
}

async function take({ hypervisor, uuid }: Stage, asked: TakeOptions): Promise<SnapshotFacts> {
  return (await hypervisor.takeSnapshot(uuid, asked, context)).snapshot;
}

const codes = (findings: readonly { readonly severity: string; readonly code: string }[]) =>
  findings.map((each) => `${each.severity} ${each.code}`);

/** Compares tree, current snapshot and documents with virsh's. */
async function agree({ hypervisor, uuid, name }: Stage): Promise<void> {
  const { parents, current } = await virshSnapshots(libvirtd, name);
  const listed = await hypervisor.listSnapshots(uuid);
  expect(new Map(listed.map((each) => [each.name, each.parentName]))).toEqual(parents);
  expect(listed.find((each) => each.current === true)?.name ?? null).toBe(current);
  for (const each of listed) {
    const xml = await hypervisor.snapshotXml(uuid, each.name);
    expect(xml.trim()).toBe(await libvirtd.virsh('snapshot-dumpxml', name, each.name));
  }
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
    const full = await take(at, options('full', { external: { memoryFile }, description: 'a & b' }));
    expect(full).toMatchObject({ kind: 'external', memory: true, state: 'running', description: 'a & b' });
    expect((await stat(memoryFile)).size).toBeGreaterThan(10_000);
    const over = options('over', { external: { memoryFile } });
    expect(codes(await hypervisor.check(uuid, { kind: 'take', options: over }))).toContain(
      'blocks memory-file-exists',
    );
    const disks = await take(at, options('disks', { external: { memoryFile: null }, memory: false }));
    expect(disks).toMatchObject({ kind: 'external', memory: false, state: 'disk-snapshot' });
    expect(hypervisor.domain(uuid)?.drives[0]?.path).toBe(libvirtd.folder.entry(`${name}.disks`));
    await agree(at);

    // This libvirt (9.0) cannot go back to them, and that is known before.
    expect(full.findings.map((each) => each.code)).toEqual(['external-no-revert']);
    await expect(hypervisor.restoreSnapshot(uuid, full, restoring, context)).rejects.toMatchObject({
      code: 'refused',
    });
    expect(hypervisor.domain(uuid)?.state).toBe('running');

    expect(codes(await hypervisor.check(uuid, { kind: 'delete', snapshots: [disks, full] }))).toEqual([
      'informs one-by-one',
    ]);
    await hypervisor.deleteSnapshot(uuid, disks, context);
    await agree(at);
    await hypervisor.deleteSnapshot(uuid, full, context);
    await agree(at);
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
    await expect(take(at, options('inside'))).rejects.toThrow(/vdb.*raw/);
    const asked = options('chosen', { external: { memoryFile: null }, drives: ['vdb'] });
    expect(codes(await hypervisor.check(uuid, { kind: 'take', options: asked }))).toEqual([
      'warns external-no-revert',
      'informs world-readable',
      'warns drive-not-chosen',
    ]);
    await take(at, asked);
    expect(hypervisor.domain(uuid)?.drives.map(({ path }) => path)).toEqual([
      at.disk,
      raw.replace('.raw', '.chosen'),
    ]);
    await agree(at);
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
    const inside = await take(at, options('inside'));
    // What another program does, we only see.
    await libvirtd.virsh('snapshot-create-as', name, 'outside', '--disk-only');
    await hypervisor.restoreSnapshot(uuid, inside, restoring, context);
    await agree(at);
    const outside = (await hypervisor.listSnapshots(uuid)).find((each) => each.name === 'outside');
    if (outside === undefined) throw new Error('virsh’s snapshot is not listed');
    const checked = await hypervisor.check(uuid, { kind: 'delete', snapshots: [outside] });
    expect(codes(checked)).toEqual(['blocks image-in-use', 'blocks data-loss']);
    await expect(hypervisor.deleteSnapshot(uuid, outside, context)).rejects.toMatchObject({
      code: 'refused',
    });
    expect((await stat(disk)).size).toBeGreaterThan(0);
    await agree(at);
  });
});

describe('going back', () => {
  it('turns a running machine off for a snapshot without memory, or starts it when that is wanted', async () => {
    const at = await stage();
    const { hypervisor, uuid } = at;
    const off = await take(at, options('off'));
    await hypervisor.power(uuid, 'start', context);
    const operation = { kind: 'restore', snapshot: off, remembered: null, state: 'as-snapshot' } as const;
    expect(codes(await hypervisor.check(uuid, operation))).toEqual(['warns turns-off']);
    await hypervisor.restoreSnapshot(uuid, off, restoring, context);
    expect(hypervisor.domain(uuid)?.state).toBe('off');
    await hypervisor.restoreSnapshot(uuid, off, { ...restoring, state: 'running' }, context);
    expect(hypervisor.domain(uuid)?.state).toBe('running');
    await agree(at);
  });

  it('throws a saved state away only when the user agreed', async () => {
    const at = await stage();
    const { hypervisor, uuid, name } = at;
    const off = await take(at, options('off'));
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
    await agree(at);
  });

  it('makes a snapshot with memory what the next start goes on from', async () => {
    const at = await stage();
    const { hypervisor, uuid, name } = at;
    await hypervisor.power(uuid, 'start', context);
    const memory = await take(at, options('memory'));
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
    await agree(at);
  });

  it('puts the disks of a machine that is off back for a snapshot without memory', async () => {
    const at = await stage();
    const { hypervisor, uuid } = at;
    const first = await take(at, options('first'));
    await take(at, options('second'));
    const { activity } = hypervisor.domain(uuid) ?? {};
    await hypervisor.activateSnapshot(uuid, first, null, context);
    expect(hypervisor.domain(uuid)).toMatchObject({ state: 'off' });
    expect(hypervisor.domain(uuid)?.activity).not.toBe(activity);
    expect(hypervisor.isActivated(uuid, first)).toBe(false);
    await agree(at);
  });

  it('goes to no other snapshot, and deletes none, that got the name at the last moment', async () => {
    const at = await stage();
    const { hypervisor, uuid, name } = at;
    await take(at, options('same'));
    const [old] = await hypervisor.listSnapshots(uuid);
    if (old === undefined) throw new Error('The snapshot is not listed');
    const virsh = (...args: readonly string[]) =>
      execFileSync('virsh', ['--quiet', '--connect', libvirtd.uri, ...args], { env: libvirtd.environment });
    let description = 'theirs';
    /** Comes between the last check and the call. */
    const meanwhile: OperationContext = {
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
    await agree(at);
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
    await agree(at);
  });
});

describe('beside virsh', () => {
  it('sees what virsh does, and virsh what it does', async () => {
    const at = await stage();
    const { hypervisor, uuid, name } = at;
    await libvirtd.virsh('start', name);
    await until(hypervisor, () => hypervisor.domain(uuid)?.state === 'running');
    await libvirtd.virsh('snapshot-create-as', name, 'by virsh', '--description', 'of virsh');
    await agree(at);
    const ours = await take(at, options('by us'));
    expect(ours.parentName).toBe('by virsh');
    await libvirtd.virsh('snapshot-create-as', name, 'leaf');
    await agree(at);
    await libvirtd.virsh('snapshot-revert', name, 'by us', '--paused');
    await until(hypervisor, () => hypervisor.domain(uuid)?.state === 'paused');
    await agree(at);
    await libvirtd.virsh('snapshot-delete', name, 'by us');
    await agree(at);
    expect(await hypervisor.lookupSnapshot(uuid, 'leaf')).toMatchObject({ parentName: 'by virsh' });
    const edited = (await libvirtd.virsh('snapshot-dumpxml', name, 'by virsh')).replace('of virsh', 'edited');
    const file = libvirtd.folder.entry('edited.xml');
    await writeFile(file, edited);
    await libvirtd.virsh('snapshot-create', name, file, '--redefine');
    await agree(at);
    expect(await hypervisor.lookupSnapshot(uuid, 'by virsh')).toMatchObject({ description: 'edited' });
    await libvirtd.virsh('snapshot-delete', name, 'by virsh', '--children');
    await agree(at);
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
      await take(at, options(name, { description: `about ${name}` }));
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
    await expect(take(at, options('a', { memory: false }))).rejects.toThrow(/disks alone/);
  });

  it('says in words that a snapshot went meanwhile', async () => {
    const at = await stage();
    const { hypervisor, uuid, name } = at;
    const snapshot = await take(at, options('a'));
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
