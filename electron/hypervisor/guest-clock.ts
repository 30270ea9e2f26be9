import { type Finding, finding } from '../../shared/model/finding.ts';
import type { Sentence } from '../../shared/sentences/sentence.ts';
import type { SnapshotFacts } from './hypervisor.ts';

/** What a guest's agent does with its clock, in ms since 1970. Both throw what the way to the agent throws. */
export interface GuestClock {
  readonly set: (timeMs: number) => Promise<void>;
  readonly read: () => Promise<number>;
}

/** How far a clock may be wrong before programs in the guest mind: Kerberos's limit (krb5.conf(5), clockskew), in ms. */
const HARMLESS_MS = 300_000;

/** How far a clock that was just set may be from ours, in ms: the agent and the guest take their time. */
const SET_MS = 5000;

/**
 * Sets the clock, which stands where it stood at the snapshot. An agent in a guest without hwclock sets the time and
 * then says that it failed (qga/commands-posix.c, qmp_guest_set_time): what the clock shows counts. Throws what `clock` throws.
 */
export async function setToNow(clock: GuestClock): Promise<void> {
  try {
    await clock.set(Date.now());
  } catch (error) {
    const shown = await clock.read().catch(() => null);
    if (shown === null || Math.abs(shown - Date.now()) > SET_MS) throw error;
  }
}

/** That the clock stands where it stood at a snapshot; nothing where that is not long ago. `why` is a sentence. */
export function clockNotSet(
  machine: string,
  snapshot: Pick<SnapshotFacts, 'createdAt'>,
  why: Sentence,
): readonly Finding[] {
  if (Math.abs(Date.now() - snapshot.createdAt) < HARMLESS_MS) return [];
  return [finding('informs', 'clock-not-set', { machine, why })];
}
