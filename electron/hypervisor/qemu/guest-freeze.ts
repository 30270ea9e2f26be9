import { type Finding, finding } from '../../../shared/model/finding.ts';
import { GuestAgent } from '../../qmp/guest-agent.ts';
import { HypervisorError, type OperationContext } from '../hypervisor.ts';

/** Windows thaws by itself after 10 s; a freeze that takes longer is of no use. */
const FREEZE_DEADLINE_MS = 8000;
const THAW_DEADLINE_MS = 10_000;

/** Holds the guest's file systems still while `work` runs. */
export interface GuestFreeze {
  readonly during: <T>(context: OperationContext, findings: Finding[], work: () => Promise<T>) => Promise<T>;
}

/** Does not freeze. */
export const NO_FREEZE: GuestFreeze = { during: async (_context, _findings, work) => await work() };

/**
 * Freezes through the guest agent at `socketPath`, and thaws on every path. `during` throws HypervisorError
 * before `work` when the guest can't be frozen; a failed thaw is a finding, for the snapshot is made by then.
 */
export function agentFreeze(socketPath: string, machine: string): GuestFreeze {
  return {
    during: async (context, findings, work) => {
      await using agent = await connectAgent(socketPath, machine);
      try {
        context.onStep('Making the guest’s file systems quiet.');
        try {
          await agent.freeze(FREEZE_DEADLINE_MS);
        } catch (error) {
          throw new HypervisorError(
            'failed',
            `The guest agent of ${machine} could not make its file systems quiet: ${sentence(error)} No snapshot was taken.`,
            { cause: error },
          );
        }
        return await work();
      } finally {
        await thaw(agent, machine, findings);
      }
    },
  };
}

async function connectAgent(socketPath: string, machine: string): Promise<GuestAgent> {
  try {
    return await GuestAgent.connect(socketPath);
  } catch (error) {
    throw new HypervisorError(
      'unsupported',
      `No guest agent answers in ${machine}: ${sentence(error)} No snapshot was taken.`,
      { cause: error },
    );
  }
}

async function thaw(agent: GuestAgent, machine: string, findings: Finding[]): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      await agent.thaw(THAW_DEADLINE_MS);
      return;
    } catch (error) {
      if (attempt < 3) continue;
      findings.push(
        finding(
          'warns',
          'not-thawed',
          `The guest agent of ${machine} did not confirm that its file systems run again: ${sentence(error)}`,
          'Look into the guest; restarting qemu-guest-agent there thaws them.',
        ),
      );
      return;
    }
  }
}

function sentence(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
