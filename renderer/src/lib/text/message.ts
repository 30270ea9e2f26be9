import type { Message } from '../../../../shared/sentences/message.ts';

/** One text in every language of the program. */
export interface Entry {
  readonly en: Message;
  readonly de: Message;
}

/** Keeps the exact texts of a part of the catalogue, so that their places are checked where they are used. */
export function texts<const T extends Readonly<Record<string, Entry>>>(entries: T): T {
  return entries;
}
