import { execFile } from 'node:child_process';
import { mkdir, readdir, stat } from 'node:fs/promises';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { OperationContext, SnapshotFacts, TakeOptions } from '../../electron/hypervisor/hypervisor.ts';
import type { LibvirtHypervisor } from '../../electron/hypervisor/libvirt/libvirt-hypervisor.ts';
import { openLibvirt } from '../../electron/libvirt-rpc/open.ts';
import { libvirtHypervisor } from '../helpers/libvirt-hypervisor.ts';
import { startLibvirtd, type TestLibvirtd, testDomainXml } from '../helpers/libvirtd.ts';
import { createQcow2 } from '../helpers/qemu.ts';
import { startSshd, type TestSshd } from '../helpers/sshd.ts';

const run = promisify(execFile);

let libvirtd: TestLibvirtd;
let sshd: TestSshd;
let folder: string;
beforeAll(async () => {
  libvirtd = await startLibvirtd();
  sshd = await startSshd({ environment: libvirtd.environment });
  folder = libvirtd.folder.entry('images');
  await mkdir(folder);
});
afterAll(async () => {
  await sshd?.stop();
  await libvirtd?.stop();
});

const opened: LibvirtHypervisor[] = [];
afterEach(async () => {
  for (const each of opened.splice(0)) await each.close();
});

const context: OperationContext = { onProgress: () => undefined, onStep: () => undefined };
const plain: TakeOptions = {
  name: 'kept',
  description: '',
  memory: true,
  drives: null,
  quiesce: false,
  external: { memoryFile: null },
};

/** A running machine whose image is in the folder, seen by way of ssh, as another computer's is. */
async function machine(name: string): Promise<{ readonly far: LibvirtHypervisor; readonly uuid: string }> {
  const disk = `${folder}/${name}.qcow2`;
  await createQcow2(disk);
  await libvirtd.define(testDomainXml({ name, disks: [{ path: disk }] }));
  await libvirtd.virsh('start', name);
  const far = libvirtHypervisor(libvirtd, await sshd.uri());
  opened.push(far);
  await far.open();
  return { far, uuid: await libvirtd.virsh('domuuid', name) };
}

async function poolFree(): Promise<number> {
  const info = await libvirtd.virsh('pool-info', 'images', '--bytes');
  return Number(/Available:\s+(\d+)/.exec(info)?.[1]);
}

/** Writes to an image as a guest would. */
async function write(image: string, at: string): Promise<void> {
  await run('qemu-io', ['-f', 'qcow2', '-c', `write -q ${at}`, image]);
}

/** Bytes that the files of a machine take. */
async function taken(name: string): Promise<number> {
  const files = (await readdir(folder)).filter((file) => file.startsWith(`${name}.`));
  const sizes = await Promise.all(files.map(async (file) => (await stat(`${folder}/${file}`)).blocks * 512));
  return sizes.reduce((sum, size) => sum + size, 0);
}

/** Deletes a snapshot; the bytes that its machine's files take less then. */
async function freedBy(near: LibvirtHypervisor, uuid: string, name: string): Promise<number> {
  const snapshot = await near.lookupSnapshot(uuid, name);
  if (snapshot === null) throw new Error(`There is no snapshot ${name}`);
  const before = await taken('merged');
  await near.deleteSnapshot(uuid, snapshot, context);
  return before - (await taken('merged'));
}

describe('what deleting a snapshot frees', () => {
  it('is the memory inside the images of this computer, and unknown on another', async () => {
    const { far, uuid } = await machine('inside');
    for (const name of ['one', 'two']) await libvirtd.virsh('snapshot-create-as', 'inside', name);
    const { stdout } = await run('qemu-img', ['info', '-U', '--output=json', `${folder}/inside.qcow2`]);
    const judged = z
      .object({ snapshots: z.array(z.object({ name: z.string(), 'vm-state-size': z.number() })) })
      .parse(JSON.parse(stdout));
    const sizes = judged.snapshots.map((each) => [each.name, each['vm-state-size']] as const);
    expect(Math.min(...sizes.map(([, size]) => size))).toBeGreaterThan(100_000);
    expect(await measured(await here(), uuid)).toEqual(new Map(sizes));
    expect((await far.listSnapshots(uuid)).map(({ sizeBytes }) => sizeBytes)).toEqual([null, null]);
    await libvirtd.virsh('destroy', 'inside');
  });

  it('is what the files of merged disks take more than the merged one', async () => {
    const { far, uuid } = await machine('merged');
    await libvirtd.virsh('destroy', 'merged');
    await write(`${folder}/merged.qcow2`, '0 4M');
    for (const name of ['one', 'two']) {
      await libvirtd.virsh('snapshot-create-as', 'merged', name, '--disk-only');
      await write(`${folder}/merged.${name}`, name === 'one' ? '2M 6M' : '1M 3M');
    }
    const near = await here();
    const sizes = await measured(near, uuid);
    expect((await far.listSnapshots(uuid)).map(({ sizeBytes }) => sizeBytes)).toEqual([null, null]);
    expect(await freedBy(near, uuid, 'two')).toBe(sizes.get('two'));
    // What was merged into its file takes less room there than on its own.
    const { one = null } = Object.fromEntries(
      await measured(near, uuid, (size) => size !== null && size !== sizes.get('one')),
    );
    expect(one).toBeGreaterThan(3 * 1024 ** 2);
    expect(await freedBy(near, uuid, 'one')).toBe(one);
  });
});

describe('the storage of another computer', () => {
  it('has room that libvirt tells of a pool, now and not as of when it last looked; without a pool nobody knows', async () => {
    const { far, uuid } = await machine('roomy');
    expect(await far.takeRoom(uuid, plain)).toEqual({
      freeBytes: null,
      memoryFile: `${folder}/roomy-mem.kept`,
    });
    expect((await libvirtHere(uuid)).freeBytes).toBeGreaterThan(1024 ** 2);
    await libvirtd.virsh('pool-create-as', 'images', 'dir', '--target', folder);
    const before = await poolFree();
    expect(before).toBeGreaterThan(1024 ** 2);
    const { freeBytes } = await far.takeRoom(uuid, plain);
    // It was looked at anew, and is what virsh says of it since.
    expect(freeBytes).toBe(await poolFree());
    expect(
      (await far.takeRoom(uuid, { ...plain, external: { memoryFile: '/elsewhere/memory' } })).freeBytes,
    ).toBe(null);
    await libvirtd.virsh('pool-destroy', 'images');
    await libvirtd.virsh('destroy', 'roomy');
  });

  it('has files of the memory whose size is what deleting their snapshot frees', async () => {
    await libvirtd.virsh('pool-create-as', 'images', 'dir', '--target', folder);
    const { far, uuid } = await machine('measured');
    await far.takeSnapshot(uuid, plain, context);
    await libvirtd.virsh('pool-refresh', 'images');
    const again = libvirtHypervisor(libvirtd, await sshd.uri());
    opened.push(again);
    await again.open();
    const { blocks } = await stat(`${folder}/measured-mem.kept`);
    expect(await measured(again, uuid)).toEqual(new Map([['kept', blocks * 512]]));
    await libvirtd.virsh('destroy', 'measured');
    await libvirtd.virsh('pool-destroy', 'images');
  });

  it('is asked for in libvirt’s own calls', async () => {
    await using client = await openLibvirt(libvirtd.uri, { environment: libvirtd.environment });
    await libvirtd.virsh('pool-create-as', 'images', 'dir', '--target', folder);
    const pool = await client.storage.poolAt(folder);
    expect(pool).toEqual({ name: 'images', uuid: await libvirtd.virsh('pool-uuid', 'images') });
    await createQcow2(`${folder}/volume.qcow2`);
    await client.storage.refresh(pool);
    const volume = await client.storage.volumeAt(`${folder}/volume.qcow2`);
    expect(volume).toMatchObject({ pool: 'images', name: 'volume.qcow2' });
    const { blocks } = await stat(`${folder}/volume.qcow2`);
    expect(await client.storage.volumeBytes(volume)).toBe(blocks * 512);
    await expect(client.storage.poolAt('/nowhere')).rejects.toMatchObject({ name: 'LibvirtError' });
    await libvirtd.virsh('pool-destroy', 'images');
  });
});

async function here(): Promise<LibvirtHypervisor> {
  const hypervisor = libvirtHypervisor(libvirtd);
  opened.push(hypervisor);
  await hypervisor.open();
  return hypervisor;
}

async function libvirtHere(uuid: string) {
  return await (await here()).takeRoom(uuid, plain);
}

/** What deleting each snapshot frees, in bytes, once that is known of all of them. */
async function measured(
  hypervisor: LibvirtHypervisor,
  uuid: string,
  isKnown: (sizeBytes: number | null) => boolean = (sizeBytes) => sizeBytes !== null,
) {
  const { promise, resolve } = Promise.withResolvers<readonly SnapshotFacts[]>();
  const look = async () => {
    const listed = await hypervisor.listSnapshots(uuid);
    if (listed.every(({ sizeBytes }) => isKnown(sizeBytes))) resolve(listed);
  };
  const stop = hypervisor.onChange(() => void look());
  await look();
  const listed = await promise;
  stop();
  return new Map(listed.map(({ name, sizeBytes }) => [name, sizeBytes]));
}
