import {
  attributeOf,
  elementsOf,
  parseXml,
  textOf,
  type XmlElement,
} from '../../../shared/domainsnapshot/xml-tree.ts';
import { XML_LIMITS } from '../../../shared/domainsnapshot.ts';

/** A disk of a machine's definition. */
export interface Disk {
  /** The name that the guest's device has in libvirt, such as `vda`. */
  readonly target: string;
  readonly device: string;
  /** `file`, `block`, `network`, `volume`, … */
  readonly type: string;
  /** Path or name of the image; null for an empty drive. */
  readonly source: string | null;
  readonly format: string | null;
  readonly readOnly: boolean;
  /** What the definition says of snapshots of this disk, `no` for instance; null where it says nothing. */
  readonly snapshot: string | null;
  /** Images below this one, nearest first, where libvirt tells them. */
  readonly backing: readonly string[];
}

/** The machine's firmware: a UEFI keeps its variables in an image of their own, which snapshots must hold too. */
export type Firmware =
  | { readonly kind: 'bios' }
  | { readonly kind: 'uefi'; readonly nvramFormat: string | null };

/** What matters for snapshots of a `<domain>`. */
export interface Definition {
  readonly uuid: string | null;
  readonly name: string;
  readonly memoryBytes: number | null;
  readonly disks: readonly Disk[];
  /** Displays of all video devices together. */
  readonly heads: number;
  readonly firmware: Firmware;
  /** Whether it has an emulated TPM, whose contents only snapshots with memory hold. */
  readonly tpm: boolean;
  /** Devices of the host that the machine uses itself, each in a few words. */
  readonly passthrough: readonly string[];
  /** Folders of the host shared by virtiofs or 9p, by their names in the guest. */
  readonly sharedFolders: readonly string[];
  /** Whether one of those is by virtiofs, whose state is outside QEMU. */
  readonly virtiofs: boolean;
  /** Whether it shares memory with others on the host, and is not the one to whom that belongs. */
  readonly sharedMemory: boolean;
  readonly agent: 'connected' | 'disconnected' | 'none';
}

/** Reads a `<domain>` (or `<inactiveDomain>`). Throws DomainSnapshotError for what is not well-formed. */
export function parseDefinition(xml: string): Definition {
  const domain = parseXml(xml, XML_LIMITS);
  const devices = childOf(domain, 'devices');
  const all = devices === null ? [] : elementsOf(devices);
  const named = (name: string) => all.filter((each) => each.name === name);
  return {
    uuid: textIn(domain, 'uuid'),
    name: textIn(domain, 'name') ?? '',
    memoryBytes: memoryOf(childOf(domain, 'memory')),
    disks: named('disk').map(diskOf),
    heads: named('video').reduce((sum, video) => sum + headsOf(video), 0),
    firmware: firmwareOf(childOf(domain, 'os')),
    tpm: named('tpm').some((tpm) => attributeIn(tpm, 'backend', 'type') === 'emulator'),
    passthrough: [...named('hostdev'), ...named('interface')].flatMap(passthroughOf),
    sharedFolders: named('filesystem').map((each) => attributeIn(each, 'target', 'dir') ?? 'a folder'),
    virtiofs: named('filesystem').some((each) => attributeIn(each, 'driver', 'type') === 'virtiofs'),
    sharedMemory: named('shmem').some((each) => attributeOf(each, 'role') !== 'master'),
    agent: agentOf(named('channel')),
  };
}

function diskOf(disk: XmlElement): Disk {
  const source = childOf(disk, 'source');
  return {
    target: attributeIn(disk, 'target', 'dev') ?? '',
    device: attributeOf(disk, 'device') ?? 'disk',
    type: attributeOf(disk, 'type') ?? 'file',
    source: source === null ? null : sourceOf(source),
    format: attributeIn(disk, 'driver', 'type'),
    readOnly: childOf(disk, 'readonly') !== null || attributeOf(disk, 'device') === 'cdrom',
    snapshot: attributeOf(disk, 'snapshot'),
    backing: backingOf(disk),
  };
}

function sourceOf(source: XmlElement): string | null {
  const pool = attributeOf(source, 'pool');
  const volume = attributeOf(source, 'volume');
  if (pool !== null && volume !== null) return `${pool}/${volume}`;
  return attributeOf(source, 'file') ?? attributeOf(source, 'dev') ?? attributeOf(source, 'name');
}

function backingOf(disk: XmlElement): readonly string[] {
  const images: string[] = [];
  let below = childOf(disk, 'backingStore');
  while (below !== null) {
    const source = childOf(below, 'source');
    const path = source === null ? null : sourceOf(source);
    if (path !== null) images.push(path);
    below = childOf(below, 'backingStore');
  }
  return images;
}

function headsOf(video: XmlElement): number {
  const model = childOf(video, 'model');
  if (model === null || attributeOf(model, 'type') === 'none') return 0;
  const heads = Number(attributeOf(model, 'heads') ?? '1');
  return Number.isInteger(heads) && heads > 0 ? heads : 1;
}

function firmwareOf(os: XmlElement | null): Firmware {
  if (os === null) return { kind: 'bios' };
  const loader = childOf(os, 'loader');
  const nvram = childOf(os, 'nvram');
  const isUefi =
    attributeOf(os, 'firmware') === 'efi' ||
    nvram !== null ||
    (loader !== null && attributeOf(loader, 'type') === 'pflash');
  if (!isUefi) return { kind: 'bios' };
  return { kind: 'uefi', nvramFormat: nvram === null ? null : (attributeOf(nvram, 'format') ?? 'raw') };
}

/** A USB device of the host is no hindrance: the guest finds it plugged in anew. */
const HOST_DEVICES: ReadonlyMap<string, string> = new Map([
  ['pci', 'a PCI device of the host'],
  ['mdev', 'a mediated device of the host'],
  ['scsi', 'a SCSI device of the host'],
  ['scsi_host', 'a SCSI device of the host'],
]);

function passthroughOf(device: XmlElement): readonly string[] {
  const type = attributeOf(device, 'type') ?? '';
  if (device.name === 'interface') return type === 'hostdev' ? ['a network card of the host'] : [];
  if (type === 'usb') return [];
  return [HOST_DEVICES.get(type) ?? 'a device of the host'];
}

function agentOf(channels: readonly XmlElement[]): Definition['agent'] {
  for (const channel of channels) {
    const target = childOf(channel, 'target');
    if (target === null || attributeOf(target, 'name') !== 'org.qemu.guest_agent.0') continue;
    return attributeOf(target, 'state') === 'connected' ? 'connected' : 'disconnected';
  }
  return 'none';
}

/** Units of `<memory>`, in bytes (libvirt docs, formatdomain). */
const UNITS: Readonly<Record<string, number>> = {
  b: 1,
  bytes: 1,
  KB: 1000,
  k: 1024,
  KiB: 1024,
  MB: 1000 ** 2,
  M: 1024 ** 2,
  MiB: 1024 ** 2,
  GB: 1000 ** 3,
  G: 1024 ** 3,
  GiB: 1024 ** 3,
  TB: 1000 ** 4,
  T: 1024 ** 4,
  TiB: 1024 ** 4,
};

function memoryOf(memory: XmlElement | null): number | null {
  if (memory === null) return null;
  const amount = Number(textOf(memory).trim());
  const unit = UNITS[attributeOf(memory, 'unit') ?? 'KiB'];
  return Number.isFinite(amount) && unit !== undefined ? amount * unit : null;
}

function childOf(parent: XmlElement, name: string): XmlElement | null {
  return elementsOf(parent).find((each) => each.name === name) ?? null;
}

function attributeIn(parent: XmlElement, child: string, name: string): string | null {
  const found = childOf(parent, child);
  return found === null ? null : attributeOf(found, name);
}

function textIn(parent: XmlElement, child: string): string | null {
  const found = childOf(parent, child);
  return found === null ? null : textOf(found).trim();
}
