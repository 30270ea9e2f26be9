/** A key with modifiers, as `event.key` names it. `mod` is Ctrl, or Cmd on a Mac. */
export interface Shortcut {
  readonly key: string;
  readonly mod?: boolean;
  readonly shift?: boolean;
  readonly alt?: boolean;
}

const isMac = typeof navigator !== 'undefined' && /Mac/.test(navigator.userAgent);

/** Whether a key press is this shortcut. */
export function matches(shortcut: Shortcut, event: KeyboardEvent): boolean {
  // Which signs are typed with Shift differs from keyboard to keyboard.
  const isSign = /^[^\p{L}\p{N}]$/u.test(shortcut.key);
  return (
    event.key.toLowerCase() === shortcut.key.toLowerCase() &&
    (isMac ? event.metaKey : event.ctrlKey) === (shortcut.mod ?? false) &&
    (isSign || event.shiftKey === (shortcut.shift ?? false)) &&
    event.altKey === (shortcut.alt ?? false)
  );
}

/** How a shortcut is written: "Ctrl+K", or "⌘K" on a Mac. */
export function formatShortcut({ key, mod = false, shift = false, alt = false }: Shortcut): string {
  const name = key.length === 1 ? key.toUpperCase() : key;
  if (isMac) return `${alt ? '⌥' : ''}${shift ? '⇧' : ''}${mod ? '⌘' : ''}${name}`;
  return [mod && 'Ctrl', alt && 'Alt', shift && 'Shift', name].filter((part) => part !== false).join('+');
}
