import type { MachineState } from '../../../shared/model/machine.ts';
import type { PauseReason } from '../../libvirt-rpc/domain-state.ts';
import { type Host, isAtLeast } from './host.ts';
import type { SnapshotReading } from './snapshot-reading.ts';

/**
 * Why QEMU has its hands off the images of a paused machine, until it runs again: its memory was `saved` to a file, as
 * if it were to go on elsewhere, or was `loaded` and never ran since. `perhaps`: nobody here can tell.
 */
export type LetGo = 'saved' | 'loaded' | 'perhaps';

/** What tells whether QEMU let go of the images. */
interface PauseFacts {
  readonly state: MachineState;
  readonly pausedFor: PauseReason | null;
  /** Whether its memory was saved to a file by us while it was paused as it is now. */
  readonly savedNow: boolean;
  readonly host: Host;
  readonly snapshots: ReadonlyMap<string, SnapshotReading>;
  readonly current: string | null;
}

/** Whether QEMU let go of the images of a machine; null when it did not. */
export function letGoOf(facts: PauseFacts): LetGo | null {
  const { state, pausedFor, savedNow, host } = facts;
  if (state !== 'paused' || host.driver !== 'QEMU') return null;
  if (savedNow) return 'saved';
  const last = lastWithMemory(facts);
  const isLoaded =
    pausedFor === 'migration' || (pausedFor === 'from-snapshot' && last?.memory === 'external');
  if (isLoaded) return letsGoOfLoaded(host) ? 'loaded' : null;
  // Another program may have saved it, or we did before this program began; or it ran since.
  return last?.memory === 'external' && last.state === 'paused' ? 'perhaps' : null;
}

/** From 10.0 on QEMU takes the images only when the machine runs (`late-block-activate`, migration/migration.c). */
export function letsGoOfLoaded({ hypervisor }: Host): boolean {
  return hypervisor !== null && hypervisor.major >= 10;
}

/**
 * How it stands with work on images that QEMU may have let go of; null where it is done. libvirt 11.3 leaves it at that,
 * and 12.8 has QEMU take them back first, from QEMU 10.0 on (`blockdev-set-active`); those between were not tried.
 */
export function severityOfLetGo(letGo: LetGo | null, host: Host): 'blocks' | 'warns' | null {
  const takesBack = letsGoOfLoaded(host);
  if (letGo === null || (takesBack && isAtLeast(host.libvirt, 12, 8))) return null;
  return letGo === 'perhaps' || (takesBack && isAtLeast(host.libvirt, 11, 4)) ? 'warns' : 'blocks';
}

/** The snapshot with memory that the machine's present state grew from. */
function lastWithMemory({ snapshots, current }: PauseFacts): SnapshotReading | null {
  const seen = new Set<string>();
  for (let at = current; at !== null && !seen.has(at); ) {
    seen.add(at);
    const reading = snapshots.get(at);
    if (reading === undefined) return null;
    if (reading.memory !== 'none') return reading;
    at = reading.parent;
  }
  return null;
}
