import { foldText } from '../../lib/fold-text.ts';
import { readTimePhrase, type TimeSpan } from './time-phrase.ts';

/** One thing that a snapshot must fulfil. */
export type Term =
  | { readonly kind: 'text'; readonly text: string }
  /** A time; a snapshot that has the very words in its texts fits as well. Texts are folded. */
  | { readonly kind: 'time'; readonly span: TimeSpan; readonly text: string };

/** What is looked for: every term must be fulfilled. */
export interface Query {
  readonly terms: readonly Term[];
}

/** Reads what was typed: words, "words in quotes", and times in English or German. `now` is ms since the epoch. */
export function parseQuery(typed: string, now: number): Query {
  const tokens = tokensOf(typed);
  const terms: Term[] = [];
  for (let at = 0; at < tokens.length; ) {
    const token = tokens[at];
    if (token === undefined) break;
    const rest = untilQuoted(tokens, at);
    const phrase = token.isQuoted ? null : readTimePhrase(rest, now);
    if (phrase === null) {
      terms.push({ kind: 'text', text: token.text });
      at += 1;
    } else {
      terms.push({ kind: 'time', span: phrase.span, text: rest.slice(0, phrase.words).join(' ') });
      at += phrase.words;
    }
  }
  return { terms };
}

/** Whether a snapshot fulfils the query. `texts` are all its texts, folded; `createdAt` is ms since the epoch. */
export function fulfils(query: Query, texts: string, createdAt: number): boolean {
  return query.terms.every((term) => {
    if (term.kind === 'time' && isWithin(term.span, createdAt)) return true;
    return texts.includes(term.text);
  });
}

function isWithin({ from, to }: TimeSpan, at: number): boolean {
  return (from === null || at >= from) && (to === null || at < to);
}

interface Token {
  readonly text: string;
  readonly isQuoted: boolean;
}

function tokensOf(typed: string): readonly Token[] {
  const tokens: Token[] = [];
  for (const [, quoted, word] of typed.matchAll(/["“”„]([^"“”„]*)["“”„]?|([^\s"“”„]+)/g)) {
    const text = foldText(quoted ?? word ?? '').trim();
    if (text !== '') tokens.push({ text, isQuoted: quoted !== undefined });
  }
  return tokens;
}

/** The words from `at` on, up to the next quoted one, which is never part of a time. */
function untilQuoted(tokens: readonly Token[], at: number): readonly string[] {
  const words: string[] = [];
  for (const { text, isQuoted } of tokens.slice(at)) {
    if (isQuoted) break;
    words.push(text);
  }
  return words;
}
