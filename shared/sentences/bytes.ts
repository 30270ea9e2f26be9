import { perLocale } from './per-locale.ts';

const amount = perLocale((locale) => new Intl.NumberFormat(locale, { maximumFractionDigits: 1 }));
const whole = perLocale((locale) => new Intl.NumberFormat(locale, { maximumFractionDigits: 0 }));

const UNITS = ['KiB', 'MiB', 'GiB', 'TiB', 'PiB'] as const;

/** A size in the largest binary unit that leaves at least 1: "1.2 GiB". */
export function formatBytes(bytes: number, locale: string): string {
  if (Math.abs(bytes) < 1024) return `${whole(locale).format(bytes)}\u00a0B`;
  let value = bytes;
  let unit: string = UNITS[0];
  for (const next of UNITS) {
    value /= 1024;
    unit = next;
    if (Math.abs(value) < 1023.95) break;
  }
  return `${(Math.abs(value) < 99.95 ? amount : whole)(locale).format(value)}\u00a0${unit}`;
}
