import { foldText } from './fold-text.ts';

/** How well a pattern fits a text, and which of the text's characters it found (as indices). */
export interface FuzzyMatch {
  readonly score: number;
  readonly found: readonly number[];
}

/** Longer texts are looked at this far only: the work grows with it. */
const LONGEST = 120;
const STARTS_WORD = 8;
const FOLLOWS = 9;
const IS_FIRST = 4;
/** From where one begins: after what is neither letter nor digit, or at a capital behind a small letter. */
const WORD = /(?<![\p{L}\p{M}\p{N}])[\p{L}\p{N}]|(?<=\p{Ll})\p{Lu}/gu;

/** Finds the letters of `pattern` in `text` in order, best at the beginnings of words and in a row; null when they aren't there. */
export function fuzzyMatch(pattern: string, text: string): FuzzyMatch | null {
  const wanted = foldText(pattern).replaceAll(' ', '');
  if (wanted === '') return { score: 0, found: [] };
  const original = text.slice(0, LONGEST);
  const letters = lettersOf(original);
  if (!isWithin(wanted, letters)) return null;
  const starts = wordStarts(original);
  const width = letters.length;
  // best[at]: the best score with the letter looked at now found at `at`; from: where the one before it was.
  let best = new Float64Array(width).fill(Number.NEGATIVE_INFINITY);
  const from: Int16Array[] = [];
  for (let letter = 0; letter < wanted.length; letter++) {
    const next = new Float64Array(width).fill(Number.NEGATIVE_INFINITY);
    const came = new Int16Array(width).fill(-1);
    let bestBefore = Number.NEGATIVE_INFINITY;
    let bestAt = -1;
    for (let at = 0; at < width; at++) {
      if (letters[at] === wanted[letter]) {
        const own = 1 + (starts[at] === 1 ? STARTS_WORD : 0) + (at === 0 ? IS_FIRST : 0);
        if (letter === 0) next[at] = own - at * 0.05;
        else {
          const inARow = (best[at - 1] ?? Number.NEGATIVE_INFINITY) + FOLLOWS;
          const isInARow = inARow >= bestBefore;
          next[at] = own + (isInARow ? inARow : bestBefore);
          came[at] = isInARow ? at - 1 : bestAt;
        }
      }
      const here = best[at] ?? Number.NEGATIVE_INFINITY;
      if (here > bestBefore) [bestBefore, bestAt] = [here, at];
    }
    best = next;
    from.push(came);
  }
  let end = 0;
  for (let at = 1; at < width; at++) if ((best[at] ?? 0) > (best[end] ?? 0)) end = at;
  const found: number[] = [];
  for (let letter = wanted.length - 1, at = end; letter >= 0; letter--) {
    found.unshift(at);
    at = from[letter]?.[at] ?? -1;
  }
  return { score: (best[end] ?? 0) - width * 0.02, found };
}

/** A letter to compare for each of the text's, at the same index. */
function lettersOf(text: string): string | readonly string[] {
  const plain = text.toLowerCase();
  return /^[\x20-\x7e]*$/.test(text) ? plain : text.split('').map((letter) => foldText(letter).slice(0, 1));
}

function isWithin(wanted: string, letters: string | readonly string[]): boolean {
  let next = 0;
  for (let at = 0; at < letters.length && next < wanted.length; at++) {
    if (letters[at] === wanted[next]) next += 1;
  }
  return next === wanted.length;
}

/** 1 where a word begins: at the start, after a sign, and at a capital within a word. */
function wordStarts(text: string): Uint8Array {
  const starts = new Uint8Array(text.length);
  for (const { index } of text.matchAll(WORD)) starts[index] = 1;
  return starts;
}
