import { SaidError } from '../../shared/sentences/said-error.ts';
import type { Sentence } from '../../shared/sentences/sentence.ts';
/**
 * Why there is no picture: `truncated` also when the file is empty, `damaged` when it can't be decoded,
 * `encoder` when the worker that makes pictures failed.
 */
export type PictureErrorCode =
  | 'not-a-picture'
  | 'unsupported'
  | 'truncated'
  | 'damaged'
  | 'too-large'
  | 'missing'
  | 'permission'
  | 'no-space'
  | 'encoder'
  | 'failed';

/** A picture that could not be read, made or kept; the message is a sentence fit to show. */
export class PictureError extends SaidError {
  readonly code: PictureErrorCode;

  constructor(code: PictureErrorCode, said: Sentence, options: { readonly cause?: unknown } = {}) {
    super(said, options.cause === undefined ? {} : { cause: options.cause });
    this.name = 'PictureError';
    this.code = code;
  }
}
