import { MAX_NAME_BYTES, type Snapshot } from '../../shared/model/snapshot.ts';

/** Unpinned safety snapshots that are kept per machine. */
export const KEPT_SAFETY_SNAPSHOTS = 3;

/** A name that safety snapshots have, without the number that made it free. */
const SAFETY_NAME = /^(Before|After) restoring (.+?)(?: \(\d+\))?$/su;

/**
 * A free name for the snapshot that keeps the state which a restore of `restored` replaces. What going back to a
 * safety snapshot replaces is the state after the restore that it was taken for.
 */
export function safetyName(restored: string, taken: ReadonlySet<string>): string {
  const [, side, first] = SAFETY_NAME.exec(restored) ?? [];
  const [when, name] = [side === 'Before' ? 'After' : 'Before', first ?? restored];
  return freeName(cutToBytes(`${when} restoring ${name}`, MAX_NAME_BYTES - 8), taken);
}

/** A good name for a snapshot taken at `at` (ms since the epoch): its local date and time, to the minute. */
export function defaultName(at: number, taken: ReadonlySet<string>): string {
  const date = new Date(at);
  const two = (value: number): string => String(value).padStart(2, '0');
  const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  return freeName(`${day} ${two(date.getHours())}:${two(date.getMinutes())}`, taken);
}

function freeName(base: string, taken: ReadonlySet<string>): string {
  if (!taken.has(base)) return base;
  let number = 2;
  while (taken.has(`${base} (${number})`)) number += 1;
  return `${base} (${number})`;
}

/** The longest beginning of whole characters that fits into `bytes` of UTF-8. */
function cutToBytes(text: string, bytes: number): string {
  const encoder = new TextEncoder();
  let length = 0;
  let cut = '';
  for (const character of text) {
    length += encoder.encode(character).length;
    if (length > bytes) return `${cut}…`;
    cut += character;
  }
  return cut;
}

/**
 * The safety snapshots that go when one more is taken: all unpinned ones but the newest, and never the one that is
 * restored. `taken` is the id of the one more where it is there already: a clock that was set back makes it look old.
 */
export function supersededSafety(
  snapshots: Iterable<Snapshot>,
  { restored, taken = null }: { readonly restored: string; readonly taken?: string | null },
): readonly Snapshot[] {
  const safety = [...snapshots].filter(
    (each) => each.safety && !each.pinned && !each.lost && each.id !== taken,
  );
  safety.sort((a, b) => b.createdAt - a.createdAt);
  return safety.slice(KEPT_SAFETY_SNAPSHOTS - 1).filter((each) => each.id !== restored);
}
