/** A text with `{name}` places, in the two forms that English and German count with where it counts. */
export type Message = string | { readonly one: string; readonly other: string };

/** One text in every language of the program. */
export interface Entry {
  readonly en: Message;
  readonly de: Message;
}

type PlacesIn<S extends string> = S extends `${string}{${infer Place}}${infer Rest}`
  ? Place | PlacesIn<Rest>
  : never;

/** Names of the places that a text has; a counting text also needs `count`. */
export type PlacesOf<M extends Message> = M extends string
  ? PlacesIn<M>
  : M extends { readonly one: infer One extends string; readonly other: infer Other extends string }
    ? PlacesIn<One> | PlacesIn<Other> | 'count'
    : never;

/** What goes into the places of a text. */
export type Values = Readonly<Record<string, string | number>>;

/** Keeps the exact texts of a part of the catalogue, so that their places are checked where they are used. */
export function texts<const T extends Readonly<Record<string, Entry>>>(entries: T): T {
  return entries;
}

/** Fills the places of a text. Numbers are written as the locale does; `count` chooses the form. */
export function fill(message: Message, values: Values, locale: string): string {
  const form = typeof message === 'string' ? message : message[pluralForm(values.count, locale)];
  return form.replaceAll(/\{(\w+)\}/g, (place, name: string) => {
    const value = values[name];
    if (value === undefined) return place;
    return typeof value === 'number' ? numberFormat(locale).format(value) : value;
  });
}

function pluralForm(count: string | number | undefined, locale: string): 'one' | 'other' {
  return pluralRules(locale).select(Number(count ?? 0)) === 'one' ? 'one' : 'other';
}

const pluralRules = perLocale((locale) => new Intl.PluralRules(locale));
const numberFormat = perLocale((locale) => new Intl.NumberFormat(locale));

/** Makes an Intl object once per locale: they are slow to make. */
export function perLocale<T>(make: (locale: string) => T): (locale: string) => T {
  const made = new Map<string, T>();
  return (locale) => {
    const known = made.get(locale);
    if (known !== undefined) return known;
    const value = make(locale);
    made.set(locale, value);
    return value;
  };
}
