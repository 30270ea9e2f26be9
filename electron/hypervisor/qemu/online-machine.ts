import { say } from '../../../shared/sentences/say.ts';
import { QmpError } from '../../qmp/errors.ts';
import type { JobRequest } from '../../qmp/jobs.ts';
import type { QmpArguments, QmpSession } from '../../qmp/session.ts';
import { HypervisorError, type SnapshotFacts } from '../hypervisor.ts';
import type { QemuDrive } from './drives.ts';
import { COME_BACK_MS, type LastingOutcome, runLastingJob } from './lasting-job.ts';
import { type QemuReading, readQemu, rereadQemu } from './reading.ts';
import { snapshotFacts } from './snapshot-facts.ts';

/** A machine whose QEMU we talk to, as an operation needs it. Throws HypervisorError once QEMU is not reached. */
export interface OnlineMachine {
  readonly name: string;
  /** Sends a command. Throws QmpError. */
  readonly execute: (
    command: string,
    args?: QmpArguments,
    options?: { readonly deadlineMs: null },
  ) => Promise<void>;
  /** Runs a snapshot job to its end, also when the connection is lost meanwhile. */
  readonly job: (request: JobRequest) => Promise<LastingOutcome>;
  /** Waits for what comes after a lost connection: `unknown` when QEMU answers again. */
  readonly afterLoss: () => Promise<LastingOutcome>;
  /**
   * Looks again at drives and run state: node names and tags of an earlier look must not be used. Waits for a
   * lost connection to come back. Throws MachineEndedError, QmpError for what is not understood.
   */
  readonly look: () => Promise<QemuReading>;
  /** As `look`, at everything: devices and memory size too. */
  readonly lookAtAll: () => Promise<QemuReading>;
}

/** QEMU ended in the middle of an operation. */
export class MachineEndedError extends HypervisorError {
  constructor(machine: string) {
    super('unreachable', say('machine/ended', { machine }));
    this.name = 'MachineEndedError';
  }
}

/** The very snapshot that `wanted` was, as it is now; throws HypervisorError when it is gone or replaced. */
export function sameSnapshot(
  drives: readonly QemuDrive[],
  wanted: SnapshotFacts,
  machine: string,
): SnapshotFacts {
  const found = findSame(drives, wanted);
  if (found !== null) return found;
  throw new HypervisorError('not-found', say('restore/not-what-it-was', { name: wanted.name, machine }));
}

/** The very snapshot that `wanted` was, on the same drives; null when there is none. */
export function findSame(drives: readonly QemuDrive[], wanted: SnapshotFacts): SnapshotFacts | null {
  const places = placesOf(wanted);
  return snapshotFacts(drives).find((each) => each.name === wanted.name && placesOf(each) === places) ?? null;
}

function placesOf(snapshot: SnapshotFacts): string {
  return snapshot.instances
    .map((each) => `${each.drivePath} ${each.imageSnapshotId} ${each.imageDateMs}`)
    .sort()
    .join('\n');
}

/** The drives that hold a snapshot, in the machine's order. */
export function drivesHolding(drives: readonly QemuDrive[], snapshot: SnapshotFacts): readonly QemuDrive[] {
  const ids = new Set(snapshot.instances.map((instance) => instance.driveId));
  return drives.filter((drive) => ids.has(drive.id));
}

/** The node names of drives, each once: QEMU makes two snapshots of one name where a node is given twice. */
export function nodeNames(drives: readonly QemuDrive[]): readonly string[] {
  return [...new Set(drives.map((drive) => drive.nodeName).filter((name) => name !== null))];
}

/** What stands behind an OnlineMachine. */
export interface Reached {
  readonly session: QmpSession;
  readonly reading: QemuReading;
}

/** Makes what an operation works with; `reached` throws HypervisorError when QEMU is not. */
export function onlineMachine(machine: {
  readonly name: string;
  readonly folder: () => string | null;
  readonly reached: () => Reached;
  readonly learn: (session: QmpSession, reading: QemuReading) => void;
  readonly jobs: Set<string>;
  readonly comeBack: (before: QmpSession, signal: AbortSignal) => Promise<QmpSession | null>;
}): OnlineMachine {
  const lookOnce = async (read: Read): Promise<QemuReading> => {
    const { session, reading } = machine.reached();
    machine.learn(session, await read(session, reading, machine.folder()));
    return machine.reached().reading;
  };
  const look = async (read: Read): Promise<QemuReading> => {
    for (;;) {
      const { session } = machine.reached();
      try {
        return await lookOnce(read);
      } catch (error) {
        if (!isLoss(error)) throw error;
        const end = await comeBackAfter(session);
        if (end === 'gone') throw new MachineEndedError(machine.name);
        if (end === 'silent') throw error;
      }
    }
  };
  const comeBackAfter = async (session: QmpSession): Promise<'unknown' | 'gone' | 'silent'> => {
    const signal = AbortSignal.timeout(COME_BACK_MS);
    try {
      return (await machine.comeBack(session, signal)) === null ? 'gone' : 'unknown';
    } catch (error) {
      if (signal.aborted) return 'silent';
      throw error;
    }
  };
  let { session: used } = machine.reached();
  return {
    name: machine.name,
    execute: async (command, args, options) => {
      used = machine.reached().session;
      await used.execute(command, args, options);
    },
    afterLoss: async () => ({ end: await comeBackAfter(used) }),
    look: async () => await look(rereadQemu),
    lookAtAll: async () => await look(async (session, _before, folder) => await readQemu(session, folder)),
    job: async (request) => {
      machine.jobs.add(request.jobId);
      try {
        const { session } = machine.reached();
        return await runLastingJob(session, request, (signal) => machine.comeBack(session, signal));
      } finally {
        machine.jobs.delete(request.jobId);
      }
    },
  };
}

type Read = typeof rereadQemu;

/** Whether an error says that the connection is gone, and nothing about QEMU itself. */
function isLoss(error: unknown): boolean {
  return (
    (error instanceof QmpError && error.code === 'closed') ||
    (error instanceof HypervisorError && error.code === 'unreachable')
  );
}
