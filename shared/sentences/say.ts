import { type English, english, type SentenceCode } from './english.ts';
import { fill, type Message, type ValuesOf } from './message.ts';
import type { Sentence, SentenceValues } from './sentence.ts';

type RemedyOf<K extends SentenceCode> = `${K}/remedy` extends keyof English
  ? English[`${K}/remedy`] & Message
  : never;

/** Exactly the values that a sentence is written with; none where it has no places. */
export type ValuesFor<M extends Message> = [keyof ValuesOf<M>] extends [never] ? [] : [values: ValuesOf<M>];

/** What a sentence and its remedy are written with. */
export type ValuesWithRemedy<K extends SentenceCode> = ValuesFor<English[K] | RemedyOf<K>>;

/** A sentence of the table with its values, in English with plain spaces: it goes to logs and terminals. */
export function say<K extends SentenceCode>(code: K, ...values: ValuesFor<English[K]>): Sentence {
  return written(code, english[code], values[0] ?? {});
}

/** What happened and the way out of it. */
export interface Problem {
  readonly message: Sentence;
  readonly remedy: Sentence;
}

type CodeWithRemedy<K = keyof English> = K extends `${infer Code}/remedy` ? Code & SentenceCode : never;

/** As {@link say}, with the remedy that goes with the sentence. */
export function sayProblem<K extends CodeWithRemedy>(code: K, ...values: ValuesWithRemedy<K>): Problem {
  const { message, remedy } = sayWithRemedy(code, ...values);
  if (remedy === null) throw new TypeError(`${code} has no remedy`);
  return { message, remedy };
}

/** As {@link sayProblem}; the remedy is null where the table has none. */
export function sayWithRemedy<K extends SentenceCode>(
  code: K,
  ...values: ValuesWithRemedy<K>
): { readonly message: Sentence; readonly remedy: Sentence | null } {
  const known: SentenceValues = values[0] ?? {};
  const remedy = remedyCode(code);
  return {
    message: written(code, english[code], known),
    remedy: remedy === null ? null : written(remedy, english[remedy], known),
  };
}

/** The code of the remedy that goes with a sentence; null where there is none. */
export function remedyCode(code: string): keyof English | null {
  const remedy = `${code}/remedy`;
  return isCode(remedy) ? remedy : null;
}

/** Whether the table has a sentence of this code. */
export function isCode(code: string): code is keyof English {
  return Object.hasOwn(english, code);
}

function written(code: string, message: Message, values: SentenceValues): Sentence {
  return { code, values, text: fill(message, values, 'en').replaceAll('\u00a0', ' ') };
}
