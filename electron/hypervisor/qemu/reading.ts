import { z } from 'zod';
import { queryBlock } from '../../qmp/block-queries.ts';
import { QmpCommandError } from '../../qmp/errors.ts';
import {
  qomList,
  queryCharacterDevices,
  queryCpus,
  queryMachineType,
  queryMemorySize,
  queryName,
  queryStatus,
  queryUuid,
  type RunState,
} from '../../qmp/queries.ts';
import type { QmpSession } from '../../qmp/session.ts';
import { drivesOf, type QemuDrive } from './drives.ts';

/** What one look at a running QEMU shows. */
export interface QemuReading {
  readonly name: string | null;
  /** Null for a QEMU that was started without one. */
  readonly uuid: string | null;
  readonly running: boolean;
  readonly runState: RunState;
  readonly memoryBytes: number;
  readonly drives: readonly QemuDrive[];
  readonly devices: readonly string[];
  /** Why QEMU can't save or load memory at present (`query-migrate`, blocked-reasons). */
  readonly memoryBlockers: readonly string[];
  /** Socket of the guest agent, where one is connected to the machine. */
  readonly agentSocket: string | null;
}

/** Reads everything that the tree and the checks need; `folder` is QEMU's working directory, if known. Throws QmpError. */
export async function readQemu(session: QmpSession, folder: string | null): Promise<QemuReading> {
  const [status, name, uuid, memory, block, devices, memoryBlockers, agentSocket] = await Promise.all([
    queryStatus(session),
    queryName(session),
    queryUuid(session),
    queryMemorySize(session),
    queryBlock(session),
    readDevices(session),
    readMemoryBlockers(session),
    readAgentSocket(session),
  ]);
  return {
    name,
    uuid,
    running: status.running,
    runState: status.runState,
    memoryBytes: memory.baseBytes + memory.pluggedBytes,
    drives: drivesOf(block, folder),
    devices,
    memoryBlockers,
    agentSocket,
  };
}

/** Reads drives and run state only: what changes with a snapshot. Throws QmpError. */
export async function rereadQemu(
  session: QmpSession,
  before: QemuReading,
  folder: string | null,
): Promise<QemuReading> {
  const [status, block] = await Promise.all([queryStatus(session), queryBlock(session)]);
  return {
    ...before,
    running: status.running,
    runState: status.runState,
    drives: drivesOf(block, folder),
  };
}

/** Machine type, processors and devices in words that stay the same while the command line does. */
async function readDevices(session: QmpSession): Promise<readonly string[]> {
  const [machineType, cpus, named, unnamed] = await Promise.all([
    queryMachineType(session),
    queryCpus(session),
    qomList(session, '/machine/peripheral'),
    qomList(session, '/machine/peripheral-anon'),
  ]);
  const devices = [...named, ...unnamed]
    .filter((each) => each.type.startsWith('child<'))
    .map((each) => `${each.type.slice('child<'.length, -1)} ${each.name}`);
  return [
    `machine type ${machineType}`,
    `${cpus.length} ${cpus.length === 1 ? 'processor' : 'processors'}`,
    ...devices.sort(),
  ];
}

const migrateSchema = z.object({ 'blocked-reasons': z.array(z.string()).default([]) });

async function readMemoryBlockers(session: QmpSession): Promise<readonly string[]> {
  try {
    const migrate = await session.execute('query-migrate', undefined, { parse: migrateSchema });
    return migrate['blocked-reasons'];
  } catch (error) {
    // A QEMU without it tells when it refuses.
    if (error instanceof QmpCommandError) return [];
    throw error;
  }
}

/** The usual names of the agent's channel: its character device is called after it, and is a Unix socket. */
async function readAgentSocket(session: QmpSession): Promise<string | null> {
  const devices = await queryCharacterDevices(session);
  const agent = devices.find((each) => /qga|guest.?agent|agent0/i.test(each.label));
  const match = /(?:^|disconnected:)unix:([^,]+)/.exec(agent?.filename ?? '');
  return match?.[1] ?? null;
}
