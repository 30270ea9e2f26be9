import {
  attributeOf,
  elementsOf,
  parseXml,
  textOf,
  type XmlElement,
} from '../../../../shared/domainsnapshot/xml-tree.ts';
import { XML_LIMITS } from '../../../../shared/domainsnapshot.ts';
import { type Definition, definitionOf, type FactValue, type Part, type PartKind } from './definition.ts';

const ALL: readonly PartKind[] = [
  'machine',
  'processor',
  'memory',
  'firmware',
  'drive',
  'network',
  'display',
  'device',
  'other',
];

/** libvirt gives these out anew as it likes; they say nothing of the machine. */
const PASSING: ReadonlySet<string> = new Set(['alias', 'address', 'seclabel', 'backingStore', 'mirror']);

/** Bytes of the units of libvirt's scaled integers. */
const UNITS: Readonly<Record<string, number>> = {
  b: 1,
  bytes: 1,
  KB: 1e3,
  k: 2 ** 10,
  KiB: 2 ** 10,
  MB: 1e6,
  M: 2 ** 20,
  MiB: 2 ** 20,
  GB: 1e9,
  G: 2 ** 30,
  GiB: 2 ** 30,
  TB: 1e12,
  T: 2 ** 40,
  TiB: 2 ** 40,
};

const PLACES: ReadonlyMap<string, PartKind> = new Map<string, PartKind>([
  ['name', 'machine'],
  ['title', 'machine'],
  ['description', 'machine'],
  ['memory', 'memory'],
  ['currentMemory', 'memory'],
  ['maxMemory', 'memory'],
  ['memoryBacking', 'memory'],
  ['vcpu', 'processor'],
  ['vcpus', 'processor'],
  ['cpu', 'processor'],
  ['cputune', 'processor'],
  ['iothreads', 'processor'],
  ['os', 'firmware'],
]);

const DEVICES: ReadonlyMap<string, PartKind> = new Map<string, PartKind>([
  ['disk', 'drive'],
  ['interface', 'network'],
  ['video', 'display'],
  ['graphics', 'display'],
]);

/** Reads libvirt's `<domain>`. Throws `DomainSnapshotError` for what is not XML. */
export function readDomainDefinition(xml: string): Definition {
  const single = new Map<PartKind, Map<string, FactValue>>();
  const parts: Part[] = [];
  for (const element of elementsOf(parseXml(xml, XML_LIMITS))) {
    if (element.name === 'devices') parts.push(...devicesOf(element));
    else if (element.name === 'uuid') continue;
    else {
      const kind = PLACES.get(element.name) ?? 'other';
      const facts = single.get(kind) ?? new Map<string, FactValue>();
      single.set(kind, facts);
      gather(element, element.name, facts);
    }
  }
  const own = [...single].map(([kind, facts]): Part => ({ kind, name: '', facts }));
  return definitionOf([...own, ...parts], ALL);
}

function devicesOf(devices: XmlElement): readonly Part[] {
  return elementsOf(devices).map((device): Part => {
    const facts = new Map<string, FactValue>();
    for (const { name, value } of device.attributes) facts.set(name, value);
    for (const child of elementsOf(device)) if (!PASSING.has(child.name)) gather(child, child.name, facts);
    const text = leafText(device);
    if (text !== '') facts.set(device.name, text);
    return { kind: DEVICES.get(device.name) ?? 'device', name: nameOf(device), facts };
  });
}

/** What stays the same of a device while the rest may change. */
function nameOf(device: XmlElement): string {
  const child = (name: string) => elementsOf(device).find((each) => each.name === name);
  const target = child('target');
  const mac = child('mac');
  const dev = target === undefined ? null : attributeOf(target, 'dev');
  if (device.name === 'disk' && dev !== null) return dev;
  if (device.name === 'interface' && mac !== undefined) return attributeOf(mac, 'address') ?? '';
  const type = attributeOf(device, 'type');
  const index = attributeOf(device, 'index');
  return [device.name, type, index].filter((part) => part !== null).join(' ');
}

/** Collects what an element says, each fact by the way to it: `os type@machine`. */
function gather(element: XmlElement, path: string, facts: Map<string, FactValue>): void {
  const size = sizeOf(element);
  if (size !== null) {
    facts.set(path, { bytes: size });
    return;
  }
  for (const { name, value } of element.attributes) add(facts, `${path} ${name}`, value);
  const text = leafText(element);
  if (text !== '') add(facts, path, text);
  else if (element.attributes.length === 0 && childrenOf(element).length === 0) add(facts, path, '✓');
  for (const child of childrenOf(element)) {
    if (!PASSING.has(child.name)) gather(child, `${path} ${child.name}`, facts);
  }
}

/** Adds to what the same way leads to, as with several of the same element. */
function add(facts: Map<string, FactValue>, path: string, value: string): void {
  const known = facts.get(path);
  facts.set(path, typeof known === 'string' ? `${known}, ${value}` : value);
}

function childrenOf(element: XmlElement): readonly XmlElement[] {
  return isLeaf(element) ? [] : elementsOf(element);
}

function leafText(element: XmlElement): string {
  return isLeaf(element) ? textOf(element).trim() : '';
}

/** Whether an element holds text alone: the parser keeps text under `#text` and `#cdata`. */
function isLeaf(element: XmlElement): boolean {
  return element.content.every(
    (node) => typeof node === 'object' && node !== null && ('#text' in node || '#cdata' in node),
  );
}

function sizeOf(element: XmlElement): number | null {
  if (!['memory', 'currentMemory', 'maxMemory'].includes(element.name)) return null;
  const unit = UNITS[attributeOf(element, 'unit') ?? 'KiB'];
  const value = Number(leafText(element));
  return unit === undefined || !Number.isFinite(value) ? null : value * unit;
}
