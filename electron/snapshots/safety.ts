import { type NameRule, plainName } from '../../shared/model/plain-name.ts';
import { MAX_NAME_BYTES, type Snapshot } from '../../shared/model/snapshot.ts';

/** Unpinned safety snapshots that are kept per machine. */
export const KEPT_SAFETY_SNAPSHOTS = 3;

/** A name that safety snapshots have, without the number that made it free. */
const SAFETY_NAME = /^(Before|After)[ -]restoring[ -](.+?)(?: \(\d+\)|_\d+)?$/su;

/**
 * A free name for the snapshot that keeps the state which a restore of `restored` replaces. What going back to a
 * safety snapshot replaces is the state after the restore that it was taken for.
 */
export function safetyName(restored: string, taken: ReadonlySet<string>, rule: NameRule): string {
  const [, side, first] = SAFETY_NAME.exec(restored) ?? [];
  const [when, name] = [side === 'Before' ? 'After' : 'Before', first ?? restored];
  // Another program's name may hold what none of ours may.
  const fit = name.toWellFormed().replace(/[\p{Cc}\uFFFE\uFFFF]/gu, '\uFFFD');
  const whole = `${when} restoring ${fit}`;
  return freeName(rule === 'plain' ? plainName(whole) : whole, taken, rule);
}

/** A good name for a snapshot taken at `at` (ms since the epoch): its local date and time, to the minute. */
export function defaultName(at: number, taken: ReadonlySet<string>, rule: NameRule): string {
  const date = new Date(at);
  const two = (value: number): string => String(value).padStart(2, '0');
  const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  const [hours, minutes] = [two(date.getHours()), two(date.getMinutes())];
  return freeName(
    rule === 'plain' ? `${day}_${hours}.${minutes}` : `${day} ${hours}:${minutes}`,
    taken,
    rule,
  );
}

/** The name itself, or with the first free number; cut where an image could not hold it. */
function freeName(base: string, taken: ReadonlySet<string>, rule: NameRule): string {
  for (let number = 1; ; number += 1) {
    const suffix = number === 1 ? '' : rule === 'plain' ? `_${number}` : ` (${number})`;
    const room = MAX_NAME_BYTES - suffix.length;
    const name = `${rule === 'plain' ? base.slice(0, room) : cutToBytes(base, room)}${suffix}`;
    if (!taken.has(name)) return name;
  }
}

/** What a reader takes for one character, such as a letter with its accents or a family of four. */
const GRAPHEMES = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

/** The text, or the longest beginning of it that fits into `bytes` of UTF-8 with an ellipsis after it. */
function cutToBytes(text: string, bytes: number): string {
  const sizeOf = (part: string): number => Buffer.byteLength(part);
  if (sizeOf(text) <= bytes) return text;
  const room = bytes - sizeOf('…');
  let size = 0;
  let cut = '';
  for (const { segment } of GRAPHEMES.segment(text)) {
    size += sizeOf(segment);
    if (size > room) break;
    cut += segment;
  }
  return `${cut}…`;
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
