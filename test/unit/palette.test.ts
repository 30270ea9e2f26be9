import { describe, expect, it } from 'vitest';
import { matchEntries, type PaletteEntry } from '../../renderer/src/features/palette/palette-entries.ts';
import { fuzzyMatch } from '../../renderer/src/lib/fuzzy.ts';

describe('finding by a few letters', () => {
  it('takes letters in order, without case and marks', () => {
    expect(fuzzyMatch('bup', 'Before upgrade')?.found).toEqual([0, 7, 8]);
    expect(fuzzyMatch('uber', 'Über alles')?.found).toEqual([0, 1, 2, 3]);
    expect(fuzzyMatch('pub', 'Before upgrade')).toBeNull();
  });

  it('likes beginnings of words and letters in a row', () => {
    const better = (pattern: string, good: string, bad: string) =>
      expect(fuzzyMatch(pattern, good)?.score ?? 0).toBeGreaterThan(fuzzyMatch(pattern, bad)?.score ?? 0);
    better('ts', 'Take snapshot', 'Settings');
    better('nginx', 'nginx configured', 'n g i n x');
    better('map', 'Map', 'Compare with map');
  });

  it('fits everything for nothing', () => {
    expect(fuzzyMatch(' ', 'a')).toEqual({ score: 0, found: [] });
  });
});

describe('the palette', () => {
  const entry = (kind: PaletteEntry['kind'], title: string, hint = ''): PaletteEntry => ({
    id: title,
    kind,
    title,
    hint,
  });
  const entries = [
    entry('snapshot', 'clean install', 'web-server'),
    entry('snapshot', 'clean install', 'db'),
    entry('machine', 'web-server'),
    entry('command', 'Take snapshot'),
    entry('command', 'Settings'),
  ];
  const titles = (text: string) =>
    matchEntries(entries, text).map(({ entry: { kind, title, hint } }) => [kind, title, hint]);

  it('begins with what can be done and the machines', () => {
    expect(titles('')).toEqual([
      ['command', 'Take snapshot', ''],
      ['command', 'Settings', ''],
      ['machine', 'web-server', ''],
    ]);
  });

  it('finds a snapshot by its name and its machine', () => {
    expect(titles('db cle')).toEqual([['snapshot', 'clean install', 'db']]);
  });

  it('puts the best command first', () => {
    expect(titles('ts')[0]).toEqual(['command', 'Take snapshot', '']);
  });

  it('offers no more than can be looked at', () => {
    const many = Array.from({ length: 5_000 }, (_, at) => entry('snapshot', `nightly ${at}`, 'db'));
    expect(matchEntries(many, 'night')).toHaveLength(50);
  });
});
