import type { SnapgroveContract } from '../../shared/contract/contract.ts';
import type { Handlers } from '../../shared/contract/definition.ts';

/** Tells whether the demo machine is there and on, running or not. */
export async function isDemoMachineOn(handlers: Handlers<SnapgroveContract>): Promise<boolean> {
  const abort = new AbortController();
  try {
    for await (const change of handlers['world.watch']({}, { signal: abort.signal })) {
      if (change.t === 'all')
        return change.machines.some(
          ({ demo, link, state }) => demo && link.status === 'connected' && state !== 'off',
        );
    }
    return false;
  } finally {
    abort.abort();
  }
}
