const HOUR = 3_600_000;

/** Gaps shorter than this are not worth a word, in ms. */
const WORTH_A_WORD = 3 * HOUR;

/**
 * How long nothing was kept before each moment, in ms, where that is worth a word; null elsewhere. Times are ms since
 * the epoch, in order.
 */
export function gapsBefore(times: readonly number[]): readonly (number | null)[] {
  return times.map((at, index) => {
    const before = times[index - 1];
    if (before === undefined || !Number.isFinite(at) || !Number.isFinite(before)) return null;
    return at - before >= WORTH_A_WORD ? at - before : null;
  });
}

export type GapUnit = 'hour' | 'day' | 'week' | 'month' | 'year';

/** A gap in whole units of the one that suits it. */
export function gapInUnits(ms: number): { readonly count: number; readonly unit: GapUnit } {
  const hours = ms / HOUR;
  if (hours < 23.5) return { count: Math.max(1, Math.round(hours)), unit: 'hour' };
  const days = hours / 24;
  if (days < 13.5) return { count: Math.round(days), unit: 'day' };
  if (days < 60) return { count: Math.round(days / 7), unit: 'week' };
  if (days < 365) return { count: Math.round(days / 30.44), unit: 'month' };
  return { count: Math.round(days / 365.25), unit: 'year' };
}
