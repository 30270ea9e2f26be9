import { createHash } from 'node:crypto';
import type { Drive } from '../../../shared/model/machine.ts';
import { say } from '../../../shared/sentences/say.ts';
import { HypervisorError } from '../hypervisor.ts';
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

/**
 * Throws HypervisorError for a QEMU that has the UUID of a machine which is on, and other drives: two can't both be the
 * machine. Two monitors of one QEMU show the same drives.
 */
export function refuseCopy(
  known: { readonly name: string; readonly uuid: string; readonly drives: readonly Drive[] },
  { drives }: Seen,
  address: string,
): void {
  const paths = new Set(known.drives.map((drive) => drive.path));
  if (drives.length === known.drives.length && drives.every((drive) => paths.has(drive.path))) return;
  throw new HypervisorError('refused', say('add/copy', { machine: known.name, address, uuid: known.uuid }));
}

/** A name for a machine that says none. */
export function nameFromAddress(address: string): string {
  return address.slice(address.lastIndexOf('/') + 1).replace(/\.(sock|socket|qmp)$/, '') || address;
}

/** A UUID for a machine that has none: the same for the same facts (RFC 9562, version 8). */
export function derivedUuid(facts: readonly string[]): string {
  const hex = createHash('sha256').update(facts.join('\0')).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
