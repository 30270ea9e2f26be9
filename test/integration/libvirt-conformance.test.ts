import { randomUUID } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { afterAll, beforeAll } from 'vitest';
import { QemuHypervisor } from '../../electron/hypervisor/qemu/qemu-hypervisor.ts';
import { type HypervisorStage, testHypervisor } from '../contract/hypervisor-conformance.ts';
import { libvirtHypervisor, until, virshSnapshots } from '../helpers/libvirt-hypervisor.ts';
import { startLibvirtd, type TestLibvirtd, testDomainXml } from '../helpers/libvirtd.ts';
import { createQcow2, startQemu } from '../helpers/qemu.ts';
import { qemuImgSnapshots } from '../helpers/qemu-img-snapshots.ts';
import { makeTemporaryFolder } from '../helpers/temporary-folder.ts';

let libvirtd: TestLibvirtd;
beforeAll(async () => {
  libvirtd = await startLibvirtd();
});
afterAll(async () => {
  await libvirtd?.stop();
});

testHypervisor('QEMU over libvirt', async (): Promise<HypervisorStage> => {
  const uuid = randomUUID();
  const name = `machine-${uuid.slice(0, 8)}`;
  const disk = libvirtd.folder.entry(`${name}.qcow2`);
  await createQcow2(disk);
  await libvirtd.define(testDomainXml({ name, uuid, disks: [{ path: disk }] }));
  await libvirtd.virsh('start', name);
  const hypervisor = libvirtHypervisor(libvirtd);
  await hypervisor.open();
  return {
    hypervisor,
    uuid,
    name,
    judge: () => virshSnapshots(libvirtd, name),
    async [Symbol.asyncDispose]() {
      await hypervisor.close();
      await libvirtd.virsh('destroy', name);
      await libvirtd.virsh('undefine', name, '--snapshots-metadata');
    },
  };
});

testHypervisor('libvirt’s test driver', async (): Promise<HypervisorStage> => {
  const uuid = randomUUID();
  const name = `machine-${uuid.slice(0, 8)}`;
  const file = libvirtd.folder.entry(`${name}.xml`);
  await writeFile(
    file,
    `<domain type='test'><name>${name}</name><uuid>${uuid}</uuid><memory>8192</memory><os><type>hvm</type></os></domain>`,
  );
  const hypervisor = libvirtHypervisor(libvirtd, libvirtd.testUri);
  // The driver keeps its machines as long as anyone is connected.
  await hypervisor.open();
  await libvirtd.virshAt(libvirtd.testUri, 'define', file);
  await libvirtd.virshAt(libvirtd.testUri, 'start', name);
  await until(hypervisor, () => hypervisor.domain(uuid)?.state === 'running');
  return {
    hypervisor,
    uuid,
    name,
    judge: () => virshSnapshots(libvirtd, name, libvirtd.testUri),
    [Symbol.asyncDispose]: () => hypervisor.close(),
  };
});

testHypervisor('QEMU over QMP', async (): Promise<HypervisorStage> => {
  const folder = await makeTemporaryFolder();
  const disk = folder.entry('disk.qcow2');
  await createQcow2(disk);
  const uuid = randomUUID();
  const qemu = await startQemu({
    name: 'machine',
    uuid,
    drives: [{ nodeName: 'disk0', path: disk, format: 'qcow2' }],
  });
  const hypervisor = new QemuHypervisor({
    machinesFolder: folder.entry('machines'),
    screenFolder: folder.path,
    onError: (error) => {
      throw error;
    },
  });
  await hypervisor.open();
  await hypervisor.addMonitor(qemu.socketPath);
  return {
    hypervisor,
    uuid,
    name: 'machine',
    judge: () => qemuImgSnapshots(disk),
    async [Symbol.asyncDispose]() {
      await hypervisor.close();
      await qemu.stop();
      await folder[Symbol.asyncDispose]();
    },
  };
});
