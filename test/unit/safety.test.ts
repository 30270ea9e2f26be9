import { describe, expect, it } from 'vitest';
import { defaultName, safetyName, supersededSafety } from '../../electron/snapshots/safety.ts';
import { isPlainName, plainName } from '../../shared/model/plain-name.ts';
import { snapshotOf } from '../helpers/snapshot-sample.ts';

describe('names that are given', () => {
  it('say what is restored, fit into an image, and are free', () => {
    expect(safetyName('base', new Set(), 'any')).toBe('Before restoring base');
    expect(safetyName('base', new Set(['Before restoring base', 'Before restoring base (2)']), 'any')).toBe(
      'Before restoring base (3)',
    );
    for (const [restored, made] of [
      ['Before restoring base', 'After restoring base'],
      ['Before restoring base (2)', 'After restoring base'],
      ['After restoring base', 'Before restoring base'],
      ['Before restoring 日本語 (old)', 'After restoring 日本語 (old)'],
      ['Before restoring ', 'Before restoring Before restoring '],
    ] as const) {
      expect(safetyName(restored, new Set(), 'any')).toBe(made);
    }
  });

  it('are at most as long as an image can hold, and end with a whole character', () => {
    const family = '\u{1f468}\u200d\u{1f469}\u200d\u{1f467}';
    for (const character of ['x', 'ü', 'u\u0308', '日', '😀', family]) {
      const size = Buffer.byteLength(character);
      const taken = new Set<string>();
      for (let number = 1; number <= 11; number += 1) {
        const made = safetyName(character.repeat(Math.floor(255 / size)), taken, 'any');
        const [, kept = ''] = /^Before restoring (.*)…(?: \(\d+\))?$/u.exec(made) ?? [];
        expect(kept).toBe(character.repeat(kept.length / character.length));
        expect(Buffer.byteLength(made)).toBeLessThanOrEqual(255);
        expect(Buffer.byteLength(made)).toBeGreaterThan(255 - size - (number === 1 ? 0 : 2));
        expect(taken.has(made)).toBe(false);
        taken.add(made);
      }
    }
    const whole = 'x'.repeat(255 - 'Before restoring '.length);
    expect(safetyName(whole, new Set(), 'any')).toBe(`Before restoring ${whole}`);
  });

  it('are plain where the hypervisor takes no others', () => {
    expect(safetyName('base', new Set(), 'plain')).toBe('Before-restoring-base');
    expect(safetyName('base', new Set(['Before-restoring-base']), 'plain')).toBe('Before-restoring-base_2');
    expect(safetyName('Before-restoring-base_2', new Set(), 'plain')).toBe('After-restoring-base');
    const at = new Date(2026, 0, 2, 3, 4, 59).getTime();
    expect(defaultName(at, new Set(), 'plain')).toBe('2026-01-02_03.04');
    expect(defaultName(at, new Set(['2026-01-02_03.04']), 'plain')).toBe('2026-01-02_03.04_2');
    const long = safetyName('x'.repeat(250), new Set(), 'plain');
    expect(long).toHaveLength(255);
    expect(isPlainName(long)).toBe(true);
    for (const [name, plain] of [
      ['before upgrade', 'before-upgrade'],
      ['Größe: 2 TB', 'Gro-e-2-TB'],
      ['...dots', 'dots'],
      ['日本語', 'snapshot'],
      ['a_b-c.d', 'a_b-c.d'],
    ] as const) {
      expect(plainName(name)).toBe(plain);
      expect(isPlainName(plain)).toBe(true);
    }
    for (const name of ['', 'a b', 'ü', 'a:b', 'a/b', 'a\n']) expect(isPlainName(name)).toBe(false);
  });

  it('are the local date and time to the minute', () => {
    const at = new Date(2026, 0, 2, 3, 4, 59).getTime();
    expect(defaultName(at, new Set(), 'any')).toBe('2026-01-02 03:04');
    expect(defaultName(at, new Set(['2026-01-02 03:04']), 'any')).toBe('2026-01-02 03:04 (2)');
  });
});

describe('supersededSafety', () => {
  const safety = (key: string, createdAt: number, more = {}) =>
    snapshotOf(key, { createdAt, safety: true, ...more });
  it('keeps the newest three unpinned ones, and touches nothing else', () => {
    const all = [
      snapshotOf('plain', { createdAt: 1 }),
      safety('oldest', 2),
      safety('pinned', 3, { pinned: true }),
      safety('lost', 4, { lost: true }),
      safety('a', 5),
      safety('b', 6),
      safety('c', 7),
    ];
    const names = (taken: string | null, restored = 'm/plain') =>
      supersededSafety(all, { restored, taken }).map((each) => each.name);
    expect(names(null)).toEqual(['a', 'oldest']);
    expect(names('m/c')).toEqual(['oldest']);
    expect(names('m/c', 'm/oldest')).toEqual([]);
    expect(supersededSafety(all.slice(0, 4), { restored: 'm/plain' })).toEqual([]);
  });

  it('never lets the one just taken go, whatever the clock said then', () => {
    const all = [safety('a', 5), safety('b', 6), safety('c', 7), safety('taken', 1)];
    const old = supersededSafety(all, { restored: 'm/plain', taken: 'm/taken' });
    expect(old.map((each) => each.name)).toEqual(['a']);
  });
});
