import { mkdir, stat } from 'node:fs/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { OperationContext, TakeOptions } from '../../electron/hypervisor/hypervisor.ts';
import type { LibvirtHypervisor } from '../../electron/hypervisor/libvirt/libvirt-hypervisor.ts';
import { openLibvirt } from '../../electron/libvirt-rpc/open.ts';
import { libvirtHypervisor } from '../helpers/libvirt-hypervisor.ts';
import { startLibvirtd, type TestLibvirtd, testDomainXml } from '../helpers/libvirtd.ts';
import { createQcow2 } from '../helpers/qemu.ts';
import { startSshd, type TestSshd } from '../helpers/sshd.ts';

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
    const { promise: measured, resolve } = Promise.withResolvers<number>();
    const look = async () => {
      const size = (await again.listSnapshots(uuid))[0]?.sizeBytes ?? null;
      if (size !== null) resolve(size);
    };
    again.onChange(() => void look());
    await look();
    const { blocks } = await stat(`${folder}/measured-mem.kept`);
    expect(await measured).toBe(blocks * 512);
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

async function libvirtHere(uuid: string) {
  const here = libvirtHypervisor(libvirtd);
  opened.push(here);
  await here.open();
  return await here.takeRoom(uuid, plain);
}
