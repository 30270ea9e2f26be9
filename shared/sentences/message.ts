import { formatBytes } from './bytes.ts';
import { perLocale } from './per-locale.ts';
import type { Sentence, SentenceValue, SentenceValues } from './sentence.ts';

/**
 * A text with places, in the two forms that English and German count with where it counts. A place is `{name}`, or
 * `{name, kind}` where its value is no plain text or number:
 * `bytes` is a size, `list` are things one after the other, `quoted` the same in quotation marks, `sentences` are
 * whole sentences after another; `clause` is a sentence without its full stop, `lower` one that goes on after a colon.
 */
export type Message = string | { readonly one: string; readonly other: string };

type PlacesIn<S extends string> = S extends `${string}{${infer Place}}${infer Rest}`
  ? Place | PlacesIn<Rest>
  : never;

type NameOf<Place extends string> = Place extends `${infer Name}, ${string}` ? Name : Place;

/** The places that a text has, as they are written; a counting text also needs `count`. */
type WrittenPlaces<M extends Message> = M extends string
  ? PlacesIn<M>
  : M extends { readonly one: infer One extends string; readonly other: infer Other extends string }
    ? PlacesIn<One> | PlacesIn<Other> | 'count'
    : never;

/** Names of the places that a text has; a counting text also needs `count`. */
export type PlacesOf<M extends Message> = NameOf<WrittenPlaces<M>>;

type ValueFor<Place extends string> = Place extends 'count' | `${string}, bytes`
  ? number
  : Place extends `${string}, quoted`
    ? readonly string[]
    : Place extends `${string}, list` | `${string}, sentences`
      ? readonly (string | Sentence)[]
      : string | number | Sentence;

/** What a text must be given. */
export type ValuesOf<M extends Message> = {
  readonly [Place in WrittenPlaces<M> as NameOf<Place>]: ValueFor<Place>;
};

/** Fills the places of a text. Values are written as the locale does; `count` chooses the form. `read` reads a sentence that is a value. */
export function fill(
  message: Message,
  values: SentenceValues,
  locale: string,
  read: (sentence: Sentence) => string = ({ text }) => text,
): string {
  const form = typeof message === 'string' ? message : message[pluralForm(values.count, locale)];
  return form.replaceAll(PLACE, (place, name: string, kind: string | undefined) => {
    const value = values[name];
    return value === undefined ? place : written(value, kind, locale, read);
  });
}

const PLACE = /\{(\w+)(?:, (\w+))?\}/g;

function written(
  value: SentenceValue,
  kind: string | undefined,
  locale: string,
  read: (sentence: Sentence) => string,
): string {
  if (typeof value === 'number') {
    return kind === 'bytes' ? formatBytes(value, locale) : numberFormat(locale).format(value);
  }
  const textOf = (each: string | Sentence): string => (typeof each === 'string' ? each : read(each));
  if (!(typeof value === 'string' || isSentence(value))) {
    const each = value.map(textOf);
    if (kind === 'sentences') return each.join(' ');
    return listFormat(locale).format(kind === 'quoted' ? each.map((text) => quoted(text, locale)) : each);
  }
  const text = textOf(value);
  if (kind === 'clause') return text.replace(/\.$/, '');
  return kind === 'lower' ? text.charAt(0).toLowerCase() + text.slice(1) : text;
}

function isSentence(value: Exclude<SentenceValue, string | number>): value is Sentence {
  return 'text' in value;
}

function quoted(text: string, locale: string): string {
  return locale.split('-')[0] === 'de' ? `„${text}“` : `“${text}”`;
}

function pluralForm(count: SentenceValue | undefined, locale: string): 'one' | 'other' {
  return pluralRules(locale).select(Number(count ?? 0)) === 'one' ? 'one' : 'other';
}

const pluralRules = perLocale((locale) => new Intl.PluralRules(locale));
const numberFormat = perLocale((locale) => new Intl.NumberFormat(locale));
const listFormat = perLocale((locale) => new Intl.ListFormat(locale, { type: 'unit', style: 'short' }));
