import { pictureSentences } from './english/pictures.ts';
import { english } from './english.ts';
import { asIs, type Sentence } from './sentence.ts';

interface Pattern {
  readonly code: keyof typeof pictureSentences;
  readonly pattern: RegExp;
}

/** The sentences that documents of snapshots keep as English text, the plainest first. */
const patterns: readonly Pattern[] = Object.keys(pictureSentences)
  .filter(isPictureCode)
  .filter((code) => code.includes('/'))
  .sort((a, b) => english[a].split('{').length - english[b].split('{').length)
  .map((code) => ({ code, pattern: patternOf(english[code]) }));

/** What a text says that a snapshot's document keeps on why it has no picture; a text that is none of ours stays as it is. */
export function recognised(text: string): Sentence {
  for (const { code, pattern } of patterns) {
    const found = pattern.exec(text);
    if (found !== null) return { code, values: { ...found.groups }, text };
  }
  return asIs(text);
}

function isPictureCode(code: string): code is keyof typeof pictureSentences {
  return Object.hasOwn(pictureSentences, code);
}

function patternOf(template: string): RegExp {
  const seen = new Set<string>();
  const source = template
    .split(/(\{\w+\})/)
    .map((part) => {
      const name = /^\{(\w+)\}$/.exec(part)?.[1];
      if (name === undefined) return part.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
      if (seen.has(name)) return `\\k<${name}>`;
      seen.add(name);
      return `(?<${name}>.+?)`;
    })
    .join('');
  return new RegExp(`^${source}$`, 's');
}
