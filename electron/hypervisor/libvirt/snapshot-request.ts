import { dirname, isAbsolute, join } from 'node:path/posix';
import { element, textElement } from '../../../shared/domainsnapshot/xml-text.ts';
import type { Flags, snapshotCreateFlags } from '../../libvirt-rpc/flags.ts';
import type { TakeOptions } from '../hypervisor.ts';
import { isOn, type Situation, writableDisks } from './situation.ts';
import { chosenDisks } from './take-findings.ts';

/** A document and flags for virDomainSnapshotCreateXML. */
export interface SnapshotRequest {
  readonly xml: string;
  readonly flags: Flags<typeof snapshotCreateFlags>;
}

/** What to send for a take. Throws DomainSnapshotError for a description that XML can't carry. */
export function snapshotRequest(situation: Situation, options: TakeOptions): SnapshotRequest {
  const head = [
    textElement('name', options.name),
    ...(options.description === '' ? [] : [textElement('description', options.description)]),
  ];
  const { external } = options;
  // The test driver takes no further wishes.
  if (external === null || situation.host.driver !== 'QEMU') {
    return { xml: document(head), flags: [] };
  }
  const memoryFile = options.memory && isOn(situation) ? memoryFileOf(situation, options) : null;
  const memory = element(
    'memory',
    memoryFile === null
      ? [{ name: 'snapshot', value: 'no' }]
      : [
          { name: 'snapshot', value: 'external' },
          { name: 'file', value: memoryFile },
        ],
    [],
    1,
  );
  const flags: SnapshotRequest['flags'] = [
    ...(memoryFile === null ? (['disk-only'] as const) : []),
    ...(options.quiesce ? (['quiesce'] as const) : []),
    // All files or none.
    'atomic',
  ];
  return { xml: document([...head, memory, disksOf(situation, options)]), flags };
}

function document(children: readonly string[]): string {
  return element('domainsnapshot', [], children, 0);
}

/** Says of every disk whether it is in the snapshot; what a definition says of itself must not surprise. */
function disksOf(situation: Situation, options: TakeOptions): string {
  const chosen = new Set(chosenDisks(situation, options));
  const disks = situation.definition.disks.map((disk) =>
    element(
      'disk',
      [
        { name: 'name', value: disk.target },
        { name: 'snapshot', value: chosen.has(disk) ? 'external' : 'no' },
      ],
      [],
      2,
    ),
  );
  return element('disks', [], disks, 1);
}

/** Where the memory of an external snapshot goes: as asked for, else beside the first disk's image; null when nowhere. */
export function memoryFileOf(
  situation: Pick<Situation, 'name' | 'definition'>,
  options: TakeOptions,
): string | null {
  if (options.external?.memoryFile != null) return options.external.memoryFile;
  const folder = imageFolder(situation, options);
  return folder === null ? null : join(folder, `${situation.name}-mem.${options.name}`);
}

/** The folder of the first chosen disk's image; null where the images are no files. */
export function imageFolder(situation: Pick<Situation, 'definition'>, options: TakeOptions): string | null {
  const disks =
    options.external === null ? writableDisks(situation.definition) : chosenDisks(situation, options);
  const path = disks.find((disk) => disk.source !== null && isAbsolute(disk.source))?.source ?? null;
  return path === null ? null : dirname(path);
}

/** Files that libvirt would begin for an external snapshot, by its rule: the image's name up to its last dot, and the snapshot's. */
export function overlayPaths(
  situation: Pick<Situation, 'definition'>,
  options: TakeOptions,
): readonly string[] {
  return chosenDisks(situation, options).flatMap(({ source, type }) => {
    if (source === null || type !== 'file') return [];
    const file = source.slice(source.lastIndexOf('/') + 1);
    const dot = file.lastIndexOf('.');
    const stem = dot === -1 ? source : source.slice(0, source.length - file.length + dot);
    return [`${stem}.${options.name}`];
  });
}
