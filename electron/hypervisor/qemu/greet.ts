import { GuestAgent, GuestAgentError } from '../../qmp/guest-agent.ts';
import { dismissJob } from '../../qmp/jobs.ts';
import { queryJobs } from '../../qmp/queries.ts';
import type { QmpSession } from '../../qmp/session.ts';
import type { AgentChannel } from './agent-channel.ts';
import { stoppedStart } from './command-line.ts';
import type { MachineRecord } from './machine-record.ts';
import { processAt } from './processes.ts';

/** What the program is in the middle of when it meets a QEMU. */
export interface Circumstances {
  /** Jobs that an operation waits for. */
  readonly jobs: ReadonlySet<string>;
  readonly isStarting: boolean;
  readonly agent: AgentChannel;
}

/** Puts in order what an earlier connection may have left in a QEMU; returns what is to be remembered of it. Throws QmpError. */
export async function greet(
  session: QmpSession,
  record: MachineRecord,
  { jobs, isStarting, agent }: Circumstances,
): Promise<Partial<MachineRecord>> {
  const loaded = await dismissLeftJobs(session, jobs);
  return {
    ...(loaded ? { halfRestored: false, wholeInRestoreVm: true } : {}),
    ...(await commandLineOf(record)),
    ...(record.frozen && (await thaw(agent)) ? { frozen: false } : {}),
    // Somebody else started it from its disks as they were: what should have been loaded would take that back.
    ...(record.activated?.images != null && !isStarting ? { activated: null } : {}),
  };
}

/**
 * Jobs of ours that ended while nobody was connected keep their ids until they are dismissed. Returns whether one of
 * them loaded a snapshot to the end.
 */
async function dismissLeftJobs(session: QmpSession, wanted: ReadonlySet<string>): Promise<boolean> {
  let loaded = false;
  for (const job of await queryJobs(session)) {
    if (job.id.startsWith('snapgrove-') && job.status === 'concluded' && !wanted.has(job.id)) {
      loaded ||= job.type === 'snapshot-load' && job.error === null;
      await dismissJob(session, job.id);
    }
  }
  return loaded;
}

/** The process on this computer: how it was started, for the next start. */
async function commandLineOf(record: MachineRecord): Promise<Partial<MachineRecord>> {
  if (record.source.kind !== 'qmp') return {};
  const process = await processAt(record.source.address);
  if (process === null) return { local: false };
  const { argv, folder } = process;
  const known = { local: true, folder, observed: argv };
  const isOurs = record.argv !== null && isEqual(argv, stoppedStart(record.argv));
  const isAsBefore = record.argv !== null && record.observed !== null && isEqual(argv, record.observed);
  // What the user looked at or changed stays, until the machine is seen to be started in another way.
  return isOurs || isAsBefore ? known : { ...known, argv, confirmed: false };
}

function isEqual(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((each, index) => each === b[index]);
}

/** The program ended while the guest's file systems were frozen. Returns whether they are thawed now. */
async function thaw(agent: AgentChannel): Promise<boolean> {
  if (agent.status !== 'free') return agent.status === 'none';
  try {
    await using connected = await GuestAgent.connect(agent.socketPath);
    await connected.thaw();
    return true;
  } catch (error) {
    if (error instanceof GuestAgentError) return false;
    throw error;
  }
}
