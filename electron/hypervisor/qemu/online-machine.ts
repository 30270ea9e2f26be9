import type { QmpSession } from '../../qmp/session.ts';
import type { SnapshotFacts } from '../hypervisor.ts';
import { HypervisorError } from '../hypervisor.ts';
import type { QemuDrive } from './drives.ts';
import type { QemuReading } from './reading.ts';
import { snapshotFacts } from './snapshot-facts.ts';

/** A machine whose QEMU we talk to, as an operation needs it. */
export interface OnlineMachine {
  readonly name: string;
  readonly session: QmpSession;
  /** Looks again; node names and tags of an earlier look must not be used for a command. Throws QmpError. */
  readonly look: () => Promise<QemuReading>;
}

/** The very snapshot that `wanted` was, as it is now; throws HypervisorError when it is gone or replaced. */
export function sameSnapshot(reading: QemuReading, wanted: SnapshotFacts, machine: string): SnapshotFacts {
  const found = snapshotFacts(reading.drives).find(
    (each) =>
      each.name === wanted.name && each.identities.some((identity) => wanted.identities.includes(identity)),
  );
  if (found !== undefined) return found;
  throw new HypervisorError(
    'not-found',
    `The snapshot “${wanted.name}” is no longer in the images of ${machine}: another program removed or replaced it. Nothing was sent to QEMU.`,
  );
}

/** The drives that hold a snapshot, in the machine's order. */
export function drivesHolding(reading: QemuReading, snapshot: SnapshotFacts): readonly QemuDrive[] {
  const ids = new Set(snapshot.instances.map((instance) => instance.driveId));
  return reading.drives.filter((drive) => ids.has(drive.id));
}

/** The node names of drives, each once: QEMU makes two snapshots of one name where a node is given twice. */
export function nodeNames(drives: readonly QemuDrive[]): readonly string[] {
  return [...new Set(drives.map((drive) => drive.nodeName).filter((name) => name !== null))];
}
