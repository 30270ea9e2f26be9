import { z } from 'zod';

/** What stands in a place of a sentence: sizes in bytes, amounts, other programs' words as they came, further sentences. */
export type SentenceValue = string | number | Sentence | readonly (string | Sentence)[];
export type SentenceValues = Readonly<Record<string, SentenceValue>>;

/** Which sentence of the table is meant, and with what: enough to write it in any language. */
export interface Said {
  readonly code: string;
  readonly values: SentenceValues;
}

/** A sentence, or a clause of one: in English, for logs and the command line, and as what can be written in any language. */
export interface Sentence extends Said {
  readonly text: string;
}

const valueSchema: z.ZodType<SentenceValue, SentenceValue> = z.lazy(() =>
  z.union([
    z.string(),
    z.number(),
    sentenceSchema,
    z.array(z.union([z.string(), sentenceSchema])).readonly(),
  ]),
);

const said = { code: z.string(), values: z.record(z.string(), valueSchema).readonly() };

/** The code and the values that go with an English text beside them. */
export const saidSchema: z.ZodType<Said, Said> = z.object(said).readonly();

export const sentenceSchema: z.ZodType<Sentence, Sentence> = z
  .object({ ...said, text: z.string() })
  .readonly();

/** A text of another program, or of before it had a code: the same in every language. */
export function asIs(text: string): Sentence {
  return { code: AS_IS, values: {}, text };
}

/** The code of what is shown as it came. */
export const AS_IS = 'as-is';

/** Takes the sentence beside a text, where there is one. */
export function sentenceOf(text: string, known: Said | undefined): Sentence {
  return known === undefined ? asIs(text) : { ...known, text };
}
