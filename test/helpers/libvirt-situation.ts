import type { TakeOptions } from '../../electron/hypervisor/hypervisor.ts';
import type { Definition, Disk } from '../../electron/hypervisor/libvirt/definition.ts';
import type { Host } from '../../electron/hypervisor/libvirt/host.ts';
import type { Situation } from '../../electron/hypervisor/libvirt/situation.ts';
import type { HeldDisk, SnapshotReading } from '../../electron/hypervisor/libvirt/snapshot-reading.ts';

/** A disk in a file, qcow2 and writable unless told. */
export function disk(target: string, changes: Partial<Disk> = {}): Disk {
  return {
    target,
    device: 'disk',
    type: 'file',
    source: `/images/${target}.qcow2`,
    format: 'qcow2',
    readOnly: false,
    snapshot: null,
    backing: [],
    ...changes,
  };
}

/** A machine with one disk and nothing else. */
export function definition(changes: Partial<Definition> = {}): Definition {
  return {
    uuid: '11111111-2222-3333-4444-555555555555',
    name: 'web-server',
    memoryBytes: 1024 ** 3,
    disks: [disk('vda')],
    heads: 1,
    firmware: { kind: 'bios' },
    tpm: false,
    passthrough: [],
    sharedFolders: [],
    virtiofs: false,
    sharedMemory: false,
    agent: 'none',
    ...changes,
  };
}

/** A QEMU host of this computer with a libvirt such as `11.5`, and what that one can do. */
export function host(version = '11.5', changes: Partial<Host> = {}): Host {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return {
    driver: 'QEMU',
    libvirt: { major, minor, release: 0 },
    hypervisor: { major: 10, minor: 0, release: 0 },
    revertsExternal: major > 9 || (major === 9 && minor >= 9),
    revertsInternal: !/^11\.[23]$/.test(version),
    keepsFilesPrivate: major > 11 || (major === 11 && minor >= 10),
    local: false,
    ...changes,
  };
}

/** A snapshot of a running machine inside its image. */
export function internal(name: string, changes: Partial<SnapshotReading> = {}): SnapshotReading {
  return {
    name,
    createdAt: 1_700_000_000_000,
    state: 'running',
    description: '',
    parent: null,
    memory: 'internal',
    memoryFile: null,
    disks: [held('vda')],
    definition: definition(),
    digest: name,
    ...changes,
  };
}

/** A snapshot of the disks alone in files of their own, taken of `base`. */
export function external(
  name: string,
  base = '/images/vda.qcow2',
  changes: Partial<SnapshotReading> = {},
): SnapshotReading {
  return internal(name, {
    state: 'disk-snapshot',
    memory: 'none',
    disks: [held('vda', { place: 'external', overlay: `/images/vda.${name}` })],
    definition: definition({ disks: [disk('vda', { source: base })] }),
    ...changes,
  });
}

export function held(target: string, changes: Partial<HeldDisk> = {}): HeldDisk {
  return { target, place: 'internal', overlay: null, halfDeleted: false, ...changes };
}

/** A running machine that anything can be done with, with these snapshots of which the last is current. */
export function situation(
  changes: Partial<Omit<Situation, 'snapshots'>> & { readonly snapshots?: readonly SnapshotReading[] } = {},
): Situation {
  const { snapshots = [], ...rest } = changes;
  return {
    name: 'web-server',
    state: 'running',
    host: host(),
    readOnly: null,
    definition: definition(),
    persistent: true,
    managedSave: false,
    blockJobs: [],
    held: false,
    letGo: null,
    current: snapshots.at(-1)?.name ?? null,
    ...rest,
    snapshots: new Map(snapshots.map((each) => [each.name, each])),
  };
}

/** A take of everything, with the memory, inside the images. */
export function takeOptions(changes: Partial<TakeOptions> = {}): TakeOptions {
  return {
    name: 'new',
    description: '',
    memory: true,
    drives: null,
    quiesce: false,
    external: null,
    ...changes,
  };
}
