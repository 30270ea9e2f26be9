import type { DomainSnapshot, SnapshotDisk, SnapshotDisks, SnapshotMemory } from './model.ts';
import { element } from './xml-text.ts';
import { attributeOf, elementsOf, rawOf, refuse, textOf, type XmlElement } from './xml-tree.ts';

const DISK_SNAPSHOTS = ['no', 'internal', 'external', 'manual'] as const;

/** Reads libvirt's `<disks>`; the whole element is kept beside what is read of it. */
export function readDisks(at: XmlElement): SnapshotDisks {
  const disks = elementsOf(at).filter(({ name }) => name === 'disk');
  return { xml: rawOf(at), list: disks.map(readDisk) };
}

function readDisk(at: XmlElement): SnapshotDisk {
  const name = attributeOf(at, 'name');
  if (name === null || name === '') refuse(at, '<disk> has no name.');
  const word = attributeOf(at, 'snapshot');
  const snapshot = word === null ? null : DISK_SNAPSHOTS.find((each) => each === word);
  if (snapshot === undefined) refuse(at, '<disk snapshot> is none of no, internal, external, manual.');
  const children = elementsOf(at);
  const driver = children.find((child) => child.name === 'driver');
  const source = children.find((child) => child.name === 'source');
  return {
    name,
    snapshot,
    type: attributeOf(at, 'type') ?? 'file',
    format: driver === undefined ? null : attributeOf(driver, 'type'),
    source: source === undefined ? null : (attributeOf(source, 'file') ?? attributeOf(source, 'dev')),
    deleteInProgress: children.some((child) => child.name === 'snapshotDeleteInProgress'),
  };
}

/** Reads libvirt's `<memory>`; a file without `snapshot` means external (docs/formatsnapshot.rst). */
export function readMemory(at: XmlElement): SnapshotMemory {
  if (textOf(at).trim() !== '') refuse(at, '<memory> holds text.');
  const file = attributeOf(at, 'file');
  const snapshot = attributeOf(at, 'snapshot') ?? (file === null ? '' : 'external');
  switch (snapshot) {
    case 'no':
    case 'internal':
      return file === null
        ? { snapshot }
        : refuse(at, `<memory> has a file, though its memory is “${snapshot}”.`);
    case 'external':
      if (file?.startsWith('/') !== true)
        refuse(at, '<memory> is external and names no absolute path of a file.');
      return { snapshot, file };
    default:
      return refuse(at, '<memory snapshot> is none of no, internal, external.');
  }
}

/**
 * The `<disks>` that libvirt must be given for a snapshot of disks alone that lives in its images: where the
 * state is `disk-snapshot` and nothing is said, libvirt invents external files (qemuSnapshotRedefine, 9.0).
 */
export function disksInImages({ state, blockDevices }: DomainSnapshot): string | null {
  // libvirt's schema takes a path in place of the target (basictypes.rng, absFilePath), yet none of two lines.
  const usable = blockDevices.length > 0 && blockDevices.every(({ path }) => /^\/[^\r\n]+$/.test(path));
  if (state !== 'disk-snapshot' || !usable) return null;
  const disks = blockDevices.map(({ path }) => {
    const attributes = Object.entries({ name: path, snapshot: 'internal' });
    return element(
      'disk',
      attributes.map(([name, value]) => ({ name, value })),
      [],
      2,
    );
  });
  return element('disks', [], disks, 1);
}
