import { type FuzzyMatch, fuzzyMatch } from '../../lib/fuzzy.ts';

/** What the palette offers: a command, a machine or a snapshot. */
export interface PaletteEntry {
  readonly id: string;
  readonly kind: 'command' | 'machine' | 'snapshot';
  readonly title: string;
  /** What else it is found by, such as the machine that a snapshot belongs to. */
  readonly hint: string;
}

export interface PaletteMatch<T extends PaletteEntry> {
  readonly entry: T;
  /** Indices of the title's characters that were found. */
  readonly found: readonly number[];
}

interface Scored<T extends PaletteEntry> {
  readonly match: PaletteMatch<T>;
  readonly score: number;
}

/** How many are offered of each kind; the rest is for the search. */
const MOST = { command: 40, machine: 20, snapshot: 50 } as const;
const ORDER = ['command', 'machine', 'snapshot'] as const;

/**
 * Entries that fit a text, the best of each kind first. Every word must be found in the title or the hint. Without a
 * text, the commands and machines as they are.
 */
export function matchEntries<T extends PaletteEntry>(
  entries: Iterable<T>,
  text: string,
): readonly PaletteMatch<T>[] {
  const words = text.split(/\s+/).filter((word) => word !== '');
  const byKind: Readonly<Record<PaletteEntry['kind'], Scored<T>[]>> = {
    command: [],
    machine: [],
    snapshot: [],
  };
  for (const entry of entries) {
    if (words.length === 0 && entry.kind === 'snapshot') continue;
    const match = matchWords(entry, words);
    if (match !== null) {
      byKind[entry.kind].push({ match: { entry, found: match.found }, score: match.score });
    }
  }
  return ORDER.flatMap((kind) => {
    const matches = byKind[kind];
    if (words.length > 0) matches.sort((a, b) => b.score - a.score);
    return matches.slice(0, MOST[kind]).map(({ match }) => match);
  });
}

function matchWords(entry: PaletteEntry, words: readonly string[]): FuzzyMatch | null {
  let score = 0;
  const found: number[] = [];
  for (const word of words) {
    const inTitle = fuzzyMatch(word, entry.title);
    const inHint = entry.hint === '' ? null : fuzzyMatch(word, entry.hint);
    if (inTitle === null && inHint === null) return null;
    const fromHint = inHint === null ? Number.NEGATIVE_INFINITY : inHint.score / 2;
    if (inTitle !== null && inTitle.score >= fromHint) {
      score += inTitle.score;
      found.push(...inTitle.found);
    } else score += fromHint;
  }
  return { score, found };
}
