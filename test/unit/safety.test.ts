import { describe, expect, it } from 'vitest';
import { defaultName, safetyName, supersededSafety } from '../../electron/snapshots/safety.ts';
import { snapshotOf } from '../helpers/snapshot-sample.ts';

describe('names that are given', () => {
  it('say what is restored, fit into an image, and are free', () => {
    expect(safetyName('base', new Set())).toBe('Before restoring base');
    expect(safetyName('base', new Set(['Before restoring base', 'Before restoring base (2)']))).toBe(
      'Before restoring base (3)',
    );
    for (const [restored, made] of [
      ['Before restoring base', 'After restoring base'],
      ['Before restoring base (2)', 'After restoring base'],
      ['After restoring base', 'Before restoring base'],
      ['Before restoring 日本語 (old)', 'After restoring 日本語 (old)'],
      ['Before restoring ', 'Before restoring Before restoring '],
    ] as const) {
      expect(safetyName(restored, new Set())).toBe(made);
    }
    for (const name of ['x'.repeat(255), 'ü'.repeat(127), '日本語'.repeat(28), '😀'.repeat(63)]) {
      const made = safetyName(name, new Set());
      expect(Buffer.byteLength(`${made} (99)`)).toBeLessThanOrEqual(255);
      expect(made.isWellFormed()).toBe(true);
    }
  });

  it('are the local date and time to the minute', () => {
    const at = new Date(2026, 0, 2, 3, 4, 59).getTime();
    expect(defaultName(at, new Set())).toBe('2026-01-02 03:04');
    expect(defaultName(at, new Set(['2026-01-02 03:04']))).toBe('2026-01-02 03:04 (2)');
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
