import { readBlockDevice } from './block-device.ts';
import { readDisks, readMemory } from './disks.ts';
import type { DomainSnapshot, Holder, Kept, KeptAttribute, KeptElement } from './model.ts';
import { isNotes, readNotes, type Scopes, scopeOf } from './notes.ts';
import { readChoice, readCreationTime, readDate, readName, readState, readUuid } from './value.ts';
import { elementsOf, rawOf, refuse, textOf, type XmlElement } from './xml-tree.ts';

/** The children of the root that both vocabularies together know, each of which stands at most once. */
type Known =
  | 'name'
  | 'description'
  | 'state'
  | 'creationdate'
  | 'creationTime'
  | 'domain'
  | 'inactiveDomain'
  | 'parent'
  | 'memory'
  | 'disks'
  | 'revertDisks'
  | 'cookie'
  | 'active';

const KNOWN: ReadonlySet<string> = new Set<Known>([
  'name',
  'description',
  'state',
  'creationdate',
  'creationTime',
  'domain',
  'inactiveDomain',
  'parent',
  'memory',
  'disks',
  'revertDisks',
  'cookie',
  'active',
]);

type Sorted = {
  readonly find: (name: Known) => XmlElement | null;
  readonly blockDevices: readonly XmlElement[];
  readonly notes: XmlElement | null;
  readonly unknown: readonly KeptElement[];
};

/** Reads a root element of either vocabulary, or of both mixed; throws `DomainSnapshotError`. */
export function readDomainSnapshot(root: XmlElement): DomainSnapshot {
  if (root.name !== 'domainsnapshot')
    refuse(root, `The document is a <${root.name}>, not a <domainsnapshot>.`);
  const scopes = [scopeOf(root)];
  const sorted = sortChildren(root, scopes);
  const { find } = sorted;
  const name = find('name') ?? refuse(root, 'The snapshot has no <name>.');
  const parent = readParent(find('parent'));
  const notes = sorted.notes === null ? null : readNotes(sorted.notes, scopes);
  const kept: Kept = {
    attributes: [
      ...keepAttributes('domainsnapshot', root),
      ...keepAttributes('name', name),
      ...keepAttributes('description', find('description')),
      ...keepAttributes('state', find('state')),
      ...keepCreated(find('creationdate'), find('creationTime')),
      ...keepAttributes('memory', find('memory'), ['snapshot', 'file']),
      ...keepAttributes('active', find('active')),
      ...parent.kept.attributes,
      ...(notes?.kept.attributes ?? []),
    ],
    elements: [...sorted.unknown, ...parent.kept.elements, ...(notes?.kept.elements ?? [])],
  };
  return {
    name: readName(name, 'The snapshot’s name', textOf(name)),
    description: read(find('description'), textOf) ?? '',
    state: read(find('state'), readState) ?? 'nostate',
    createdAt: readCreated(find('creationdate'), find('creationTime')),
    parent: parent.name,
    ...readDomain(find('domain')),
    inactiveDomainXml: read(find('inactiveDomain'), rawOf),
    cookieXml: read(find('cookie'), rawOf),
    memory: read(find('memory'), readMemory),
    disks: read(find('disks'), readDisks),
    revertDisksXml: read(find('revertDisks'), rawOf),
    active: read(find('active'), (at) => readChoice(at, '<active>', textOf(at), ['0', '1'])),
    blockDevices: sorted.blockDevices.map(readBlockDevice),
    notes: notes?.notes ?? null,
    kept,
  };
}

function sortChildren(root: XmlElement, scopes: Scopes): Sorted {
  const known = new Map<string, XmlElement>();
  const blockDevices: XmlElement[] = [];
  const unknown: KeptElement[] = [];
  let notes: XmlElement | null = null;
  let after: string | null = null;
  for (const child of elementsOf(root)) {
    if (KNOWN.has(child.name)) {
      if (known.has(child.name)) refuse(child, `There is more than one <${child.name}>.`);
      known.set(child.name, child);
      after = child.name.startsWith('creation') ? 'created' : child.name;
    } else if (child.name === 'blockdev') {
      blockDevices.push(child);
      after = child.name;
    } else if (isNotes(child, scopes)) {
      if (notes !== null) refuse(child, `There is more than one <${child.name}>.`);
      notes = child;
      after = 'notes';
    } else {
      unknown.push({ inside: 'domainsnapshot', after, xml: rawOf(child) });
    }
  }
  return { find: (name) => known.get(name) ?? null, blockDevices, notes, unknown };
}

function readCreated(date: XmlElement | null, time: XmlElement | null): number | null {
  const byDate = read(date, (at) => readDate(at, '<creationdate>', textOf(at)));
  const byTime = read(time, readCreationTime);
  if (byDate === null || byTime === null) return byDate ?? byTime;
  if (time !== null && Math.floor(byDate / 1000) * 1000 !== byTime) {
    refuse(time, '<creationTime> and <creationdate> name different moments.');
  }
  return byDate;
}

function readParent(at: XmlElement | null): { readonly name: string | null; readonly kept: Kept } {
  if (at === null) return { name: null, kept: { attributes: [], elements: [] } };
  const elements: KeptElement[] = [];
  let name: XmlElement | null = null;
  for (const child of elementsOf(at)) {
    if (child.name !== 'name') {
      elements.push({ inside: 'parent', after: name === null ? null : 'name', xml: rawOf(child) });
    } else if (name !== null) {
      refuse(child, 'There is more than one <name> in <parent>.');
    } else {
      name = child;
    }
  }
  if (name === null) refuse(at, '<parent> has no <name>.');
  return {
    name: readName(name, 'The parent’s name', textOf(name)),
    kept: { attributes: [...keepAttributes('parent', at), ...keepAttributes('parent/name', name)], elements },
  };
}

function readDomain(at: XmlElement | null): Pick<DomainSnapshot, 'domainUuid' | 'domainXml'> {
  if (at === null) return { domainUuid: null, domainXml: null };
  const children = elementsOf(at);
  const [uuid, second] = children.filter(({ name }) => name === 'uuid');
  if (second !== undefined) refuse(second, 'There is more than one <uuid> in <domain>.');
  const uuidAlone =
    children.length === 1 && at.attributes.length === 0 && uuid !== undefined && uuid.attributes.length === 0;
  return {
    domainUuid: uuid === undefined ? null : readUuid(uuid),
    domainXml: uuidAlone ? null : rawOf(at),
  };
}

function keepCreated(date: XmlElement | null, time: XmlElement | null): readonly KeptAttribute[] {
  const ofDate = keepAttributes('created', date);
  const names = ofDate.map(({ name }) => name);
  return [...ofDate, ...keepAttributes('created', time, names)];
}

function keepAttributes(
  on: Holder,
  at: XmlElement | null,
  understood: readonly string[] = [],
): readonly KeptAttribute[] {
  const attributes = at?.attributes ?? [];
  return attributes
    .filter(({ name }) => !understood.includes(name))
    .map((attribute) => ({ ...attribute, on }));
}

function read<T>(at: XmlElement | null, reader: (at: XmlElement) => T): T | null {
  return at === null ? null : reader(at);
}
