import { type Finding, finding } from '../../shared/model/finding.ts';
import type { RememberedSnapshot } from './hypervisor.ts';

/** The machine that saved memory would be loaded into. */
export interface MemoryHome {
  readonly name: string;
  readonly memoryBytes: number | null;
  /** Null when not known. */
  readonly devices: readonly string[] | null;
}

/**
 * What keeps the memory of a snapshot from being loaded into the machine as it is today. It must be found
 * before the load: QEMU puts the disks back first and only then finds out, and the machine can't go on.
 */
export function memoryMisfits(
  snapshot: string,
  remembered: Pick<RememberedSnapshot, 'ramBytes' | 'devices'>,
  today: MemoryHome,
): readonly Finding[] {
  return [
    ...sizeFindings(snapshot, remembered.ramBytes, today),
    ...deviceFindings(snapshot, remembered.devices, today),
  ];
}

function sizeFindings(snapshot: string, then: number | null, today: MemoryHome): readonly Finding[] {
  if (then === null || today.memoryBytes === null || then === today.memoryBytes) return [];
  return [
    finding(
      'blocks',
      'memory-size',
      `${today.name} has ${mebibytes(today.memoryBytes)} of memory and had ${mebibytes(then)} when “${snapshot}” was taken.`,
      `Start it with ${mebibytes(then)} of memory (-m ${Math.round(then / 1024 / 1024)}), then restore.`,
    ),
  ];
}

function deviceFindings(
  snapshot: string,
  then: readonly string[] | null,
  today: MemoryHome,
): readonly Finding[] {
  if (then === null || today.devices === null) return [];
  const gone = missing(then, today.devices);
  const added = missing(today.devices, then);
  if (gone.length === 0 && added.length === 0) return [];
  const changes = [
    ...(gone.length === 0 ? [] : [`gone: ${gone.join(', ')}`]),
    ...(added.length === 0 ? [] : [`new: ${added.join(', ')}`]),
  ];
  return [
    finding(
      'blocks',
      'devices-differ',
      `${today.name} has other devices than when “${snapshot}” was taken, and memory fits only the devices it was saved with (${changes.join('; ')}).`,
      'Start it with the devices that it had then, then restore.',
    ),
  ];
}

/** What `from` has more of than `other`. */
function missing(from: readonly string[], other: readonly string[]): readonly string[] {
  const left = [...other];
  return from.filter((each) => {
    const index = left.indexOf(each);
    if (index === -1) return true;
    left.splice(index, 1);
    return false;
  });
}

function mebibytes(bytes: number): string {
  return `${Math.round(bytes / 1024 / 1024)} MiB`;
}
