import { describe, expect, it } from 'vitest';
import { nameProblem } from '../../renderer/src/features/take/name-problem.ts';
import { createText } from '../../renderer/src/lib/text/use-text.tsx';

const text = createText('en');
const uses = [
  { machineName: 'web', taken: new Set(['clean']) },
  { machineName: 'db', taken: new Set(['busy']) },
];

describe('nameProblem', () => {
  it.each(['before upgrade', 'ü 日本語', '<&>"', '-dash', 'x'.repeat(255), 'é'.repeat(127)])(
    'takes %s',
    (name) => {
      expect(nameProblem(name, uses, text)).toBeNull();
    },
  );

  it.each(['', '   '])('needs a name, not "%s"', (name) => {
    expect(nameProblem(name, uses, text)).toBe('A snapshot needs a name.');
  });

  it('counts bytes, not letters', () => {
    expect(nameProblem('é'.repeat(128), uses, text)).toBe('This name has 256 bytes; at most 255 fit.');
  });

  it('names the machine that has it already', () => {
    expect(nameProblem('busy', uses, text)).toBe('db already has a snapshot of this name.');
  });
});
