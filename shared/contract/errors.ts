import { z } from 'zod';
import { SaidError } from '../sentences/said-error.ts';
import { say } from '../sentences/say.ts';
import type { Sentence } from '../sentences/sentence.ts';

/**
 * Every way in which a call can fail, as far as its caller must tell them apart.
 * `refused` means that findings block the operation (`details.findings`); `failed` that it was tried and did not work.
 */
export const errorCodeSchema = z.enum([
  'invalid_input',
  'not_found',
  'conflict',
  'refused',
  'unavailable',
  'busy',
  'permission_denied',
  'cancelled',
  'failed',
  'disconnected',
  'internal',
]);

export type ErrorCode = z.infer<typeof errorCodeSchema>;

export type ErrorDetails = Readonly<Record<string, unknown>>;

/** An error that a person can act on: a code for the program, a sentence for the window, machine facts in `details`. */
export class AppError extends SaidError {
  readonly code: ErrorCode;
  readonly details: ErrorDetails;

  constructor(code: ErrorCode, said: Sentence, details: ErrorDetails = {}, options?: ErrorOptions) {
    super(said, options);
    this.name = 'AppError';
    this.code = code;
    this.details = details;
  }
}

/** Makes the error with which everything fails that a caller gave up on. */
export function cancelled(): AppError {
  return new AppError('cancelled', say('call/cancelled'));
}
