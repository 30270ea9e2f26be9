import { stat } from 'node:fs/promises';
import { isAbsolute } from 'node:path';
import { DomainSnapshotError } from '../../../shared/domainsnapshot.ts';
import type { MachineState } from '../../../shared/model/machine.ts';
import type { LibvirtClient } from '../../libvirt-rpc/client.ts';
import type { DomainState, PauseReason } from '../../libvirt-rpc/domain-state.ts';
import { LibvirtError } from '../../libvirt-rpc/errors.ts';
import type { Domain } from '../../libvirt-rpc/structures.ts';
import { type Definition, parseDefinition } from './definition.ts';
import type { Connected } from './link.ts';

/** Sizes of an image, in bytes. */
export interface DiskSize {
  readonly capacityBytes: number;
  readonly physicalBytes: number;
}

/** A machine as libvirt told it at one moment. */
export interface MachineReading {
  readonly domain: Domain;
  readonly state: MachineState;
  /** Why it is paused; null when it is not, or nobody knows. */
  readonly pausedFor: PauseReason | null;
  /** False for a machine that is gone once it is off. */
  readonly persistent: boolean;
  readonly managedSave: boolean;
  readonly definition: Definition;
  /** The images of a machine that is off, by their times of change; null when they can't be looked at. */
  readonly images: string | null;
  /** In ms since the epoch. */
  readonly readAt: number;
}

/**
 * Reads a machine. While a snapshot job holds it, only what libvirt answers at once is asked for, and the rest is
 * taken from `before`. Null when it is gone. Throws LibvirtError, ConnectionFailure.
 */
export async function readMachine(
  { client, host }: Connected,
  domain: Domain,
  before: MachineReading | null,
  isHeld: boolean,
): Promise<MachineReading | null> {
  try {
    const [{ state, pausedFor }, persistent, managedSave] = await Promise.all([
      client.domains.stateAndReason(domain),
      client.domains.isPersistent(domain),
      orElse(client.domains.hasManagedSave(domain), false),
    ]);
    const definition =
      isHeld && before !== null ? before.definition : await readDefinition(client, domain, before);
    if (definition === null) return null;
    const machineState = stateOf(state);
    return {
      domain,
      state: machineState,
      pausedFor,
      persistent,
      managedSave,
      definition,
      images: machineState === 'off' && host.local ? await imageTimes(definition) : null,
      readAt: Date.now(),
    };
  } catch (error) {
    if (error instanceof LibvirtError && error.code === 'no-domain') return null;
    throw error;
  }
}

async function readDefinition(
  client: LibvirtClient,
  domain: Domain,
  before: MachineReading | null,
): Promise<Definition | null> {
  try {
    return parseDefinition(await client.domains.xml(domain));
  } catch (error) {
    // Another program's job holds the machine (libvirt 11.0–11.4), or the text can't be understood: the last one stands.
    const isExpected =
      error instanceof DomainSnapshotError ||
      (error instanceof LibvirtError && error.code === 'operation-timeout');
    if (isExpected && before !== null) return before.definition;
    if (isExpected) return BLANK_DEFINITION(domain);
    throw error;
  }
}

const BLANK_DEFINITION = ({ name, uuid }: Domain): Definition => ({
  uuid,
  name,
  memoryBytes: null,
  disks: [],
  heads: 0,
  firmware: { kind: 'bios' },
  tpm: false,
  passthrough: [],
  sharedFolders: [],
  virtiofs: false,
  sharedMemory: false,
  agent: 'none',
});

/**
 * Sizes of the images, by target, as far as they can be found out. One after the other, for each waits as long as
 * a job holds the machine. Throws ConnectionFailure.
 */
export async function readSizes(
  client: LibvirtClient,
  { domain, definition }: MachineReading,
): Promise<ReadonlyMap<string, DiskSize>> {
  const sizes = new Map<string, DiskSize>();
  for (const { target, source, device } of definition.disks) {
    if (source === null || device !== 'disk') continue;
    const size = await orElse(client.domains.blockInfo(domain, target), null);
    if (size !== null) sizes.set(target, size);
  }
  return sizes;
}

/** Times of change of the images, which tell that a machine ran, or that its disks were put back. */
async function imageTimes(definition: Definition): Promise<string | null> {
  const paths = definition.disks.flatMap(({ source, readOnly }) =>
    source !== null && isAbsolute(source) && !readOnly ? [source] : [],
  );
  try {
    const facts = await Promise.all(paths.map((path) => stat(path, { bigint: true })));
    return facts.map(({ ino, mtimeNs, size }) => `${ino} ${mtimeNs} ${size}`).join(', ');
  } catch {
    // Whoever may not look can't tell.
    return null;
  }
}

/** libvirt's words for what a machine does, in the model's. */
export function stateOf(state: DomainState): MachineState {
  switch (state) {
    case 'running':
    case 'blocked':
    case 'shutting-down':
      return 'running';
    case 'paused':
      return 'paused';
    case 'pm-suspended':
      return 'suspended';
    case 'shut-off':
    case 'no-state':
      return 'off';
    case 'crashed':
      return 'crashed';
    case 'other':
      return 'unknown';
    default:
      return state satisfies never;
  }
}

/** What a driver or server does not have, or does not tell now, is not known. */
async function orElse<T, U>(call: Promise<T>, otherwise: U): Promise<T | U> {
  try {
    return await call;
  } catch (error) {
    if (error instanceof LibvirtError) return otherwise;
    throw error;
  }
}
