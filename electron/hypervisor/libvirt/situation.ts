import type { MachineState } from '../../../shared/model/machine.ts';
import { say } from '../../../shared/sentences/say.ts';
import type { Sentence } from '../../../shared/sentences/sentence.ts';
import type { Definition, Disk } from './definition.ts';
import type { Host } from './host.ts';
import type { LetGo } from './let-go.ts';
import type { SnapshotReading } from './snapshot-reading.ts';

/** All that decides what libvirt would do or refuse, at one moment. */
export interface Situation {
  /** The machine's name. */
  readonly name: string;
  readonly state: MachineState;
  readonly host: Host;
  /** Why the connection may only look; null when it may change things. */
  readonly readOnly: Sentence | null;
  readonly definition: Definition;
  /** False for a machine that is gone once it is off. */
  readonly persistent: boolean;
  /** Whether libvirt saved its state to a file (`virsh managedsave`), from which its next start goes on. */
  readonly managedSave: boolean;
  /** Targets of disks that another job copies or merges now. */
  readonly blockJobs: readonly string[];
  /** Whether libvirt is at work on the machine for another program, so that everything else waits. */
  readonly held: boolean;
  /** Why QEMU has its hands off the images while the machine is paused; null when it has not. */
  readonly letGo: LetGo | null;
  readonly snapshots: ReadonlyMap<string, SnapshotReading>;
  readonly current: string | null;
}

export function isOn(situation: Pick<Situation, 'state'>): boolean {
  return situation.state !== 'off' && situation.state !== 'unknown';
}

/** The disks that snapshots are about: with an image, and writable. */
export function writableDisks(definition: Definition): readonly Disk[] {
  return definition.disks.filter((disk) => disk.source !== null && !disk.readOnly);
}

/** Why no snapshot holds a disk; null for one that can be in a snapshot. */
export function leftOut(disk: Disk): Sentence | null {
  if (disk.source === null) return say('drive/empty');
  if (disk.device === 'cdrom' || disk.device === 'floppy')
    return say('drive/removable', { kind: disk.device });
  if (disk.readOnly) return say('drive/read-only');
  return null;
}

/** `internal`: in the machine's images; `external`: at least one disk or the memory is in a file of its own. */
export function kindOf(reading: SnapshotReading): 'internal' | 'external' | 'mixed' {
  const outside = reading.disks.some((disk) => disk.place !== 'internal');
  const inside = reading.disks.some((disk) => disk.place === 'internal') || reading.memory === 'internal';
  if (outside && inside) return 'mixed';
  return outside || reading.memory === 'external' ? 'external' : 'internal';
}

export function hasExternal(snapshots: Iterable<SnapshotReading>): boolean {
  for (const each of snapshots) if (kindOf(each) !== 'internal') return true;
  return false;
}

export function hasInternal(snapshots: Iterable<SnapshotReading>): boolean {
  for (const each of snapshots) if (kindOf(each) !== 'external') return true;
  return false;
}
