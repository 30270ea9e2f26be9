import type { Machine } from '../../../../shared/model/machine.ts';
import type { Picture } from '../../../../shared/model/picture.ts';
import { useText } from '../../lib/text/use-text.tsx';
import { useAnswer } from '../../lib/use-answer.ts';
import { HERE } from '../../view/view-state.ts';
import { isShowing } from '../../world/live-pictures.ts';
import { useSession, useSnapshot } from '../../world/use-world.tsx';

/** One of the two that are compared: a snapshot, or the present (`HERE`). */
export interface Side {
  readonly id: string;
  readonly name: string;
  readonly picture: Picture | null;
  /** Why there is no picture, where that is known. */
  readonly note: string | null;
  /** Moment of the snapshot, ms since the epoch; null for the present. */
  readonly at: number | null;
}

/** Follows what is known of one side; the screen now is asked for once. A snapshot that is gone is shown as the present. */
export function useSide(machine: Machine, id: string): Side {
  const { t, say } = useText();
  const { api } = useSession();
  const snapshot = useSnapshot(id === HERE ? null : id);
  const asks = snapshot === undefined && isShowing(machine);
  const { value: now } = useAnswer(`${machine.id} ${asks}`, async (signal) =>
    asks ? (await api['machine.screenshot']({ machineId: machine.id }, signal)).picture : null,
  );
  if (snapshot === undefined) {
    return { id: HERE, name: t('here.name'), picture: now ?? machine.picture, note: null, at: null };
  }
  const { name, picture, pictureProblem, createdAt } = snapshot;
  return { id, name, picture, note: pictureProblem === null ? null : say(pictureProblem), at: createdAt };
}
