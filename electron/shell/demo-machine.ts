import type { SnapgroveContract } from '../../shared/contract/contract.ts';
import type { Handlers } from '../../shared/contract/definition.ts';

/** Tells whether the demo machine is on (running or paused) as far as the core knows. */
export async function isDemoMachineOn(handlers: Handlers<SnapgroveContract>): Promise<boolean> {
  const abort = new AbortController();
  try {
    for await (const change of handlers['world.watch']({}, { signal: abort.signal })) {
      if (change.t === 'all') return change.machines.some(({ demo, state }) => demo && state !== 'off');
    }
    return false;
  } finally {
    abort.abort();
  }
}
