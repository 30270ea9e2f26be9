import { AppError } from '../../shared/contract/errors.ts';
import { type Finding, findingSchema } from '../../shared/model/finding.ts';
import { findingsJson } from './finding-text.ts';
import { UsageError } from './usage-error.ts';

/** What went wrong, for people: the message, what blocks if it does not say so itself, and the way out. */
export function failureSentence(cause: unknown): string {
  if (cause instanceof UsageError) return cause.message;
  if (!(cause instanceof AppError)) return 'Snapgrove made a mistake. Your machines are unharmed.';
  const reasons = findingsOf(cause)
    .filter(({ severity, message }) => severity === 'blocks' && !cause.message.includes(message))
    .map(({ message, remedy }) => (remedy === null ? message : `${message} ${remedy}`));
  return [cause.message, ...reasons].join(' ');
}

/** What went wrong, for programs. */
export function failureJson(cause: unknown): {
  readonly error: { readonly code: string; readonly message: string; readonly findings: readonly Finding[] };
} {
  const code =
    cause instanceof AppError ? cause.code : cause instanceof UsageError ? 'invalid_input' : 'internal';
  return {
    error: {
      code,
      message: failureSentence(cause),
      findings: cause instanceof AppError ? findingsJson(findingsOf(cause)) : [],
    },
  };
}

function findingsOf({ details }: AppError): readonly Finding[] {
  return findingSchema.array().safeParse(details['findings']).data ?? [];
}
