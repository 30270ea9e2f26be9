import { QmpError } from '../../qmp/errors.ts';
import { GuestAgent, GuestAgentError } from '../../qmp/guest-agent.ts';
import { adoptJob, dismissJob } from '../../qmp/jobs.ts';
import { queryJobs } from '../../qmp/queries.ts';
import type { QmpSession } from '../../qmp/session.ts';
import type { AgentChannel } from './agent-channel.ts';
import { stoppedStart } from './command-line.ts';
import type { LastRestore, MachineRecord } from './machine-record.ts';
import { processAt, type QemuProcess } from './processes.ts';
import { afterLoad } from './restore.ts';

/** What the program is in the middle of when it meets a QEMU. */
export interface Circumstances {
  /** Jobs that an operation waits for. */
  readonly jobs: ReadonlySet<string>;
  readonly isStarting: boolean;
  readonly agent: AgentChannel;
  /** Resolves when what is to be remembered is on disk. */
  readonly remember: (change: Partial<MachineRecord>) => Promise<void>;
  readonly onError: (error: unknown) => void;
}

/** Puts in order what an earlier connection may have left in a QEMU; returns what is to be remembered of it. Throws QmpError. */
export async function greet(
  session: QmpSession,
  record: MachineRecord,
  circumstances: Circumstances,
): Promise<Partial<MachineRecord>> {
  const { jobs, isStarting, agent } = circumstances;
  const process = record.source.kind === 'qmp' ? await processAt(record.source.address) : null;
  const { lastRestore } = record;
  const restored =
    lastRestore === null || jobs.has(lastRestore.jobId ?? '')
      ? {}
      : await endOfRestore(session, lastRestore, process, circumstances);
  await dismissLeftJobs(session, new Set([...jobs, lastRestore?.jobId ?? '']));
  return {
    ...restored,
    ...(record.source.kind === 'qmp' ? commandLineOf(record, process) : {}),
    ...(record.frozen && (await thaw(agent)) ? { frozen: false } : {}),
    // Somebody else started it from its disks as they were: what should have been loaded would take that back.
    ...(!isStarting && startedSince(record, process?.run ?? null) ? { activated: null } : {}),
  };
}

/** Whether QEMU was started after a snapshot was activated: the machine was off then, or another process ran it. */
function startedSince({ activated, run: before }: MachineRecord, run: string | null): boolean {
  if (activated === null) return false;
  return activated.images !== null || (before !== null && run !== null && run !== before);
}

/** How a restore ended that nobody waited for. What QEMU's job tells is remembered before QEMU forgets the job. */
async function endOfRestore(
  session: QmpSession,
  before: LastRestore,
  process: QemuProcess | null,
  { remember, onError }: Pick<Circumstances, 'remember' | 'onError'>,
): Promise<Partial<MachineRecord>> {
  const { jobId, run } = before;
  // Somebody started the machine as its disks were.
  if (jobId === null)
    return before.outcome === 'half' ? { lastRestore: { ...before, outcome: 'unknown' } } : {};
  if (before.outcome !== 'begun') return {};
  let ended: Partial<MachineRecord> | null = null;
  try {
    await adoptJob(session, jobId, {
      onConcluded: async ({ ok }) => {
        ended = afterLoad(ok, { lastRestore: { ...before, outcome: ok ? 'restored' : 'half' } });
        await remember(ended);
      },
    });
  } catch (error) {
    if (error instanceof QmpError) throw error;
    // The job stays in QEMU, to be asked again when the store can be written.
    onError(error);
  }
  if (ended !== null) return ended;
  // A job that ended is noted before it is forgotten: a QEMU without it has never had it, or is another one.
  if (run === null || process === null) return { lastRestore: { ...before, outcome: 'unknown' } };
  return process.run === run
    ? { ...before.before, lastRestore: { ...before, outcome: 'untouched' } }
    : {
        halfRestored: false,
        wholeInRestoreVm: false,
        lastRestore: { ...before, outcome: 'unknown' },
      };
}

/** Jobs of ours that ended while nobody was connected keep their ids until they are dismissed. */
async function dismissLeftJobs(session: QmpSession, wanted: ReadonlySet<string>): Promise<void> {
  for (const { id, status } of await queryJobs(session)) {
    if (id.startsWith('snapgrove-') && status === 'concluded' && !wanted.has(id))
      await dismissJob(session, id);
  }
}

/** The process on this computer: how it was started, for the next start. */
function commandLineOf(record: MachineRecord, process: QemuProcess | null): Partial<MachineRecord> {
  if (process === null) return { local: false };
  const { argv, folder, run } = process;
  const known = { local: true, folder, run, observed: argv };
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
