import { type Finding, finding } from '../../../shared/model/finding.ts';
import { kindOf, type Situation } from './situation.ts';
import { type SnapshotReading, sourceOf } from './snapshot-reading.ts';

/**
 * What going back would do to images that others are built on. A snapshot in files of its own is the image as it was,
 * which nobody writes to any more; going back to one inside that image writes to it.
 */
export function overwriteFindings(situation: Situation, reading: SnapshotReading): readonly Finding[] {
  return kindOf(reading) === 'internal'
    ? harmedFindings(situation, reading)
    : spoiledFindings(situation, reading);
}

/** Snapshots that would be lost with an image that is written to again. */
function harmedFindings(situation: Situation, reading: SnapshotReading): readonly Finding[] {
  const written = reading.disks.flatMap(({ target }) => sourceOf(reading.definition, target) ?? []);
  const lost = builtOn(situation, written);
  if (lost.length === 0) return [];
  return [finding('warns', 'overwrites-base', { name: reading.name, lost, machine: situation.name })];
}

/** The other way: the machine has written to the image that the snapshot is. */
function spoiledFindings(situation: Situation, reading: SnapshotReading): readonly Finding[] {
  const spoiled = reading.disks.find(({ target, place }) => {
    const base = sourceOf(reading.definition, target);
    return place !== 'internal' && base !== null && base === sourceOf(situation.definition, target);
  });
  if (spoiled === undefined) return [];
  const path = sourceOf(reading.definition, spoiled.target) ?? '';
  return [finding('blocks', 'base-changed', { name: reading.name, path, machine: situation.name })];
}

/** Snapshots in files of their own that grew from one of these images, and all that grew from those. */
function builtOn({ snapshots }: Situation, images: readonly string[]): readonly string[] {
  const found = new Set<string>();
  for (const each of snapshots.values()) {
    const isDirect = each.disks.some(
      ({ target, place }) => place !== 'internal' && images.includes(sourceOf(each.definition, target) ?? ''),
    );
    if (isDirect) found.add(each.name);
  }
  for (let before = -1; found.size > before; ) {
    before = found.size;
    for (const { name, parent } of snapshots.values()) {
      if (parent !== null && found.has(parent)) found.add(name);
    }
  }
  return [...found];
}
