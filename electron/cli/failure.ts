import { AppError } from '../../shared/contract/errors.ts';
import { type Finding, findingSchema } from '../../shared/model/finding.ts';
import { findingsJson } from './finding-text.ts';
import { UsageError } from './usage-error.ts';

/** What went wrong, for people: the message, and all that blocks with its way out, each unless it is said already. */
export function failureSentence(cause: unknown): string {
  return blockingOf(cause)
    .flatMap(({ message, remedy }) => (remedy === null ? [message] : [message, remedy]))
    .reduce((text, next) => (text.includes(next) ? text : `${text} ${next}`), messageOf(cause));
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
      message: messageWithReasons(cause),
      findings: cause instanceof AppError ? findingsJson(findingsOf(cause)) : [],
    },
  };
}

/** The message for programs: a finding that it says already is not said again, and has its way out among the findings. */
function messageWithReasons(cause: unknown): string {
  const said = messageOf(cause);
  const reasons = blockingOf(cause)
    .filter(({ message }) => !said.includes(message))
    .map(({ message, remedy }) => (remedy === null ? message : `${message} ${remedy}`));
  return [said, ...reasons].join(' ');
}

function messageOf(cause: unknown): string {
  const isOurs = cause instanceof UsageError || cause instanceof AppError;
  return isOurs ? cause.message : 'Snapgrove made a mistake. Your machines are unharmed.';
}

function blockingOf(cause: unknown): readonly Finding[] {
  return cause instanceof AppError ? findingsOf(cause).filter(({ severity }) => severity === 'blocks') : [];
}

function findingsOf({ details }: AppError): readonly Finding[] {
  return findingSchema.array().safeParse(details['findings']).data ?? [];
}
