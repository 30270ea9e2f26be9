import type { Core } from '../../electron/core/core.ts';
import { connect } from '../../shared/contract/connect.ts';
import { contract, type SnapgroveContract } from '../../shared/contract/contract.ts';
import type { Handlers } from '../../shared/contract/definition.ts';
import { memoryPorts } from '../../shared/contract/memory-port.ts';
import { relay } from '../../shared/contract/relay.ts';

/**
 * Makes a core that answers the given requests and fails all others with `disconnected`: for tests of what is between a
 * core and its faces, which the core's own work has no part in.
 */
export function coreOfTest(
  handlers: Partial<Handlers<SnapgroveContract>>,
  rest: Partial<Omit<Core, 'handlers'>> = {},
): Core {
  const [near, far] = memoryPorts();
  far.close();
  return {
    handlers: { ...relay(contract, connect(contract, near)), ...handlers },
    picturesFolder: '',
    refresh: () => undefined,
    wake: () => undefined,
    close: async () => undefined,
    ...rest,
  };
}
