/** A store of many machines that are off, with their images, written without waiting for the disk. */
import { mkdir, open, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { machineRecordSchema } from '../../electron/hypervisor/qemu/machine-record.ts';
import { BLANK_SNAPSHOT_NOTES } from '../../electron/snapshots/document-of.ts';
import {
  BLANK_DOMAIN_SNAPSHOT,
  type DomainSnapshot,
  formatDomainSnapshot,
} from '../../shared/domainsnapshot.ts';
import { snapshotAt, writeImageOfSnapshots } from './snapshot-table.ts';

const CLUSTER_BYTES = 65_536;
const SCREENSHOT = { sha256: 'ab'.repeat(32), width: 1920, height: 1080 };
const DEVICES = [
  'machine type pc-q35-7.2',
  'KVM',
  '4 processors',
  'VGA controller',
  'virtio-net-pci',
  'virtio-blk-pci',
];

/** Writes a store to `home` and its images beside it; every machine has `snapshots` snapshots with documents of ours. */
export async function writeBigStore(
  home: string,
  images: string,
  machines: number,
  snapshots: number,
): Promise<void> {
  await mkdir(images, { recursive: true });
  const pattern = join(images, 'pattern.qcow2');
  await writeImageOfSnapshots(pattern, snapshots);
  const image = await readFile(pattern);
  for (let machine = 0; machine < machines; machine += 1) {
    const uuid = `00000000-0000-4000-8000-${machine.toString(16).padStart(12, '0')}`;
    const path = join(images, `${machine}.qcow2`);
    await writeSparse(path, image);
    const folder = join(home, 'machines', uuid);
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, 'machine.json'), JSON.stringify(recordOf(uuid, machine, path, images)));
    await writeFile(join(folder, 'notes.json'), JSON.stringify({ currentKey: keyOf(snapshots - 1) }));
    for (let index = 0; index < snapshots; index += 1) {
      await mkdir(join(folder, keyOf(index)));
      const text = formatDomainSnapshot(documentOf(uuid, path, index), 'seed');
      await writeFile(join(folder, keyOf(index), 'snapshot.xml'), text);
    }
  }
}

/** Leaves out the clusters that are empty. */
async function writeSparse(path: string, content: Buffer): Promise<void> {
  await using file = await open(path, 'wx');
  await file.truncate(content.length);
  for (let from = 0; from < content.length; from += CLUSTER_BYTES) {
    const cluster = content.subarray(from, from + CLUSTER_BYTES);
    if (cluster.some((byte) => byte !== 0)) await file.write(cluster, 0, cluster.length, from);
  }
}

function keyOf(index: number): string {
  return `${(1_700_000_000_000 + index).toString(36)}-${index.toString(16).padStart(12, '0')}`;
}

function recordOf(uuid: string, machine: number, path: string, folder: string): unknown {
  return machineRecordSchema.parse({
    uuid,
    name: `machine ${machine}`,
    source: { kind: 'qmp', address: join(folder, `${machine}.sock`) },
    memoryBytes: 4 * 1024 ** 3,
    devices: DEVICES,
    local: true,
    drives: [
      {
        id: 'disk',
        device: 'virtio0',
        path,
        format: 'qcow2',
        virtualSizeBytes: 1024 * 1024,
        actualSizeBytes: 1024 * 1024,
        readOnly: false,
        leftOut: null,
      },
    ],
    seenAt: 1_764_000_000_000,
  });
}

function documentOf(uuid: string, path: string, index: number): DomainSnapshot {
  const { name, id, dateSec } = snapshotAt(index);
  return {
    ...BLANK_DOMAIN_SNAPSHOT,
    name,
    description: `Everything worked here; what comes next is change ${index}, which may be undone by this.`,
    state: 'running',
    createdAt: dateSec * 1000,
    parent: index === 0 ? null : snapshotAt(index - 1).name,
    domainUuid: uuid,
    blockDevices: [
      {
        path,
        device: 'virtio0',
        node: 'disk',
        format: 'qcow2',
        virtualSizeBytes: 1024 * 1024,
        imageSnapshotId: id,
        imageSnapshotDate: dateSec * 1000,
        vmstate: true,
        kept: [],
      },
    ],
    notes: { ...BLANK_SNAPSHOT_NOTES, screenshot: SCREENSHOT, ramBytes: 4 * 1024 ** 3, devices: DEVICES },
  };
}
