/** Words of times in English and German, folded (lower case, without marks). */

export type Unit = 'minute' | 'hour' | 'day' | 'week' | 'month' | 'year';
export type Side = 'before' | 'after' | 'since' | 'until' | 'in';

const UNITS: ReadonlyMap<string, Unit> = new Map([
  ...forms('minute', 'minute minutes min minuten'),
  ...forms('hour', 'hour hours h stunde stunden'),
  ...forms('day', 'day days tag tage tagen tages'),
  ...forms('week', 'week weeks woche wochen'),
  ...forms('month', 'month months monat monate monaten monats'),
  ...forms('year', 'year years jahr jahre jahren jahres'),
]);

const SIDES: ReadonlyMap<string, Side> = new Map([
  ...forms('before', 'before vor'),
  ...forms('after', 'after nach'),
  ...forms('since', 'since from seit ab'),
  ...forms('until', 'until till bis'),
  ...forms('in', 'in on during im am vom'),
]);

const NUMBERS: ReadonlyMap<string, number> = new Map([
  ...forms(1, 'a an one ein eine einem einer einen'),
  ...forms(2, 'two zwei'),
  ...forms(3, 'three drei'),
  ...forms(4, 'four vier'),
  ...forms(5, 'five funf'),
  ...forms(6, 'six sechs'),
  ...forms(7, 'seven sieben'),
  ...forms(8, 'eight acht'),
  ...forms(9, 'nine neun'),
  ...forms(10, 'ten zehn'),
]);

const MONTHS: ReadonlyMap<string, number> = new Map([
  ...forms(0, 'january jan januar janner'),
  ...forms(1, 'february feb februar'),
  ...forms(2, 'march mar marz'),
  ...forms(3, 'april apr'),
  ...forms(4, 'may mai'),
  ...forms(5, 'june jun juni'),
  ...forms(6, 'july jul juli'),
  ...forms(7, 'august aug'),
  ...forms(8, 'september sep sept'),
  ...forms(9, 'october oct oktober okt'),
  ...forms(10, 'november nov'),
  ...forms(11, 'december dec dezember dez'),
]);

/** As `Date.getDay` counts them. */
const WEEKDAYS: ReadonlyMap<string, number> = new Map([
  ...forms(0, 'sunday sonntag'),
  ...forms(1, 'monday montag'),
  ...forms(2, 'tuesday dienstag'),
  ...forms(3, 'wednesday mittwoch'),
  ...forms(4, 'thursday donnerstag'),
  ...forms(5, 'friday freitag'),
  ...forms(6, 'saturday samstag sonnabend'),
]);

/** Days before today. */
const NAMED_DAYS: ReadonlyMap<string, number> = new Map([
  ...forms(0, 'today heute'),
  ...forms(1, 'yesterday gestern'),
  ...forms(2, 'vorgestern'),
]);

const LAST = /^(?:last|past|letzt(?:e[nrs]?)?|vorig(?:e[nrs]?)?|vergangene[nrs]?)$/;
const THIS = /^(?:this|diese[nrs]?)$/;
const ARTICLE = /^(?:the|der|die|das|dem|den)$/;

function* forms<const T>(value: T, words: string): Generator<[string, T]> {
  for (const word of words.split(' ')) yield [word, value];
}

export const unitOf = (word: string | undefined) => UNITS.get(word ?? '');
export const sideOf = (word: string | undefined) => SIDES.get(word ?? '');
export const monthOf = (word: string | undefined) => MONTHS.get((word ?? '').replace(/\.$/, ''));
export const weekdayOf = (word: string | undefined) => WEEKDAYS.get(word ?? '');
export const namedDayOf = (word: string | undefined) => NAMED_DAYS.get(word ?? '');
export const isLast = (word: string | undefined) => LAST.test(word ?? '');
export const isThis = (word: string | undefined) => THIS.test(word ?? '');
export const isArticle = (word: string | undefined) => ARTICLE.test(word ?? '');
export const isAgo = (word: string | undefined) => word === 'ago';

/** A number in digits or in a word up to ten. */
export function numberOf(word: string | undefined): number | undefined {
  if (word === undefined) return undefined;
  return /^\d{1,4}$/.test(word) ? Number(word) : NUMBERS.get(word);
}
