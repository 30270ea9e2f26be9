import type { TakePlan } from '../../../../shared/model/plan.ts';
import { isBlocked } from '../../lib/is-blocked.ts';
import type { Problem } from '../../lib/use-action.ts';
import { useAnswer } from '../../lib/use-answer.ts';
import { useSession } from '../../world/use-world.tsx';
import type { TakeOptionValues } from './TakeOptions.tsx';

export interface TakePlanOf {
  /** The machine's name. */
  readonly machine: string;
  readonly plan: TakePlan;
}

export interface TakePlans {
  readonly plans: readonly TakePlanOf[];
  readonly isAsking: boolean;
  readonly problem: Problem | null;
}

const NONE: readonly never[] = [];

/** What a take would do on each of the machines; asked anew when the options differ. */
export function useTakePlans(machineIds: readonly string[], options: TakeOptionValues): TakePlans {
  const { api, world } = useSession();
  const { value, isAsking, problem } = useAnswer(
    JSON.stringify([machineIds, options]),
    (signal) =>
      Promise.all(
        machineIds.map(async (machineId) => ({
          machine: world.getState().machines.get(machineId)?.name ?? '',
          plan: await api['snapshot.planTake']({ machineId, ...options }, signal),
        })),
      ),
    (plans) => plans.some(({ plan }) => isBlocked(plan)),
  );
  return { plans: value ?? NONE, isAsking, problem };
}
