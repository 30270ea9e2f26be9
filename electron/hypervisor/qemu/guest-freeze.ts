import { type Finding, finding, messageOf } from '../../../shared/model/finding.ts';
import { saidBy } from '../../../shared/sentences/said-error.ts';
import { say } from '../../../shared/sentences/say.ts';
import { GuestAgent } from '../../qmp/guest-agent.ts';
import { HypervisorError, type OperationContext } from '../hypervisor.ts';

/** Windows thaws by itself after 10 s; a freeze that takes longer is of no use. */
const FREEZE_DEADLINE_MS = 8000;
const THAW_DEADLINE_MS = 10_000;
const THAW_ATTEMPTS = 3;

/** Holds the guest's file systems still while `work` runs. */
export interface GuestFreeze {
  readonly during: <T>(context: OperationContext, findings: Finding[], work: () => Promise<T>) => Promise<T>;
}

/** Does not freeze. */
export const NO_FREEZE: GuestFreeze = { during: async (_context, _findings, work) => await work() };

interface Guest {
  readonly machine: string;
  readonly socketPath: string;
  /** Notes durably that the guest may be frozen, so that the next start thaws it if this program ends. */
  readonly note: (isFrozen: boolean) => Promise<void>;
}

/**
 * Freezes through the guest agent, and thaws on every path, over a new connection where the first was lost.
 * `during` throws HypervisorError before `work` when the guest can't be frozen; a failed thaw is a finding,
 * for the snapshot is made by then.
 */
export function agentFreeze(guest: Guest): GuestFreeze {
  const { machine, socketPath, note } = guest;
  return {
    during: async <T>(context: OperationContext, findings: Finding[], work: () => Promise<T>) => {
      await using agent = await connectAgent(socketPath, machine);
      let result: { readonly value: T } | { readonly error: unknown };
      try {
        await note(true);
        context.onStep(say('step/freeze'));
        await freeze(agent, machine);
        result = { value: await work() };
      } catch (error) {
        result = { error };
      }
      const warning = await thaw(agent, guest);
      if ('value' in result) {
        if (warning !== null) findings.push(warning);
        return result.value;
      }
      throw warning === null ? result.error : withWarning(result.error, warning);
    },
  };
}

async function freeze(agent: GuestAgent, machine: string): Promise<void> {
  try {
    await agent.freeze(FREEZE_DEADLINE_MS);
  } catch (error) {
    throw new HypervisorError('failed', say('take/not-frozen', { machine, why: saidBy(error) }), {
      cause: error,
    });
  }
}

/** Both are worth knowing: that it failed, and that the guest may stand still. */
function withWarning(error: unknown, warning: Finding): HypervisorError {
  return new HypervisorError(
    'failed',
    say('take/failed-frozen', { why: saidBy(error), frozen: messageOf(warning) }),
    {
      findings: [warning],
      cause: error,
    },
  );
}

async function connectAgent(socketPath: string, machine: string): Promise<GuestAgent> {
  try {
    return await GuestAgent.connect(socketPath);
  } catch (error) {
    throw new HypervisorError('unsupported', say('take/no-agent-answers', { machine, why: saidBy(error) }), {
      cause: error,
    });
  }
}

/** Returns what to say where nobody confirmed the thaw. */
async function thaw(first: GuestAgent, { machine, socketPath, note }: Guest): Promise<Finding | null> {
  let last: unknown = null;
  for (let attempt = 1; attempt <= THAW_ATTEMPTS; attempt++) {
    try {
      if (attempt === 1) await first.thaw(THAW_DEADLINE_MS);
      else {
        // The socket serves one connection: the lost one must be gone before.
        await first.close();
        await using next = await GuestAgent.connect(socketPath);
        await next.thaw(THAW_DEADLINE_MS);
      }
      await note(false);
      return null;
    } catch (error) {
      last = error;
    }
  }
  return finding('warns', 'not-thawed', { machine, why: saidBy(last) });
}
