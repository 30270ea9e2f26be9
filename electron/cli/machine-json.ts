import type { Machine } from '../../shared/model/machine.ts';
import { findingsJson } from './finding-text.ts';
import type { KnownWorld } from './known-world.ts';

/** A machine as --json prints it. Sizes in bytes. */
export function machineJson(machine: Machine, { connections, snapshots }: KnownWorld) {
  const { name, uuid, state, source, link, demo, memoryBytes, snapshotCount, currentSnapshotId } = machine;
  const connection = connections.get(machine.connectionId);
  return {
    name,
    uuid,
    state,
    connection: connection?.uri ?? connection?.title ?? machine.connectionId,
    address: source.kind === 'qmp' ? source.address : source.kind === 'image' ? source.path : null,
    link: link.status,
    problem: link.status === 'lost' ? link.message : null,
    demo,
    memoryBytes,
    snapshots: snapshotCount,
    current: currentSnapshotId === null ? null : (snapshots.get(currentSnapshotId)?.name ?? null),
    drives: machine.drives.map(({ id, path, format, leftOut }) => ({
      id,
      path,
      format,
      leftOut: leftOut?.text ?? null,
    })),
    findings: findingsJson(machine.findings),
  };
}

/** Where a machine is, for people. */
export function placeText({ source, connectionId }: Machine, { connections }: KnownWorld): string {
  switch (source.kind) {
    case 'qmp':
      return source.address;
    case 'image':
      return source.path;
    case 'libvirt': {
      const connection = connections.get(connectionId);
      return connection?.uri ?? connection?.title ?? connectionId;
    }
    default:
      return source satisfies never;
  }
}
