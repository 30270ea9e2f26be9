import { createContext, type ReactNode, useContext, useMemo } from 'react';
import { formatBytes } from '../../../../shared/sentences/bytes.ts';
import { english } from '../../../../shared/sentences/english.ts';
import { fill, type PlacesOf } from '../../../../shared/sentences/message.ts';
import { isCode } from '../../../../shared/sentences/say.ts';
import type { Sentence, SentenceValues } from '../../../../shared/sentences/sentence.ts';
import { german } from './catalogue/german.ts';
import { type Catalogue, catalogue, type TextKey } from './catalogue.ts';
import {
  formatAge,
  formatExactTime,
  formatNumber,
  formatPercent,
  formatSpan,
  formatTime,
  formatTimeOfDay,
} from './format.ts';

export type Language = 'en' | 'de';

type ValuesFor<K extends TextKey> = [PlacesOf<Catalogue[K]['en']>] extends [never]
  ? []
  : [values: Readonly<Record<PlacesOf<Catalogue[K]['en']>, string | number>>];

/** Writes everything that people read, in one language. Times are ms since the epoch, sizes bytes. */
export interface Text {
  readonly language: Language;
  readonly locale: string;
  readonly t: <K extends TextKey>(key: K, ...values: ValuesFor<K>) => string;
  readonly age: (at: number, now: number) => string;
  readonly exactTime: (at: number) => string;
  readonly time: (at: number) => string;
  readonly timeOfDay: (at: number) => string;
  readonly bytes: (size: number) => string;
  readonly percent: (part: number) => string;
  readonly number: (value: number) => string;
  /** What the core says, in this language; the English of a code that this window does not know. */
  readonly say: (sentence: Sentence) => string;
  /** About how long something takes, in ms. */
  readonly span: (ms: number) => string;
}

/** Makes the writer of a language; `locale` says how it writes dates and numbers. */
export function createText(language: Language, locale: string = language): Text {
  return {
    language,
    locale,
    t: (key, ...rest) => {
      const values: SentenceValues = rest[0] ?? {};
      return fill(catalogue[key][language], values, locale);
    },
    age: (at, now) => formatAge(at, now, locale),
    exactTime: (at) => formatExactTime(at, locale),
    time: (at) => formatTime(at, locale),
    timeOfDay: (at) => formatTimeOfDay(at, locale),
    bytes: (size) => formatBytes(size, locale),
    percent: (part) => formatPercent(part, locale),
    number: (value) => formatNumber(value, locale),
    say: (sentence) => written(sentence, language, locale),
    span: (ms) => formatSpan(ms, locale),
  };
}

function written(sentence: Sentence, language: Language, locale: string): string {
  const { code, values, text } = sentence;
  if (!isCode(code)) return text;
  const message = language === 'de' ? german[code] : english[code];
  return fill(message, values, locale, (part) => written(part, language, locale));
}

/** The language to use, and the locale of the user's that goes with it. */
export function chooseLanguage(
  wanted: Language | 'system',
  preferred: readonly string[],
): { readonly language: Language; readonly locale: string } {
  const speaks = (locale: string, language: Language) => locale.toLowerCase().split('-')[0] === language;
  const language =
    wanted !== 'system' ? wanted : speaks(preferred[0] ?? 'en', 'de') ? 'de' : ('en' satisfies Language);
  return { language, locale: preferred.find((locale) => speaks(locale, language)) ?? language };
}

const TextContext = createContext<Text>(createText('en'));

/** Gives everything below the texts of the chosen language. */
export function TextProvider(props: { readonly wanted: Language | 'system'; readonly children: ReactNode }) {
  const { wanted } = props;
  const text = useMemo(() => {
    const { language, locale } = chooseLanguage(wanted, navigator.languages);
    return createText(language, locale);
  }, [wanted]);
  return <TextContext value={text}>{props.children}</TextContext>;
}

export function useText(): Text {
  return useContext(TextContext);
}
