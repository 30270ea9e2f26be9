import { describe, expect, it } from 'vitest';
import { keysOfViews } from '../../renderer/src/features/settings/view-keys.ts';
import { createText } from '../../renderer/src/lib/text/use-text.tsx';
import { formatShortcut, matches } from '../../renderer/src/view/shortcut.ts';

function press(
  key: string,
  modifiers: { ctrl?: boolean; shift?: boolean; alt?: boolean } = {},
): KeyboardEvent {
  const { ctrl = false, shift = false, alt = false } = modifiers;
  const event = { key, ctrlKey: ctrl, shiftKey: shift, altKey: alt, metaKey: false };
  return Object.assign(new Event('keydown'), event) as unknown as KeyboardEvent;
}

describe('shortcuts', () => {
  it('are matched with their modifiers', () => {
    expect(matches({ key: 'k', mod: true }, press('k', { ctrl: true }))).toBe(true);
    expect(matches({ key: 'k', mod: true }, press('K', { ctrl: true, shift: true }))).toBe(false);
    expect(matches({ key: 'k', mod: true }, press('k'))).toBe(false);
  });

  it('of signs do not mind how the sign is typed', () => {
    expect(matches({ key: '?' }, press('?', { shift: true }))).toBe(true);
    expect(matches({ key: '?' }, press('?'))).toBe(true);
    expect(matches({ key: ',', mod: true }, press(',', { ctrl: true }))).toBe(true);
  });

  it('are written as on the keyboard', () => {
    expect(formatShortcut({ key: 'k', mod: true })).toBe('Ctrl+K');
    expect(formatShortcut({ key: '?' })).toBe('?');
  });

  it.each(['en', 'de'] as const)('of the views are listed in %s', (language) => {
    const parts = keysOfViews(createText(language));
    expect(parts).toHaveLength(3);
    for (const { lines } of parts)
      for (const { what, keys } of lines) expect(`${what} ${keys.join()}`).not.toMatch(/\{|undefined/);
  });
});
