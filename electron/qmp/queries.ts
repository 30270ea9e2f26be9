import { z } from 'zod';
import { type QemuVersion, qemuVersionSchema } from './messages.ts';
import type { QmpSession } from './session.ts';

/** What a machine is doing (QAPI RunState); `unknown` is a state that a later QEMU may add. */
export const runStateSchema = z
  .enum([
    'debug',
    'finish-migrate',
    'inmigrate',
    'internal-error',
    'io-error',
    'paused',
    'postmigrate',
    'prelaunch',
    'restore-vm',
    'running',
    'save-vm',
    'shutdown',
    'suspended',
    'watchdog',
    'guest-panicked',
    'colo',
    'unknown',
  ])
  .catch('unknown');

export type RunState = z.infer<typeof runStateSchema>;

/** The states of a QEMU job (QAPI JobStatus); `unknown` is one that a later QEMU may add. */
export const jobStatusSchema = z
  .enum([
    'undefined',
    'created',
    'running',
    'paused',
    'ready',
    'standby',
    'waiting',
    'pending',
    'aborting',
    'concluded',
    'null',
    'unknown',
  ])
  .catch('unknown');

export type JobStatus = z.infer<typeof jobStatusSchema>;

export type MachineStatus = { readonly running: boolean; readonly runState: RunState };

export type JobInfo = {
  readonly id: string;
  /** `snapshot-save`, `snapshot-load`, `snapshot-delete`, `backup` and others. */
  readonly type: string;
  readonly status: JobStatus;
  readonly currentProgress: number;
  readonly totalProgress: number;
  /** Why the job failed, for people; null while it has not. */
  readonly error: string | null;
};

export type MemorySize = {
  /** Bytes at start. */
  readonly baseBytes: number;
  /** Bytes of hot-plugged memory. */
  readonly pluggedBytes: number;
};

export type CharacterDevice = {
  readonly label: string;
  /** Such as `unix:/run/vm/agent.sock,server=on`. */
  readonly filename: string;
  readonly frontendOpen: boolean;
};

/** One child or property of a QOM object; a child's `type` is `child<TYPE>`. */
export type QomProperty = { readonly name: string; readonly type: string };

export type VirtualCpu = { readonly index: number; readonly qomPath: string };

/** Is it running, and if not, why not. Throws as `session.execute`, like every function here. */
export function queryStatus(session: QmpSession): Promise<MachineStatus> {
  const parse = z
    .object({ running: z.boolean(), status: runStateSchema })
    .transform(({ running, status }) => ({ running, runState: status }));
  return session.execute('query-status', undefined, { parse });
}

/** The name given with `-name`; null without one. */
export function queryName(session: QmpSession): Promise<string | null> {
  const parse = z.object({ name: z.string().optional() }).transform(({ name }) => name ?? null);
  return session.execute('query-name', undefined, { parse });
}

const NO_UUID = '00000000-0000-0000-0000-000000000000';

/** The UUID given with `-uuid`, in lower case; null without one. */
export function queryUuid(session: QmpSession): Promise<string | null> {
  const parse = z
    .object({ UUID: z.string() })
    .transform(({ UUID }) => (UUID === NO_UUID ? null : UUID.toLowerCase()));
  return session.execute('query-uuid', undefined, { parse });
}

export function queryVersion(session: QmpSession): Promise<QemuVersion> {
  return session.execute('query-version', undefined, { parse: qemuVersionSchema });
}

/** All background jobs, those that have concluded and were not dismissed too. */
export function queryJobs(session: QmpSession): Promise<readonly JobInfo[]> {
  return session.execute('query-jobs', undefined, { parse: z.array(jobInfoSchema) });
}

const jobInfoSchema = z
  .object({
    id: z.string(),
    type: z.string(),
    status: jobStatusSchema,
    'current-progress': z.number().default(0),
    'total-progress': z.number().default(0),
    error: z.string().nullable().default(null),
  })
  .transform(
    (job): JobInfo => ({
      id: job.id,
      type: job.type,
      status: job.status,
      currentProgress: job['current-progress'],
      totalProgress: job['total-progress'],
      error: job.error,
    }),
  );

/** The guest's memory: what a restore must find again. */
export function queryMemorySize(session: QmpSession): Promise<MemorySize> {
  const parse = z
    .object({ 'base-memory': z.number(), 'plugged-memory': z.number().default(0) })
    .transform((memory) => ({ baseBytes: memory['base-memory'], pluggedBytes: memory['plugged-memory'] }));
  return session.execute('query-memory-size-summary', undefined, { parse });
}

/** Sockets, pipes and terminals between host and guest; the guest agent's socket is among them. */
export function queryCharacterDevices(session: QmpSession): Promise<readonly CharacterDevice[]> {
  const device = z
    .object({ label: z.string(), filename: z.string(), 'frontend-open': z.boolean().default(false) })
    .transform((entry) => ({
      label: entry.label,
      filename: entry.filename,
      frontendOpen: entry['frontend-open'],
    }));
  return session.execute('query-chardev', undefined, { parse: z.array(device) });
}

/** The virtual processors; does not disturb the guest. */
export function queryCpus(session: QmpSession): Promise<readonly VirtualCpu[]> {
  const cpu = z
    .object({ 'cpu-index': z.number(), 'qom-path': z.string() })
    .transform((entry) => ({ index: entry['cpu-index'], qomPath: entry['qom-path'] }));
  return session.execute('query-cpus-fast', undefined, { parse: z.array(cpu) });
}

/** Children and properties of a QOM object, such as `/machine/peripheral` (devices with ids) and `/machine/peripheral-anon`. */
export function qomList(session: QmpSession, path: string): Promise<readonly QomProperty[]> {
  const property = z.object({ name: z.string(), type: z.string() });
  return session.execute('qom-list', { path }, { parse: z.array(property) });
}

/** The machine type, such as `pc-i440fx-7.2`: a snapshot's memory can only be loaded into the same. */
export async function queryMachineType(session: QmpSession): Promise<string> {
  const type = await session.execute(
    'qom-get',
    { path: '/machine', property: 'type' },
    { parse: z.string() },
  );
  return type.replace(/-machine$/, '');
}
