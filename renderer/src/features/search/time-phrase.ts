import { readDate } from './dates.ts';
import {
  isAgo,
  isArticle,
  isLast,
  isThis,
  namedDayOf,
  numberOf,
  sideOf,
  type Unit,
  unitOf,
  weekdayOf,
} from './time-words.ts';

/** A part of time in ms since the epoch, in the computer's time zone: from its first moment to the first one after it. */
export interface TimeSpan {
  readonly from: number | null;
  readonly to: number | null;
}

export interface Closed {
  readonly from: number;
  readonly to: number;
}

/** What was read, and how many words it took. */
export interface Read<T> {
  readonly span: T;
  readonly words: number;
}

/** Reads a time at the beginning of `words` (folded), such as "before march" or "letzte woche"; null when there is none. */
export function readTimePhrase(words: readonly string[], now: number): Read<TimeSpan> | null {
  const ago = readAgo(words, now);
  if (ago !== null) return ago;
  const side = sideOf(words[0]);
  if (side === undefined) return readSpan(words, now);
  const skipped = isArticle(words[1]) ? 2 : 1;
  const rest = words.slice(skipped);
  const read = readAgo(rest, now) ?? readSpan(rest, now);
  if (read === null) return null;
  const taken = skipped + read.words;
  const { from, to } = read.span;
  switch (side) {
    case 'before':
      return { span: { from: null, to: from }, words: taken };
    case 'after':
      return { span: { from: to, to: null }, words: taken };
    case 'since':
      return { span: { from, to: null }, words: taken };
    case 'until':
      return { span: { from: null, to }, words: taken };
    case 'in':
      return { span: read.span, words: taken };
    default:
      return side satisfies never;
  }
}

/** "3 days ago", "vor 3 tagen", "vor einer woche". */
function readAgo(words: readonly string[], now: number): Read<Closed> | null {
  const isGerman = words[0] === 'vor';
  const first = isGerman ? 1 : 0;
  const count = numberOf(words[first]);
  const unit = unitOf(words[first + 1]);
  if (count === undefined || unit === undefined) return null;
  if (isGerman) return { span: around(back(now, unit, count), unit), words: 3 };
  return isAgo(words[2]) ? { span: around(back(now, unit, count), unit), words: 3 } : null;
}

function readSpan(words: readonly string[], now: number): Read<Closed> | null {
  const [first, second, third] = words;
  if (first === 'day' && second === 'before' && third === 'yesterday') {
    return { span: around(back(now, 'day', 2), 'day'), words: 3 };
  }
  const named = namedDayOf(first);
  if (named !== undefined) return { span: around(back(now, 'day', named), 'day'), words: 1 };
  if (isLast(first)) return readLast(words, now);
  const unit = unitOf(second);
  if (isThis(first) && unit !== undefined) return { span: around(now, unit), words: 2 };
  const weekday = weekdayOf(first);
  if (weekday !== undefined) return { span: lastWeekday(weekday, now, 0), words: 1 };
  return readDate(words, now);
}

/** "last week", "last monday", "last 3 days", "letzte drei wochen". */
function readLast(words: readonly string[], now: number): Read<Closed> | null {
  const [, second, third] = words;
  const weekday = weekdayOf(second);
  if (weekday !== undefined) return { span: lastWeekday(weekday, now, 1), words: 2 };
  const unit = unitOf(second);
  if (unit !== undefined) return { span: around(back(now, unit, 1), unit), words: 2 };
  const count = numberOf(second);
  const counted = unitOf(third);
  if (count === undefined || counted === undefined) return null;
  return { span: { from: back(now, counted, count), to: now + 1 }, words: 3 };
}

function lastWeekday(weekday: number, now: number, atLeast: number): Closed {
  const days = (new Date(now).getDay() - weekday + 7) % 7;
  return around(back(now, 'day', days < atLeast ? days + 7 : days), 'day');
}

/** The minute, hour, day, week (from Monday), month or year that a moment lies in. */
export function around(at: number, unit: Unit): Closed {
  const date = new Date(at);
  const [year, month, day, hour] = [date.getFullYear(), date.getMonth(), date.getDate(), date.getHours()];
  const span = (from: Date, to: Date): Closed => ({ from: from.getTime(), to: to.getTime() });
  switch (unit) {
    case 'minute': {
      const minute = date.getMinutes();
      return span(new Date(year, month, day, hour, minute), new Date(year, month, day, hour, minute + 1));
    }
    case 'hour':
      return span(new Date(year, month, day, hour), new Date(year, month, day, hour + 1));
    case 'day':
      return span(new Date(year, month, day), new Date(year, month, day + 1));
    case 'week': {
      const monday = day - ((date.getDay() + 6) % 7);
      return span(new Date(year, month, monday), new Date(year, month, monday + 7));
    }
    case 'month':
      return span(new Date(year, month), new Date(year, month + 1));
    case 'year':
      return span(new Date(year, 0), new Date(year + 1, 0));
    default:
      return unit satisfies never;
  }
}

/** The same moment some units earlier; of a month without that day, its last one. */
function back(now: number, unit: Unit, count: number): number {
  const date = new Date(now);
  switch (unit) {
    case 'minute':
      return now - count * 60_000;
    case 'hour':
      return now - count * 3_600_000;
    case 'day':
      return date.setDate(date.getDate() - count);
    case 'week':
      return date.setDate(date.getDate() - 7 * count);
    case 'month':
      return monthsBack(date, count);
    case 'year':
      return monthsBack(date, 12 * count);
    default:
      return unit satisfies never;
  }
}

function monthsBack(date: Date, count: number): number {
  const day = date.getDate();
  const first = new Date(date);
  first.setDate(1);
  first.setMonth(first.getMonth() - count);
  const lastDay = new Date(first.getFullYear(), first.getMonth() + 1, 0).getDate();
  return first.setDate(Math.min(day, lastDay));
}
