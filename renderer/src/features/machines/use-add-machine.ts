import { type Action, useAction } from '../../lib/use-action.ts';
import { useViewStore } from '../../view/use-view.tsx';
import { useSession } from '../../world/use-world.tsx';

/** Adds a machine and shows it. */
export function useAddMachine(): {
  readonly action: Action;
  readonly add: (address: string) => Promise<boolean>;
} {
  const { api } = useSession();
  const view = useViewStore();
  const action = useAction();
  return {
    action,
    add: (address) =>
      action.run(async () => {
        const { machineIds } = await api['machine.add']({ address: address.trim() });
        const first = machineIds[0];
        if (first !== undefined) view.setState({ machineId: first });
      }),
  };
}
