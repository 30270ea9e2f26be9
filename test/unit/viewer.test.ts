import { describe, expect, it } from 'vitest';
import { fileNameOf } from '../../renderer/src/features/viewer/picture-file.ts';
import { nextStep } from '../../renderer/src/features/viewer/zoom-steps.ts';

describe('the name of a saved picture', () => {
  it.each([
    ['web - before upgrade', 'web - before upgrade.png'],
    ['a/b\\c:d*e?"f<g>|h', 'a b c d e f g h.png'],
    ['../../etc/passwd', 'etc passwd.png'],
    ['نسخة قبل الترقية', 'نسخة قبل الترقية.png'],
    ['line\nbreak\u202eright', 'line break right.png'],
    [' . ', 'screenshot.png'],
    ['', 'screenshot.png'],
  ])('of %j is %j', (name, expected) => {
    expect(fileNameOf(name)).toBe(expected);
  });

  it('is never long, nor cut within a character', () => {
    const name = fileNameOf(`${'x'.repeat(79)}😀${'y'.repeat(300)}`);
    expect(name.length).toBeLessThanOrEqual(84);
    expect(name.isWellFormed()).toBe(true);
  });
});

describe('the steps of the zoom', () => {
  it('go up and down from any size and end', () => {
    expect(nextStep(1, 1)).toBe(1.5);
    expect(nextStep(1, -1)).toBe(0.75);
    expect(nextStep(0.63, 1)).toBe(0.75);
    expect(nextStep(0.63, -1)).toBe(0.5);
    expect(nextStep(8, 1)).toBe(8);
    expect(nextStep(0.05, -1)).toBe(0.1);
  });
});
