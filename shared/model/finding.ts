import { z } from 'zod';
import type { SentenceCode } from '../sentences/english.ts';
import { say, sayWithRemedy, type ValuesWithRemedy } from '../sentences/say.ts';
import { asIs, type Sentence, saidSchema, sentenceOf } from '../sentences/sentence.ts';

/** How much a finding matters: `blocks` stops the operation, `warns` asks for thought, `informs` only tells. */
export const severitySchema = z.enum(['blocks', 'warns', 'informs']);
export type Severity = z.infer<typeof severitySchema>;

/** One sentence of a check made before an operation, with the way out where there is one. */
export const findingSchema = z
  .object({
    severity: severitySchema,
    /** Stable kebab-case name of the kind of finding, for tests and scripts. */
    code: z.string(),
    /** In English, as is the remedy. */
    message: z.string(),
    remedy: z.string().nullable(),
    /** What `message` says, for other languages; its remedy is `CODE/remedy` with the same values. Absent in old records. */
    said: saidSchema.optional(),
  })
  .readonly();
export type Finding = z.infer<typeof findingSchema>;

/** Codes of findings: those of the table that name no noun. */
export type FindingCode = Exclude<SentenceCode, `${string}/${string}`>;

/** Makes a finding of the table; of a code such as `name-long:file` the kind of finding is `name-long`. */
export function finding<K extends FindingCode>(
  severity: Severity,
  code: K,
  ...values: ValuesWithRemedy<K>
): Finding {
  const { message, remedy } = sayWithRemedy(code, ...values);
  return {
    severity,
    code: code.split(':', 1)[0] ?? code,
    message: message.text,
    remedy: remedy?.text ?? null,
    said: { code: message.code, values: message.values },
  };
}

/** What a finding says, as a sentence that can stand in another. */
export function messageOf({ message, said }: Finding): Sentence {
  return sentenceOf(message, said);
}

/** The finding with the name of the machine before it, for where there are findings of several. */
export function findingOf(machine: string, found: Finding): Finding {
  const { text, code, values } = say('machine/finding', { machine, what: messageOf(found) });
  return { ...found, message: text, said: { code, values } };
}

/** The way out of what a finding says, as a sentence; null where there is none. */
export function remedyOf({ remedy, said }: Finding): Sentence | null {
  if (remedy === null || said === undefined) return remedy === null ? null : asIs(remedy);
  return { code: `${said.code}/remedy`, values: said.values, text: remedy };
}

/** True when nothing in `findings` stops the operation. */
export function isAllowed(findings: readonly Finding[]): boolean {
  return !findings.some((each) => each.severity === 'blocks');
}
