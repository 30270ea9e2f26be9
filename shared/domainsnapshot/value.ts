import { type SnapshotState, snapshotStateSchema } from '../model/snapshot.ts';
import { DomainSnapshotError, shorten } from './error.ts';
import { refuse, textOf, type XmlElement } from './xml-tree.ts';

/** ECMAScript's own range of dates, in ms: 100 million days to each side of the epoch. */
const MAX_DATE = 8.64e15;

// Each reads one value that stands in `at`'s text or attribute `what`, and refuses what is not of its kind.

export function readName(at: XmlElement, what: string, text: string): string {
  if (text === '') refuse(at, `${what} is empty.`);
  if (/\p{Cc}/u.test(text)) refuse(at, `${what} holds a control character.`);
  return text;
}

/** Reads libvirt's lower-case or the proposal's upper-case word. */
export function readState(at: XmlElement): SnapshotState {
  const word = textOf(at).trim();
  const state = snapshotStateSchema.safeParse(word === word.toUpperCase() ? word.toLowerCase() : word);
  return state.success ? state.data : refuse(at, `“${shorten(word)}” is not a state of a machine.`);
}

/** Reads libvirt's `<creationTime>`, whole seconds since the epoch, as ms. */
export function readCreationTime(at: XmlElement): number {
  const text = textOf(at).trim();
  if (!/^-?[0-9]{1,16}$/.test(text)) {
    refuse(at, `<creationTime> is not a whole number of seconds: “${shorten(text)}”.`);
  }
  return inRange(at, '<creationTime>', Number(text) * 1000);
}

const ISO_8601 =
  /^([+-]\d{6}|\d{4})-(\d{2})-(\d{2})[T ]([01]\d|2[0-3]):([0-5]\d):([0-5]\d)(?:[.,](\d{1,9}))?(Z|[+-](?:[01]\d|2[0-3]):?[0-5]\d)?$/;

/** Reads an ISO 8601 date (UTC where it names no zone) or seconds since the epoch, as ms. */
export function readDate(at: XmlElement, what: string, value: string): number {
  const text = value.trim();
  if (/^-?[0-9]{1,16}$/.test(text)) return inRange(at, what, Number(text) * 1000);
  const [, year, month, day, hour, minute, second, fraction = '', zone = 'Z'] = ISO_8601.exec(text) ?? [];
  if (year === undefined) refuse(at, `${what} is neither an ISO 8601 date nor seconds: “${shorten(text)}”.`);
  const date = new Date(0);
  date.setUTCFullYear(Number(year), Number(month) - 1, Number(day));
  if (date.getUTCMonth() !== Number(month) - 1 || date.getUTCDate() !== Number(day)) {
    refuse(at, `${what} is a day that does not exist: “${shorten(text)}”.`);
  }
  date.setUTCHours(Number(hour), Number(minute), Number(second), Number(fraction.slice(0, 3).padEnd(3, '0')));
  return inRange(at, what, date.getTime() - zoneOffset(zone));
}

export function readWholeNumber(at: XmlElement, what: string, value: string): number {
  const text = value.trim();
  const number = Number(text);
  if (!/^[0-9]{1,16}$/.test(text) || !Number.isSafeInteger(number)) {
    refuse(at, `${what} is not a whole number from 0 to 2^53 − 1: “${shorten(text)}”.`);
  }
  return number;
}

/** Reads a UUID, with or without hyphens, as lower case with hyphens. */
export function readUuid(at: XmlElement): string {
  const text = textOf(at).trim();
  const digits = text.replaceAll('-', '').toLowerCase();
  const hyphened = digits.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
  const accepted = /^[0-9a-f]{32}$/.test(digits) && [digits, hyphened].includes(text.toLowerCase());
  return accepted ? hyphened : refuse(at, `“${shorten(text)}” is not a UUID.`);
}

/** Writes `ms` since the epoch in ISO 8601, in UTC; throws `DomainSnapshotError` for what is no moment. */
export function formatDate(ms: number): string {
  if (!Number.isInteger(ms) || Math.abs(ms) > MAX_DATE) {
    throw new DomainSnapshotError(`${ms} is not a moment in ms since the epoch.`);
  }
  return new Date(ms).toISOString().replace('.000Z', 'Z');
}

/** Reads one of two words as a truth value. */
export function readChoice(
  at: XmlElement,
  what: string,
  value: string,
  [no, yes]: readonly [string, string],
): boolean {
  const text = value.trim();
  if (text !== no && text !== yes) refuse(at, `${what} is neither “${no}” nor “${yes}”.`);
  return text === yes;
}

function zoneOffset(zone: string): number {
  if (zone === 'Z') return 0;
  const digits = zone.replace(':', '');
  const minutes = Number(digits.slice(1, 3)) * 60 + Number(digits.slice(3, 5));
  return (zone.startsWith('-') ? -minutes : minutes) * 60_000;
}

function inRange(at: XmlElement, what: string, ms: number): number {
  return Math.abs(ms) <= MAX_DATE ? ms : refuse(at, `${what} is out of range.`);
}
