import { perLocale } from '../../../../shared/sentences/per-locale.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const relative = perLocale((locale) => new Intl.RelativeTimeFormat(locale, { numeric: 'auto' }));
const exact = perLocale(
  (locale) => new Intl.DateTimeFormat(locale, { dateStyle: 'full', timeStyle: 'medium' }),
);
const short = perLocale(
  (locale) => new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short' }),
);
const timeOfDay = perLocale((locale) => new Intl.DateTimeFormat(locale, { timeStyle: 'medium' }));
const whole = perLocale((locale) => new Intl.NumberFormat(locale, { maximumFractionDigits: 0 }));
const percent = perLocale(
  (locale) => new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 0 }),
);

/** How long ago something was, in one unit: "3 days ago". Both in ms since the epoch. */
export function formatAge(at: number, now: number, locale: string): string {
  const past = at - now;
  const size = Math.abs(past);
  const format = relative(locale);
  if (size < 45 * SECOND) return format.format(0, 'second');
  if (size < 59.5 * MINUTE) return format.format(Math.round(past / MINUTE) || -1, 'minute');
  if (size < 23.5 * HOUR) return format.format(Math.round(past / HOUR), 'hour');
  if (size < 6.5 * DAY) return format.format(Math.round(past / DAY), 'day');
  if (size < 30 * DAY) return format.format(Math.round(past / (7 * DAY)), 'week');
  if (size < 364 * DAY) return format.format(Math.round(past / (30.44 * DAY)), 'month');
  return format.format(Math.round(past / (365.25 * DAY)), 'year');
}

/** The whole date and time, with the weekday. */
export function formatExactTime(at: number, locale: string): string {
  return exact(locale).format(at);
}

/** Date and time in short. */
export function formatTime(at: number, locale: string): string {
  return short(locale).format(at);
}

/** Hours, minutes and seconds of a moment. */
export function formatTimeOfDay(at: number, locale: string): string {
  return timeOfDay(locale).format(at);
}

/** A length of time as a clock shows it: "0:07", "12:05", "1:02:03". In ms. */
export function formatDuration(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / SECOND));
  const rest = (value: number) => String(value % 60).padStart(2, '0');
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor(seconds / 60);
  return hours > 0 ? `${hours}:${rest(minutes)}:${rest(seconds)}` : `${minutes}:${rest(seconds)}`;
}

const seconds = perLocale(
  (locale) => new Intl.NumberFormat(locale, { style: 'unit', unit: 'second', unitDisplay: 'long' }),
);
const minutes = perLocale(
  (locale) => new Intl.NumberFormat(locale, { style: 'unit', unit: 'minute', unitDisplay: 'long' }),
);

/** About how long something takes: "5 seconds", "3 minutes". In ms; never less than a second. */
export function formatSpan(ms: number, locale: string): string {
  const whole = Math.max(1, Math.ceil(ms / SECOND));
  return whole < 100 ? seconds(locale).format(whole) : minutes(locale).format(Math.ceil(whole / 60));
}

/** A count of things. */
export function formatNumber(value: number, locale: string): string {
  return whole(locale).format(value);
}

/** A part of a whole, from 0 to 1, as percent. */
export function formatPercent(part: number, locale: string): string {
  return percent(locale).format(part);
}
