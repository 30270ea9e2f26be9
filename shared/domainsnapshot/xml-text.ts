import { DomainSnapshotError } from './error.ts';
import { illegalCharacter } from './well-formed.ts';
import type { XmlAttribute } from './xml-tree.ts';

// Quotes as libvirt writes them, so that its own documents come back byte for byte.
const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
  '\t': '&#9;',
  '\n': '&#10;',
  '\r': '&#13;',
};

/** Writes an element that holds other elements, each on its own line; `depth` is how far in it stands itself. */
export function element(
  name: string,
  attributes: readonly XmlAttribute[],
  children: readonly string[],
  depth: number,
): string {
  if (children.length === 0) return `<${name}${formatAttributes(name, attributes)}/>`;
  const inner = `\n${'  '.repeat(depth + 1)}`;
  const outer = `\n${'  '.repeat(depth)}`;
  return `<${name}${formatAttributes(name, attributes)}>${inner}${children.join(inner)}${outer}</${name}>`;
}

/** Writes an element that holds text. Throws `DomainSnapshotError` for characters that XML 1.0 can't carry. */
export function textElement(name: string, text: string, attributes: readonly XmlAttribute[] = []): string {
  // A CR that is not written as a reference is read back as a line feed (XML 1.0, 2.11).
  const escaped = escapeText(name, text, /[&<>"'\r]/g);
  return `<${name}${formatAttributes(name, attributes)}>${escaped}</${name}>`;
}

function formatAttributes(element: string, attributes: readonly XmlAttribute[]): string {
  return attributes
    .map(({ name, value }) => ` ${name}='${escapeText(`${element} ${name}`, value, /[&<>"'\t\n\r]/g)}'`)
    .join('');
}

function escapeText(what: string, text: string, characters: RegExp): string {
  const illegal = illegalCharacter(text);
  if (illegal !== null) throw new DomainSnapshotError(`${illegal} in “${what}” can’t be written in XML 1.0.`);
  return text.replace(characters, (character) => ESCAPES[character] ?? character);
}
