import { isAbsolute } from 'node:path/posix';
import { type SnapshotReading, sourceOf } from './snapshot-reading.ts';

/** What goes when a snapshot is deleted. */
export type HeldPart =
  /** A file that is removed. */
  | { readonly kind: 'file'; readonly path: string }
  /** Memory inside an image, under the snapshot's name. */
  | { readonly kind: 'memory'; readonly path: string; readonly name: string }
  /** A file that is removed after it was merged into another one, which grows by what it did not hold. */
  | {
      readonly kind: 'merge';
      readonly path: string;
      readonly base: { readonly path: string; readonly format: string };
    };

/** What takes room for a snapshot and goes with it: `disks` is null where that can't be known. */
export interface HeldParts {
  readonly memory: readonly HeldPart[];
  readonly disks: readonly HeldPart[] | null;
}

/**
 * What goes when one of these snapshots is deleted. A snapshot inside images gives its memory back; of the rest of an
 * image others may need a part. libvirt merges the files of one that others grew from, or that the machine runs on.
 */
export function heldParts(
  reading: SnapshotReading,
  tree: { readonly parents: ReadonlySet<string>; readonly current: string | null },
): HeldParts {
  const outside = reading.disks.filter(({ place }) => place !== 'internal');
  const isMerged = tree.current === reading.name || tree.parents.has(reading.name);
  return {
    memory: memoryParts(reading),
    disks: outside.length === 0 ? [] : isMerged ? mergeParts(reading) : null,
  };
}

function memoryParts(reading: SnapshotReading): readonly HeldPart[] {
  const { memory, memoryFile, name } = reading;
  if (memoryFile !== null) return [{ kind: 'file', path: memoryFile }];
  if (memory !== 'internal') return [];
  return reading.disks.flatMap(({ target, place }): HeldPart[] => {
    const path = sourceOf(reading.definition, target);
    return place === 'internal' && path !== null ? [{ kind: 'memory', path, name }] : [];
  });
}

function mergeParts(reading: SnapshotReading): readonly HeldPart[] | null {
  const parts: HeldPart[] = [];
  for (const { target, place, overlay } of reading.disks) {
    if (place === 'internal') continue;
    const base = reading.definition?.disks.find((disk) => disk.target === target);
    if (overlay === null || base?.source == null || base.format === null) return null;
    if (!isAbsolute(overlay) || !isAbsolute(base.source)) return null;
    parts.push({ kind: 'merge', path: overlay, base: { path: base.source, format: base.format } });
  }
  return parts;
}
