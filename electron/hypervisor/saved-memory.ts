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
    finding('blocks', 'memory-size', {
      machine: today.name,
      name: snapshot,
      now: today.memoryBytes,
      before: then,
      mebibytes: String(Math.round(then / 1024 / 1024)),
    }),
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
  const values = { machine: today.name, name: snapshot };
  if (added.length === 0) return [finding('blocks', 'devices-differ:gone', { ...values, gone })];
  if (gone.length === 0) return [finding('blocks', 'devices-differ:new', { ...values, added })];
  return [finding('blocks', 'devices-differ', { ...values, gone, added })];
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
