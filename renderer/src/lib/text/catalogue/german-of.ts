import type { Message } from '../../../../../shared/sentences/message.ts';

/** The German texts of a part of the core's sentences: one for each code, none more, counting where the English counts. */
export type GermanOf<Part extends Readonly<Record<string, Message>>> = {
  readonly [K in keyof Part]: Part[K] extends string ? string : Exclude<Message, string>;
};
