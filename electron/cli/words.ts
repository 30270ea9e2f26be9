const sizes = new Intl.NumberFormat('en', { maximumSignificantDigits: 2 });

/** A size in bytes as a person reads it: "1.2 GiB". */
export function bytesText(bytes: number): string {
  const units = ['bytes', 'KiB', 'MiB', 'GiB', 'TiB'];
  let value = bytes;
  let unit = 0;
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit += 1;
  }
  return `${value >= 100 ? Math.round(value) : sizes.format(value)} ${units[unit]}`;
}

/** A moment, in ms since the epoch, in local time: "2026-11-24 06:29:05". */
export function timeText(ms: number): string {
  const date = new Date(ms);
  const two = (value: number) => String(value).padStart(2, '0');
  const day = [date.getFullYear(), two(date.getMonth() + 1), two(date.getDate())].join('-');
  return `${day} ${[date.getHours(), date.getMinutes(), date.getSeconds()].map(two).join(':')}`;
}

/** A moment, in ms since the epoch, for programs: ISO 8601 in UTC. */
export function timeJson(ms: number): string {
  return new Date(ms).toISOString();
}

/** Names as in a sentence: “a”, “b” and “c”. */
export function namesText(names: readonly string[]): string {
  return new Intl.ListFormat('en').format(names.map((name) => `“${name}”`));
}

/**
 * Makes names of machines and snapshots safe for a terminal, which would obey the escape sequences in them, and turn
 * around what follows the signs that override a text's direction. Line ends and tabs stay where `lines` is true.
 */
export function escapeControls(text: string, { lines = false } = {}): string {
  return text.replace(/[\p{Cc}\u202a-\u202e\u2066-\u2069]/gu, (character) =>
    lines && (character === '\n' || character === '\t')
      ? character
      : `\\x${character.charCodeAt(0).toString(16).padStart(2, '0')}`,
  );
}
