import { structuredPatch } from 'diff';

/** A line of two documents laid beside each other. */
export interface XmlLine {
  readonly kind: 'same' | 'added' | 'removed' | 'skipped';
  readonly text: string;
  /** Numbers from 1 in either document; null where the line isn't in it. */
  readonly before: number | null;
  readonly after: number | null;
}

/** Lines that are the same around each change. */
const CONTEXT = 3;
/** A comparison that takes longer is given up, in ms. */
const PATIENCE = 1_000;

/** Lays two documents beside each other line by line; null when they are too different to be worth it. */
export function compareXml(before: string, after: string): readonly XmlLine[] | null {
  const patch = structuredPatch('', '', withoutIndent(before), withoutIndent(after), '', '', {
    context: CONTEXT,
    timeout: PATIENCE,
  });
  if (patch === undefined) return null;
  const lines: XmlLine[] = [];
  let shown = 1;
  for (const hunk of patch.hunks) {
    let [from, to] = [hunk.oldStart, hunk.newStart];
    if (from > shown) lines.push({ kind: 'skipped', text: '⋯', before: null, after: null });
    for (const line of hunk.lines) {
      const text = line.slice(1);
      if (line.startsWith('+')) lines.push({ kind: 'added', text, before: null, after: to++ });
      else if (line.startsWith('-')) lines.push({ kind: 'removed', text, before: from++, after: null });
      else if (line.startsWith(' ')) lines.push({ kind: 'same', text, before: from++, after: to++ });
    }
    shown = from;
  }
  return lines;
}

/** Takes away the room that all lines but the first begin with, which depends on what the XML was found in. */
function withoutIndent(xml: string): string {
  const lines = xml.replaceAll('\r\n', '\n').trim().split('\n');
  const closing = lines.at(-1) ?? '';
  const indent = lines.length > 1 ? closing.length - closing.trimStart().length : 0;
  return `${lines
    .map((line) => (/^\s*$/.test(line.slice(0, indent)) ? line.slice(indent) : line).trimEnd())
    .join('\n')}\n`;
}
