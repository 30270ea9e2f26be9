import { createHash } from 'node:crypto';
import type { MachineRecord } from './machine-record.ts';
import type { QemuReading } from './reading.ts';

type Known = Pick<MachineRecord, 'uuid' | 'name' | 'drives'>;
type Seen = Pick<QemuReading, 'uuid' | 'name' | 'drives'>;

/**
 * Whether the QEMU that answers at a machine's socket is that machine. One with a UUID says so itself; one
 * without is known by a drive of the machine, or by its name.
 */
export function isSameMachine(record: Known, reading: Seen): boolean {
  if (reading.uuid === record.uuid) return true;
  if (reading.uuid !== null) return false;
  // Of a machine that was only just added nothing is known that could differ.
  if (record.drives.length === 0) return true;
  const paths = new Set(record.drives.map((drive) => drive.path));
  if (reading.drives.some((drive) => drive.path !== null && paths.has(drive.path))) return true;
  return reading.name === record.name;
}

/** A UUID for a machine that has none: the same for the same facts (RFC 9562, version 8). */
export function derivedUuid(facts: readonly string[]): string {
  const hex = createHash('sha256').update(facts.join('\0')).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
