import { randomUUID } from 'node:crypto';
import { copyFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, afterEach, beforeAll } from 'vitest';
import { startCore, type TestCore } from './core.ts';
import { startLibvirtd, type TestLibvirtd, testDomainXml } from './libvirtd.ts';
import { createQcow2 } from './qemu.ts';
import { makeTemporaryFolder, type TemporaryFolder } from './temporary-folder.ts';

const demoImage = path.resolve(import.meta.dirname, '../../assets/demo/guest.img');

export interface LibvirtMachineOfTest extends AsyncDisposable {
  readonly uuid: string;
  readonly name: string;
}

/** Starts a machine of libvirt that runs the demo guest, which draws trees on its screen. */
export async function startLibvirtMachine(
  libvirtd: TestLibvirtd,
  {
    uuid = randomUUID(),
    name = `machine-${uuid.slice(0, 8)}`,
  }: { readonly uuid?: string; readonly name?: string } = {},
): Promise<LibvirtMachineOfTest> {
  const boot = libvirtd.folder.entry(`${name}.boot`);
  await copyFile(demoImage, boot);
  const disk = libvirtd.folder.entry(`${name}.qcow2`);
  await createQcow2(disk);
  const xml = testDomainXml({
    name,
    uuid,
    disks: [{ path: disk }],
    devices: `<disk type='file' device='floppy'><driver name='qemu' type='raw'/><source file='${boot}'/><target dev='fda' bus='fdc'/><readonly/></disk>`,
  }).replace('</os>', "<boot dev='fd'/></os>");
  await libvirtd.define(xml);
  await libvirtd.virsh('start', name);
  return {
    uuid,
    name,
    async [Symbol.asyncDispose]() {
      // It may be off, or gone, already.
      await libvirtd.virsh('destroy', name).catch(() => undefined);
      await libvirtd.virsh('undefine', name, '--snapshots-metadata', '--managed-save').catch(() => undefined);
    },
  };
}

/** A private libvirtd for the tests of a file, and cores whose machines are its. */
export interface LibvirtStage {
  readonly libvirtd: TestLibvirtd;
  /** Ends what a test opened, after it, the last first. */
  readonly opened: AsyncDisposable[];
  readonly machine: () => Promise<LibvirtMachineOfTest>;
  readonly newHome: () => Promise<TemporaryFolder>;
  readonly openCore: (home: string) => Promise<TestCore>;
}

/** Registers the hooks of a test file and returns its stage. */
export function libvirtStage(): LibvirtStage {
  let libvirtd: TestLibvirtd;
  const opened: AsyncDisposable[] = [];
  beforeAll(async () => {
    libvirtd = await startLibvirtd();
  });
  afterAll(async () => {
    await libvirtd?.stop();
  });
  afterEach(async () => {
    for (const each of opened.splice(0).reverse()) await each[Symbol.asyncDispose]();
  });
  const keep = <T extends AsyncDisposable>(each: T): T => {
    opened.push(each);
    return each;
  };
  return {
    get libvirtd() {
      return libvirtd;
    },
    opened,
    machine: async () => keep(await startLibvirtMachine(libvirtd)),
    newHome: async () => keep(await makeTemporaryFolder()),
    openCore: async (home) =>
      keep(await startCore(home, { ...libvirtd.environment, XDG_RUNTIME_DIR: undefined })),
  };
}
