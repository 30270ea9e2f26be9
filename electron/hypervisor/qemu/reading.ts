import { z } from 'zod';
import type { QmpAddress } from '../../qmp/address.ts';
import { queryBlock } from '../../qmp/block-queries.ts';
import { connectQmp } from '../../qmp/connect.ts';
import { QmpCommandError } from '../../qmp/errors.ts';
import { queryMemorySize, queryName, queryStatus, queryUuid, type RunState } from '../../qmp/queries.ts';
import type { QmpSession } from '../../qmp/session.ts';
import { type AgentChannel, readAgentChannel } from './agent-channel.ts';
import { drivesOf, plainDrive, type QemuDrive } from './drives.ts';
import { readDevices } from './guest-devices.ts';
import type { MachineRecord } from './machine-record.ts';

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
  readonly agent: AgentChannel;
}

/** Reads everything that the tree and the checks need; `folder` is QEMU's working directory, if known. Throws QmpError. */
export async function readQemu(session: QmpSession, folder: string | null): Promise<QemuReading> {
  const [status, name, uuid, memory, block, devices, memoryBlockers, agent] = await Promise.all([
    queryStatus(session),
    queryName(session),
    queryUuid(session),
    queryMemorySize(session),
    queryBlock(session),
    readDevices(session),
    readMemoryBlockers(session),
    readAgentChannel(session),
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
    agent,
  };
}

/** Reads a QEMU whose monitor nobody holds, and lets go of it. Throws QmpError. */
export async function readMonitor(address: QmpAddress): Promise<QemuReading> {
  await using session = await connectQmp(address);
  return await readQemu(session, null);
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

/** What is worth remembering of a look, for the time when QEMU does not run. */
export function learntFrom(reading: QemuReading): Partial<MachineRecord> {
  const { name, memoryBytes, devices, drives, runState } = reading;
  return {
    ...(name === null ? {} : { name }),
    memoryBytes,
    devices,
    drives: drives.map(plainDrive),
    ...(runState === 'restore-vm' ? {} : { wholeInRestoreVm: false }),
  };
}
