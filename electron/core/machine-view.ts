import { type Machine, type MachineState, machineId } from '../../shared/model/machine.ts';
import type { Picture } from '../../shared/model/picture.ts';
import { snapshotId } from '../../shared/model/snapshot.ts';
import type { Domain, Hypervisor } from '../hypervisor/hypervisor.ts';
import type { MachineBook } from '../snapshots/machine-book.ts';

/** A picture of a machine's screen that is not kept with a snapshot. */
export interface LivePicture {
  readonly picture: Picture;
  readonly at: number;
  /** What the machine did then. */
  readonly state: MachineState;
}

/** A machine as the world shows it. */
export function machineView(
  hypervisor: Hypervisor,
  domain: Domain,
  book: MachineBook,
  live: LivePicture | null,
  demoUuid: string | null,
): Machine {
  const id = machineId(hypervisor.connectionId, domain.uuid);
  const { notes, reconciled, currentKey } = book;
  const activatedKey = book.activatedKey;
  const picture =
    live ?? (notes.picture === null ? null : { picture: notes.picture, at: notes.pictureAt ?? 0 });
  return {
    id,
    connectionId: hypervisor.connectionId,
    uuid: domain.uuid,
    name: domain.name,
    state: domain.state,
    source: domain.source,
    link: domain.link,
    demo: domain.uuid === demoUuid,
    memoryBytes: domain.memoryBytes,
    drives: domain.drives,
    capabilities: domain.capabilities,
    findings: domain.findings,
    currentSnapshotId: currentKey === null ? null : snapshotId(id, currentKey),
    activatedSnapshotId: activatedKey === null ? null : snapshotId(id, activatedKey),
    changedSince: domain.activity === null || domain.activity !== notes.currentActivity,
    snapshotCount: reconciled?.snapshots.length ?? 0,
    picture: picture?.picture ?? null,
    pictureAt: picture?.at ?? null,
    heads: domain.heads,
    seenAt: domain.seenAt,
    screenshots: notes.screenshots,
  };
}
