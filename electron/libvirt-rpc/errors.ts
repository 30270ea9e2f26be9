import { remoteError } from './structures.ts';
import { decode } from './xdr.ts';

/** `virErrorNumber` (libvirt/virterror.h): those that a reader of this code may act upon. */
const errorNumbers = {
  'internal-error': 1,
  'no-support': 3,
  'no-connect': 5,
  'invalid-connection': 6,
  'invalid-domain': 7,
  'invalid-argument': 8,
  'operation-failed': 9,
  'xml-error': 27,
  'domain-exists': 28,
  'operation-denied': 29,
  'open-failed': 30,
  'xml-detail': 35,
  'system-error': 38,
  rpc: 39,
  'no-domain': 42,
  'authentication-failed': 45,
  'operation-invalid': 55,
  'config-unsupported': 67,
  'operation-timeout': 68,
  'invalid-domain-snapshot': 71,
  'no-domain-snapshot': 72,
  'invalid-stream': 73,
  'argument-unsupported': 74,
  'snapshot-revert-risky': 77,
  'operation-aborted': 78,
  'authentication-cancelled': 79,
  'operation-unsupported': 84,
  'agent-unresponsive': 86,
  'resource-busy': 87,
  'access-denied': 88,
  'xml-invalid-schema': 92,
  'authentication-unavailable': 94,
  'agent-unsynced': 97,
  'device-missing': 99,
} as const satisfies Record<string, number>;

export type LibvirtErrorCode = keyof typeof errorNumbers | 'other';

const codeByNumber: ReadonlyMap<number, LibvirtErrorCode> = new Map(
  entriesOf(errorNumbers).map(([name, number]) => [number, name]),
);

/** `virErrorDomain` (libvirt/virterror.h): the part of libvirt that an error comes from. */
const originByNumber: ReadonlyMap<number, string> = new Map([
  [5, 'xml'],
  [6, 'domain'],
  [7, 'rpc'],
  [9, 'configuration'],
  [10, 'qemu'],
  [12, 'test'],
  [13, 'remote'],
  [18, 'storage'],
  [20, 'domain-configuration'],
  [24, 'security'],
  [31, 'cpu'],
  [35, 'domain-snapshot'],
  [38, 'streams'],
  [40, 'event'],
  [42, 'locking'],
  [44, 'capabilities'],
  [45, 'uri'],
  [46, 'authentication'],
  [47, 'dbus'],
  [54, 'cgroup'],
  [55, 'access'],
  [60, 'polkit'],
  [70, 'tpm'],
]);

/** The server refused or failed a call; the connection goes on. */
export class LibvirtError extends Error {
  override readonly name = 'LibvirtError';
  readonly code: LibvirtErrorCode;
  /** libvirt's own number, also for codes that have no name here. */
  readonly number: number;
  /** The part of libvirt that says it, such as `qemu`; `other` when it has no name here. */
  readonly origin: string;

  constructor(number: number, origin: number, message: string) {
    super(message);
    this.number = number;
    this.code = codeByNumber.get(number) ?? 'other';
    this.origin = originByNumber.get(origin) ?? 'other';
  }
}

/** The error in the payload of an error reply. Throws XdrError when it cannot be read. */
export function decodeLibvirtError(payload: Buffer): LibvirtError {
  const error = decode(remoteError, payload);
  return new LibvirtError(error.code, error.domain, error.message ?? 'libvirt gave no reason');
}

/**
 * Whether the server does not know the procedure or program that was called, or its driver does not have it.
 * libvirt has no code of its own for this: it says RPC (39) and "unknown procedure: N" or "Cannot find program N"
 * (rpc/virnetserverprogram.c, rpc/virnetserver.c).
 */
export function isUnknownProcedure(error: unknown): boolean {
  return (
    error instanceof LibvirtError &&
    (error.code === 'no-support' ||
      (error.code === 'rpc' && /unknown procedure|cannot find program/i.test(error.message)))
  );
}

/** The message of anything that was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function entriesOf<K extends string, V>(object: Readonly<Record<K, V>>): [K, V][] {
  const entries: [K, V][] = [];
  for (const key in object) {
    entries.push([key, object[key]]);
  }
  return entries;
}
