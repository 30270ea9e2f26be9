import { writeBlockDevice } from './block-device.ts';
import { disksInImages } from './disks.ts';
import { keptAttributes, type Piece, weave } from './kept.ts';
import type { DomainSnapshot, Holder, SnapshotMemory } from './model.ts';
import { writeNotes } from './notes.ts';
import { formatDate } from './value.ts';
import { element, textElement } from './xml-text.ts';
import type { XmlAttribute } from './xml-tree.ts';

export type DomainSnapshotForm = 'seed' | 'libvirt';

type Part =
  | Exclude<Holder, 'domainsnapshot' | 'parent/name'>
  | 'domain'
  | 'inactiveDomain'
  | 'blockdev'
  | 'disks'
  | 'revertDisks'
  | 'cookie';

// The proposal's own order, then what came later; and the order in which libvirt itself writes.
const PARTS: Readonly<Record<DomainSnapshotForm, readonly Part[]>> = {
  seed: [
    'name',
    'created',
    'description',
    'state',
    'domain',
    'parent',
    'blockdev',
    'memory',
    'disks',
    'revertDisks',
    'inactiveDomain',
    'cookie',
    'active',
    'notes',
  ],
  libvirt: [
    'name',
    'description',
    'state',
    'parent',
    'created',
    'memory',
    'disks',
    'revertDisks',
    'domain',
    'inactiveDomain',
    'cookie',
    'active',
  ],
};

/** Writes a snapshot in the form asked for; `formatDomainSnapshot` tells more. */
export function writeDomainSnapshot(snapshot: DomainSnapshot, form: DomainSnapshotForm): string {
  const pieces = PARTS[form].flatMap((part): readonly Piece[] =>
    writePart(snapshot, form, part).map((xml) => ({ anchor: part, xml })),
  );
  const children = weave(pieces, snapshot.kept.elements, 'domainsnapshot');
  return `${element('domainsnapshot', keptAttributes(snapshot.kept, 'domainsnapshot'), children, 0)}\n`;
}

function writePart(snapshot: DomainSnapshot, form: DomainSnapshotForm, part: Part): readonly string[] {
  const { kept } = snapshot;
  switch (part) {
    case 'name':
      return [textElement('name', snapshot.name, keptAttributes(kept, 'name'))];
    case 'description':
      return writeDescription(snapshot);
    case 'state':
      return writeState(snapshot, form);
    case 'created':
      return writeCreated(snapshot, form);
    case 'domain':
      return writeDomain(snapshot);
    case 'parent':
      return writeParent(snapshot);
    case 'blockdev':
      return snapshot.blockDevices.map(writeBlockDevice);
    case 'memory':
      return snapshot.memory === null ? [] : [writeMemory(snapshot.memory, snapshot)];
    case 'active':
      return snapshot.active === null
        ? []
        : [textElement('active', snapshot.active ? '1' : '0', keptAttributes(kept, 'active'))];
    case 'notes':
      return snapshot.notes === null ? [] : [writeNotes(snapshot.notes, kept)];
    case 'disks':
      return present(snapshot.disks?.xml ?? (form === 'libvirt' ? disksInImages(snapshot) : null));
    case 'revertDisks':
      return present(snapshot.revertDisksXml);
    case 'inactiveDomain':
      return present(snapshot.inactiveDomainXml);
    case 'cookie':
      return present(snapshot.cookieXml);
    default:
      return part satisfies never;
  }
}

function present(xml: string | null): readonly string[] {
  return xml === null ? [] : [xml];
}

function writeDescription({ description, kept }: DomainSnapshot): readonly string[] {
  const attributes = keptAttributes(kept, 'description');
  if (description === '' && attributes.length === 0) return [];
  return [textElement('description', description, attributes)];
}

function writeState({ state, kept }: DomainSnapshot, form: DomainSnapshotForm): readonly string[] {
  // libvirt reads `nostate` from nobody: its word for it is no <state> at all (snapshot_conf.c).
  if (state === 'nostate' && form === 'libvirt') return [];
  const word = form === 'seed' ? state.toUpperCase() : state;
  return [textElement('state', word, keptAttributes(kept, 'state'))];
}

function writeCreated({ createdAt, kept }: DomainSnapshot, form: DomainSnapshotForm): readonly string[] {
  if (createdAt === null) return [];
  const date = formatDate(createdAt);
  const attributes = keptAttributes(kept, 'created');
  return form === 'seed'
    ? [textElement('creationdate', date, attributes)]
    : [textElement('creationTime', String(Math.floor(createdAt / 1000)), attributes)];
}

function writeDomain({ domainXml, domainUuid }: DomainSnapshot): readonly string[] {
  if (domainXml !== null) return [domainXml];
  return domainUuid === null ? [] : [element('domain', [], [textElement('uuid', domainUuid)], 1)];
}

function writeParent({ parent, kept }: DomainSnapshot): readonly string[] {
  if (parent === null) return [];
  const name = textElement('name', parent, keptAttributes(kept, 'parent/name'));
  const children = weave([{ anchor: 'name', xml: name }], kept.elements, 'parent');
  return [element('parent', keptAttributes(kept, 'parent'), children, 1)];
}

function writeMemory(memory: SnapshotMemory, { kept }: DomainSnapshot): string {
  const attributes: XmlAttribute[] = [{ name: 'snapshot', value: memory.snapshot }];
  if (memory.snapshot === 'external') attributes.push({ name: 'file', value: memory.file });
  return element('memory', [...attributes, ...keptAttributes(kept, 'memory')], [], 1);
}
