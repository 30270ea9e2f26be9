import { describe, expect, it } from 'vitest';
import { fulfils, parseQuery } from '../../renderer/src/features/search/query.ts';

/** Tuesday. */
const NOW = new Date(2026, 10, 24, 14, 5).getTime();

const day = (year: number, month: number, date = 1) => new Date(year, month - 1, date).getTime();

/** The one time in a query, or why there isn't one. */
function spanOf(text: string): readonly [number | null, number | null] | string {
  const [term, ...more] = parseQuery(text, NOW).terms;
  if (term === undefined || more.length > 0) return `${more.length + 1} terms`;
  return term.kind === 'time' ? [term.span.from, term.span.to] : `text ${term.text}`;
}

describe('times in a query', () => {
  it.each<readonly [string, number | null, number | null]>([
    ['today', day(2026, 11, 24), day(2026, 11, 25)],
    ['heute', day(2026, 11, 24), day(2026, 11, 25)],
    ['yesterday', day(2026, 11, 23), day(2026, 11, 24)],
    ['Gestern', day(2026, 11, 23), day(2026, 11, 24)],
    ['vorgestern', day(2026, 11, 22), day(2026, 11, 23)],
    ['day before yesterday', day(2026, 11, 22), day(2026, 11, 23)],
    ['last week', day(2026, 11, 16), day(2026, 11, 23)],
    ['letzte Woche', day(2026, 11, 16), day(2026, 11, 23)],
    ['this week', day(2026, 11, 23), day(2026, 11, 30)],
    ['diese woche', day(2026, 11, 23), day(2026, 11, 30)],
    ['last month', day(2026, 10), day(2026, 11)],
    ['letzten Monat', day(2026, 10), day(2026, 11)],
    ['im letzten Jahr', day(2025, 1), day(2026, 1)],
    ['this year', day(2026, 1), day(2027, 1)],
    ['3 days ago', day(2026, 11, 21), day(2026, 11, 22)],
    ['vor 3 Tagen', day(2026, 11, 21), day(2026, 11, 22)],
    ['a week ago', day(2026, 11, 16), day(2026, 11, 23)],
    ['vor einer Woche', day(2026, 11, 16), day(2026, 11, 23)],
    ['vor zwei Monaten', day(2026, 9), day(2026, 10)],
    ['last 3 days', new Date(2026, 10, 21, 14, 5).getTime(), NOW + 1],
    ['letzte drei Tage', new Date(2026, 10, 21, 14, 5).getTime(), NOW + 1],
    ['monday', day(2026, 11, 23), day(2026, 11, 24)],
    ['tuesday', day(2026, 11, 24), day(2026, 11, 25)],
    ['last tuesday', day(2026, 11, 17), day(2026, 11, 18)],
    ['letzten Freitag', day(2026, 11, 20), day(2026, 11, 21)],
    ['2025', day(2025, 1), day(2026, 1)],
    ['2026-11', day(2026, 11), day(2026, 12)],
    ['2026-11-03', day(2026, 11, 3), day(2026, 11, 4)],
    ['3.11.2026', day(2026, 11, 3), day(2026, 11, 4)],
    ['03.11.', day(2026, 11, 3), day(2026, 11, 4)],
    ['24.12.', day(2025, 12, 24), day(2025, 12, 25)],
    ['11/2026', day(2026, 11), day(2026, 12)],
    ['march', day(2026, 3), day(2026, 4)],
    ['März', day(2026, 3), day(2026, 4)],
    ['december', day(2025, 12), day(2026, 1)],
    ['nov 2024', day(2024, 11), day(2024, 12)],
    ['3 march', day(2026, 3, 3), day(2026, 3, 4)],
    ['march 3rd 2025', day(2025, 3, 3), day(2025, 3, 4)],
    ['3. März 2025', day(2025, 3, 3), day(2025, 3, 4)],
    ['before march', null, day(2026, 3)],
    ['vor März', null, day(2026, 3)],
    ['after 2026-11-03', day(2026, 11, 4), null],
    ['nach dem 3. November', day(2026, 11, 4), null],
    ['since yesterday', day(2026, 11, 23), null],
    ['seit letzter Woche', day(2026, 11, 16), null],
    ['until october', null, day(2026, 11)],
    ['bis gestern', null, day(2026, 11, 24)],
    ['in november', day(2026, 11), day(2026, 12)],
    ['since 2 weeks ago', day(2026, 11, 9), null],
  ])('%j is understood', (text, from, to) => {
    expect(spanOf(text)).toEqual([from, to]);
  });

  it.each([
    'upgrade',
    'kernel',
    '2026-13',
    '32.01.2026',
    '31.02.2026',
    '12',
    'v2',
    'ago',
    'last',
    '"last week"',
  ])('%j is a word', (text) => {
    expect(spanOf(text)).toBe(`text ${text.replaceAll('"', '')}`);
  });

  it('stand among words, in any order', () => {
    expect(parseQuery('nginx last week "before march"', NOW).terms.map((term) => term.text)).toEqual([
      'nginx',
      'last week',
      'before march',
    ]);
    expect(parseQuery('before upgrade', NOW).terms).toEqual([
      { kind: 'text', text: 'before' },
      { kind: 'text', text: 'upgrade' },
    ]);
  });

  it('of two sides make a span', () => {
    const query = parseQuery('since march before june', NOW);
    expect(fulfils(query, '', day(2026, 4))).toBe(true);
    expect(fulfils(query, '', day(2026, 7))).toBe(false);
    expect(fulfils(query, '', day(2026, 2))).toBe(false);
  });
});

describe('a query', () => {
  it('asks for every word, whatever the case and the marks', () => {
    const query = parseQuery('Über CAFÉ', NOW);
    expect(fulfils(query, 'cafe uber alles', 0)).toBe(true);
    expect(fulfils(query, 'cafe', 0)).toBe(false);
  });

  it('finds a name that happens to be a time', () => {
    const query = parseQuery('may', NOW);
    expect(fulfils(query, 'may the source', day(2020, 1))).toBe(true);
    expect(fulfils(query, 'other', day(2026, 5, 3))).toBe(true);
    expect(fulfils(query, 'other', day(2026, 6, 3))).toBe(false);
  });

  it('is empty for nothing', () => {
    expect(parseQuery('  " "', NOW).terms).toEqual([]);
  });
});
