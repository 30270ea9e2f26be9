import { SaidError } from '../../shared/sentences/said-error.ts';
import type { Sentence } from '../../shared/sentences/sentence.ts';
export type DemoErrorCode =
  | 'qemu-missing'
  | 'no-space'
  | 'folder'
  | 'qemu-failed'
  | 'unreachable'
  | 'not-stopped';

/** Why the demo machine could not be started or stopped; the message is plain sentences, fit to show. */
export class DemoError extends SaidError {
  readonly code: DemoErrorCode;

  constructor(code: DemoErrorCode, said: Sentence, options?: ErrorOptions) {
    super(said, options);
    this.name = 'DemoError';
    this.code = code;
  }
}
