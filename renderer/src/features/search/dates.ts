import type { Closed, Read } from './time-phrase.ts';
import { monthOf } from './time-words.ts';

const YEAR = /^(?:19|20)\d\d$/;
const DAY = /^(\d{1,2})(?:\.|st|nd|rd|th)?$/;

/** Reads a date at the beginning of `words`: 2026, 2026-11, 2026-11-03, 3.11.2026, november, 3. november 2025, nov 3. */
export function readDate(words: readonly string[], now: number): Read<Closed> | null {
  return readNumbers(words[0] ?? '', now) ?? readWithMonth(words, now);
}

function readNumbers(word: string, now: number): Read<Closed> | null {
  if (YEAR.test(word)) return ofYear(Number(word), 1);
  const iso = /^(\d{4})-(\d{1,2})(?:-(\d{1,2}))?$/.exec(word);
  if (iso !== null) {
    const [, year, month, day] = iso.map(Number);
    return ofParts(year, month, iso[3] === undefined ? undefined : day, 1);
  }
  const german = /^(\d{1,2})\.(\d{1,2})\.(\d{4}|\d{2})?$/.exec(word);
  if (german !== null) {
    const [, day, month, year] = german.map(Number);
    if (german[3] !== undefined) return ofParts((year ?? 0) < 100 ? 2000 + (year ?? 0) : year, month, day, 1);
    return month === undefined ? null : ofParts(begunYear(month - 1, day ?? 1, now), month, day, 1);
  }
  const monthAndYear = /^(\d{1,2})[./](\d{4})$/.exec(word);
  if (monthAndYear === null) return null;
  const [, month, year] = monthAndYear.map(Number);
  return ofParts(year, month, undefined, 1);
}

function readWithMonth(words: readonly string[], now: number): Read<Closed> | null {
  const [first, second, third] = words;
  const month = monthOf(first);
  if (month !== undefined) {
    if (YEAR.test(second ?? '')) return ofParts(Number(second), month + 1, undefined, 2);
    const day = dayOf(second);
    if (day === undefined) return ofParts(begunYear(month, 1, now), month + 1, undefined, 1);
    return withYear(month, day, third, 2, now);
  }
  const day = dayOf(first);
  const after = monthOf(second);
  return day === undefined || after === undefined ? null : withYear(after, day, third, 2, now);
}

function withYear(
  month: number,
  day: number,
  year: string | undefined,
  words: number,
  now: number,
): Read<Closed> | null {
  return YEAR.test(year ?? '')
    ? ofParts(Number(year), month + 1, day, words + 1)
    : ofParts(begunYear(month, day, now), month + 1, day, words);
}

function dayOf(word: string | undefined): number | undefined {
  const day = Number(DAY.exec(word ?? '')?.[1] ?? Number.NaN);
  return day >= 1 && day <= 31 ? day : undefined;
}

/** The year that a date without one means: the last time that it came. */
function begunYear(month: number, day: number, now: number): number {
  const year = new Date(now).getFullYear();
  return new Date(year, month, day).getTime() <= now ? year : year - 1;
}

function ofYear(year: number, words: number): Read<Closed> {
  return { span: { from: new Date(year, 0).getTime(), to: new Date(year + 1, 0).getTime() }, words };
}

/** Month from 1; null for a date that there isn't. */
function ofParts(
  year: number | undefined,
  month: number | undefined,
  day: number | undefined,
  words: number,
): Read<Closed> | null {
  if (year === undefined || month === undefined || month < 1 || month > 12) return null;
  const from = new Date(year, month - 1, day ?? 1);
  if (from.getMonth() !== month - 1) return null;
  const to = day === undefined ? new Date(year, month) : new Date(year, month - 1, day + 1);
  return { span: { from: from.getTime(), to: to.getTime() }, words };
}
