/** `virDomainSnapshotCreateFlags`. */
export const snapshotCreateFlags = {
  redefine: 1,
  current: 2,
  'no-metadata': 4,
  halt: 8,
  'disk-only': 16,
  'reuse-external': 32,
  quiesce: 64,
  atomic: 128,
  live: 256,
  validate: 512,
} as const;

/** `virDomainSnapshotXMLFlags`. */
export const snapshotXmlFlags = { secure: 1 } as const;

/** `virDomainSnapshotRevertFlags`. */
export const snapshotRevertFlags = { running: 1, paused: 2, force: 4, 'reset-nvram': 8 } as const;

/** `virDomainSnapshotDeleteFlags`. */
export const snapshotDeleteFlags = { children: 1, 'metadata-only': 2, 'children-only': 4 } as const;

/** `virDomainSnapshotListFlags`; the first bit means roots in a list of a machine and descendants in one of a snapshot. */
export const snapshotListFlags = {
  roots: 1,
  metadata: 2,
  leaves: 4,
  'no-leaves': 8,
  'no-metadata': 16,
  inactive: 32,
  active: 64,
  'disk-only': 128,
  internal: 256,
  external: 512,
  topological: 1024,
} as const;

/** The first bit of `snapshotListFlags` in a list of a snapshot's children. */
export const snapshotChildrenFlags = { ...snapshotListFlags, descendants: 1 } as const;

/** `virDomainXMLFlags`. */
export const domainXmlFlags = { secure: 1, inactive: 2, 'update-cpu': 4, migratable: 8 } as const;

/** `virDomainCreateFlags`. */
export const domainCreateFlags = {
  paused: 1,
  'bypass-cache': 4,
  'force-boot': 8,
  'reset-nvram': 32,
} as const;

/** `virDomainShutdownFlagValues`; none lets the hypervisor choose. */
export const domainShutdownFlags = { 'acpi-power-button': 1, 'guest-agent': 2 } as const;

/** `virDomainDestroyFlagsValues`. */
export const domainDestroyFlags = { graceful: 1 } as const;

/** `virDomainSaveRestoreFlags`. */
export const domainSaveFlags = { 'bypass-cache': 1, running: 2, paused: 4 } as const;

/** `virDomainUndefineFlagsValues`. */
export const domainUndefineFlags = {
  'managed-save': 1,
  'snapshots-metadata': 2,
  nvram: 4,
  'keep-nvram': 8,
} as const;

/** `virConnectListAllDomainsFlags`. */
export const domainListFlags = { active: 1, inactive: 2, persistent: 4, transient: 8 } as const;

/** `virDomainSetTimeFlags`. */
export const setTimeFlags = { sync: 1 } as const;

/** `virConnectFlags`. */
export const connectFlags = { 'read-only': 1 } as const;

/** Names of bits of one of the tables. */
export type Flags<Table> = readonly (keyof Table)[];

/** The bits that the names stand for. */
export function bits<Table extends Readonly<Record<string, number>>>(
  table: Table,
  names: Flags<Table>,
): number {
  return names.reduce((sum, name) => sum | (table[name] ?? 0), 0);
}
