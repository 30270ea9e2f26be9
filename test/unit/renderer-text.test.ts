import { describe, expect, it } from 'vitest';
import { catalogue } from '../../renderer/src/lib/text/catalogue.ts';
import { formatAge, formatDuration, formatSpan } from '../../renderer/src/lib/text/format.ts';
import { chooseLanguage, createText } from '../../renderer/src/lib/text/use-text.tsx';
import { formatBytes } from '../../shared/sentences/bytes.ts';
import type { Message } from '../../shared/sentences/message.ts';

const forms = (message: Message): readonly string[] =>
  typeof message === 'string' ? [message] : [message.one, message.other];

const places = (message: Message): ReadonlySet<string> =>
  new Set(forms(message).flatMap((form) => [...form.matchAll(/\{(\w+)\}/g)].map((match) => match[1] ?? '')));

describe('the catalogue', () => {
  const entries = Object.entries(catalogue);

  it('has every text in every language', () => {
    const empty = entries.filter(([, { en, de }]) =>
      [...forms(en), ...forms(de)].some((form) => form.trim() === ''),
    );
    expect(empty).toEqual([]);
    expect(entries.length).toBeGreaterThan(200);
  });

  it('has the same places in German as in English', () => {
    const different = entries.filter(([, { en, de }]) => {
      const [english, german] = [places(en), places(de)];
      return english.size !== german.size || [...english].some((place) => !german.has(place));
    });
    expect(different).toEqual([]);
  });

  it('counts in German what it counts in English', () => {
    const different = entries.filter(
      ([, { en, de }]) => (typeof en === 'string') !== (typeof de === 'string'),
    );
    expect(different.map(([key]) => key)).toEqual([]);
  });
});

describe('texts', () => {
  it('fills places and chooses the form by the count', () => {
    const { t } = createText('en');
    expect(t('tree.label', { name: 'web <b>' })).toBe('Snapshots of web <b>');
    expect(t('machines.count', { count: 1 })).toBe('1 snapshot');
    expect(t('machines.count', { count: 10_000 })).toBe('10,000 snapshots');
    expect(createText('de').t('machines.count', { count: 10_000 })).toBe('10.000 Snapshots');
  });

  it('puts values in as they are, also when they look like places or patterns', () => {
    expect(createText('en').t('tree.label', { name: '{name} $& $1' })).toBe('Snapshots of {name} $& $1');
  });

  it('follows the system unless a language was chosen', () => {
    expect(chooseLanguage('system', ['de-AT', 'en-US'])).toEqual({ language: 'de', locale: 'de-AT' });
    expect(chooseLanguage('system', ['fr-FR', 'de-DE'])).toEqual({ language: 'en', locale: 'en' });
    expect(chooseLanguage('de', ['en-GB'])).toEqual({ language: 'de', locale: 'de' });
    expect(chooseLanguage('en', ['de-DE', 'en-GB'])).toEqual({ language: 'en', locale: 'en-GB' });
  });
});

describe('formatAge', () => {
  const now = Date.UTC(2026, 10, 24, 12);
  const minute = 60_000;
  const hour = 60 * minute;
  const day = 24 * hour;

  it.each([
    [0, 'now'],
    [44_000, 'now'],
    [46_000, '1 minute ago'],
    [59 * minute, '59 minutes ago'],
    [61 * minute, '1 hour ago'],
    [23 * hour, '23 hours ago'],
    [25 * hour, 'yesterday'],
    [3 * day, '3 days ago'],
    [8 * day, 'last week'],
    [40 * day, 'last month'],
    [100 * day, '3 months ago'],
    [800 * day, '2 years ago'],
  ])('says of something %i ms ago: %s', (age, text) => {
    expect(formatAge(now - age, now, 'en')).toBe(text);
  });

  it('speaks of the future where a clock is wrong', () => {
    expect(formatAge(now + 3 * hour, now, 'en')).toBe('in 3 hours');
  });

  it('speaks German', () => {
    expect(formatAge(now - 3 * day, now, 'de')).toBe('vor 3 Tagen');
  });

  it('never says zero of a unit', () => {
    for (let age = 0; age < 3 * 365 * day; age = Math.ceil(age * 1.01 + 1_000)) {
      expect(formatAge(now - age, now, 'en')).not.toMatch(/\b0 /);
      expect(formatAge(now - age, now, 'en')).not.toMatch(/^this /);
    }
  });
});

describe('sizes and times', () => {
  it.each([
    [0, '0\u00a0B'],
    [1023, '1,023\u00a0B'],
    [1024, '1\u00a0KiB'],
    [1536, '1.5\u00a0KiB'],
    [2 ** 20 - 1, '1\u00a0MiB'],
    [1.25 * 2 ** 30, '1.3\u00a0GiB'],
    [640 * 2 ** 20, '640\u00a0MiB'],
    [2 ** 51, '2\u00a0PiB'],
  ])('writes %i bytes as %s', (size, text) => {
    expect(formatBytes(size, 'en')).toBe(text);
  });

  it('writes sizes with the comma of the language', () => {
    expect(formatBytes(1536, 'de')).toBe('1,5\u00a0KiB');
  });

  it.each([
    [0, '0:00'],
    [7_900, '0:07'],
    [725_000, '12:05'],
    [3_723_000, '1:02:03'],
    [-5, '0:00'],
  ])('writes %i ms as %s', (time, text) => {
    expect(formatDuration(time)).toBe(text);
  });

  it('rounds estimates up', () => {
    expect(formatSpan(4_200, 'en')).toBe('5 seconds');
    expect(formatSpan(10, 'en')).toBe('1 second');
    expect(formatSpan(125_000, 'en')).toBe('3 minutes');
  });
});
