import type { BlockDevice } from './model.ts';
import { formatDate, readChoice, readDate, readWholeNumber } from './value.ts';
import { textElement } from './xml-text.ts';
import { attributeOf, refuse, textOf, type XmlAttribute, type XmlElement } from './xml-tree.ts';

const KNOWN: ReadonlySet<string> = new Set([
  'device',
  'node',
  'format',
  'virtual-size',
  'snapshot-id',
  'snapshot-date',
  'vmstate',
]);
const NO_YES = ['no', 'yes'] as const;

export function readBlockDevice(at: XmlElement): BlockDevice {
  const path = textOf(at);
  if (path === '') refuse(at, '<blockdev> names no path.');
  const size = attributeOf(at, 'virtual-size');
  const date = attributeOf(at, 'snapshot-date');
  const vmstate = attributeOf(at, 'vmstate');
  return {
    path,
    device: attributeOf(at, 'device'),
    node: attributeOf(at, 'node'),
    format: attributeOf(at, 'format'),
    virtualSizeBytes: size === null ? null : readWholeNumber(at, '<blockdev virtual-size>', size),
    imageSnapshotId: attributeOf(at, 'snapshot-id'),
    imageSnapshotDate: date === null ? null : readDate(at, '<blockdev snapshot-date>', date),
    vmstate: vmstate === null ? null : readChoice(at, '<blockdev vmstate>', vmstate, NO_YES),
    kept: at.attributes.filter(({ name }) => !KNOWN.has(name)),
  };
}

export function writeBlockDevice(drive: BlockDevice): string {
  const values: readonly (readonly [string, string | null])[] = [
    ['device', drive.device],
    ['node', drive.node],
    ['format', drive.format],
    ['virtual-size', drive.virtualSizeBytes === null ? null : String(drive.virtualSizeBytes)],
    ['snapshot-id', drive.imageSnapshotId],
    ['snapshot-date', drive.imageSnapshotDate === null ? null : formatDate(drive.imageSnapshotDate)],
    ['vmstate', drive.vmstate === null ? null : NO_YES[drive.vmstate ? 1 : 0]],
  ];
  const attributes: XmlAttribute[] = [];
  for (const [name, value] of values) if (value !== null) attributes.push({ name, value });
  return textElement('blockdev', drive.path, [...attributes, ...drive.kept]);
}
