import type { MachineNotes } from './machine-notes.ts';
import type { SnapshotEntry } from './reconcile.ts';

/** Moment of a snapshot as far as it is known, ms since the epoch. */
export function createdAt(entry: SnapshotEntry | undefined): number {
  return entry?.facts?.createdAt ?? entry?.document?.createdAt ?? 0;
}

export function nameOf(entry: SnapshotEntry): string {
  return entry.facts?.name ?? entry.document?.name ?? '';
}

/**
 * The key of each entry's parent; null for a root. What hung on something that is gone hangs on what that hung on.
 * Yields wherever others may have the thread.
 */
export function* parentKeys(
  entries: ReadonlyMap<string, SnapshotEntry>,
  notes: MachineNotes,
  keepsTree: boolean,
): Generator<void, ReadonlyMap<string, string | null>> {
  const byName = Map.groupBy(entries.values(), nameOf);
  const goneByName = new Map(
    Object.entries(notes.elsewhere)
      .filter(([key]) => !entries.has(key))
      .map(([key, { name }]) => [name, key]),
  );
  yield;
  const named = (name: string | null | undefined, child: SnapshotEntry): string | null =>
    name == null ? null : (bearer(byName.get(name) ?? [], child) ?? goneByName.get(name) ?? null);
  const parents = new Map<string, string | null>();
  for (const entry of entries.values()) {
    let parent: string | null;
    if (keepsTree && entry.facts !== null) parent = named(entry.facts.parentName, entry);
    else if (entry.document !== null) parent = named(entry.document.parent, entry);
    else parent = notes.elsewhere[entry.key]?.parent ?? null;
    parent = presentKey(parent, entries, notes);
    parents.set(entry.key, parent === entry.key ? null : parent);
    yield;
  }
  return parents;
}

/**
 * Which of the entries of one name a child means: the newest that was there before it. One that is younger is the
 * parent only where it is known to us, for the clock may have been put back; the name used again elsewhere is not.
 */
function bearer(entries: readonly SnapshotEntry[], child: SnapshotEntry): string | null {
  let found: SnapshotEntry | null = null;
  for (const entry of entries) {
    if (createdAt(entry) <= createdAt(child) && createdAt(entry) >= createdAt(found ?? undefined))
      found = entry;
  }
  found ??= entries.find((entry) => entry.document !== null || entry.facts?.parentName !== undefined) ?? null;
  return found?.key ?? null;
}

/** The key itself, or its nearest ancestor that is still there. */
export function presentKey(
  key: string | null,
  entries: ReadonlyMap<string, SnapshotEntry>,
  notes: MachineNotes,
): string | null {
  const seen = new Set<string>();
  let at = key;
  while (at !== null && !entries.has(at) && !seen.has(at)) {
    seen.add(at);
    at = notes.elsewhere[at]?.parent ?? null;
  }
  return at !== null && entries.has(at) ? at : null;
}
