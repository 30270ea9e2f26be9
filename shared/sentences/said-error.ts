import { asIs, type Sentence } from './sentence.ts';

/** An error whose message is a sentence of the table. */
export class SaidError extends Error {
  readonly said: Sentence;

  constructor(said: Sentence, options?: ErrorOptions) {
    super(said.text, options);
    this.name = 'SaidError';
    this.said = said;
  }
}

/** What an error says: of one of ours its sentence, of any other its message as it is. */
export function saidBy(error: unknown): Sentence {
  if (error instanceof SaidError) return error.said;
  return asIs(error instanceof Error ? error.message : String(error));
}
