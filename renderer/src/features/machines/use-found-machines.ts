import type { FoundMachine } from '../../../../shared/contract/contract.ts';
import { type Answer, useAnswer } from '../../lib/use-answer.ts';
import { useSession, useWorld } from '../../world/use-world.tsx';

/** Monitors of running QEMUs on this computer; looked for again when machines come or go. */
export function useFoundMachines(): Answer<readonly FoundMachine[]> {
  const { api } = useSession();
  const known = useWorld((world) => world.machines.size);
  return useAnswer(`found ${known}`, async (signal) => (await api['machine.found']({}, signal)).found);
}
