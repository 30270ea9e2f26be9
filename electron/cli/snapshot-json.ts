import type { Machine } from '../../shared/model/machine.ts';
import type { Snapshot } from '../../shared/model/snapshot.ts';
import { findingsJson } from './finding-text.ts';
import { timeJson } from './words.ts';

/** A snapshot as --json prints it. Sizes in bytes, times in ISO 8601. */
export function snapshotJson(
  snapshot: Snapshot,
  { currentSnapshotId }: Pick<Machine, 'currentSnapshotId'>,
  nameOf: (id: string) => string | null,
) {
  const { name, state, kind, memory, description, labels, pinned, sizeBytes, picture, restorable } = snapshot;
  return {
    name,
    parent: snapshot.parentId === null ? null : nameOf(snapshot.parentId),
    created: timeJson(snapshot.createdAt),
    state,
    kind,
    memory,
    description,
    labels,
    pinned,
    current: snapshot.id === currentSnapshotId,
    sizeBytes,
    screenshot:
      picture === null ? null : { sha256: picture.sha256, width: picture.width, height: picture.height },
    drives: snapshot.drives.map(({ path, status }) => ({ path, status })),
    restorable: { ok: restorable.ok, findings: findingsJson(restorable.findings) },
  };
}
