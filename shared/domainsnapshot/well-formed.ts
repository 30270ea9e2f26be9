import { XMLValidator } from 'fast-xml-parser';
import { DomainSnapshotError, placeOf, shorten } from './error.ts';

/** How large a document may be before it is refused unread. */
export type XmlLimits = {
  /** Length as UTF-8, in bytes. */
  readonly maxBytes: number;
  /** Elements open at once; the root is the first. */
  readonly maxDepth: number;
  /** Elements and attributes together: what parsing costs time for. */
  readonly maxNodes: number;
};

export const XML_LIMITS: XmlLimits = { maxBytes: 4 * 1024 * 1024, maxDepth: 64, maxNodes: 100_000 };

const BYTE_ORDER_MARK = '\ufeff';

// XML 1.0 production 2 (Char), turned round; \p{Cs} matches lone surrogates only.
const ILLEGAL_CHARACTER = /[[\p{Cc}--[\t\n\r\x7f-\x9f]]\p{Cs}\ufffe\uffff]/v;

const DECLARATION =
  /<\?xml[ \t\r\n]+version[ \t\r\n]*=[ \t\r\n]*(?:"1\.0"|'1\.0')(?:[ \t\r\n]+encoding[ \t\r\n]*=[ \t\r\n]*(?:"[\w.-]+"|'[\w.-]+'))?(?:[ \t\r\n]+standalone[ \t\r\n]*=[ \t\r\n]*(?:"(?:yes|no)"|'(?:yes|no)'))?[ \t\r\n]*\?>/y;
const START_TAG_NAME = /<([^\s<>/="'&]+)/y;
const ATTRIBUTE_START = /[ \t\r\n]+([^\s<>/="'&]+)[ \t\r\n]*=[ \t\r\n]*(["'])/y;
const START_TAG_END = /[ \t\r\n]*(\/?)>/y;
const END_TAG = /<\/[^\s<>/="'&]+[ \t\r\n]*>/y;
const REFERENCE = /&(?:amp|lt|gt|quot|apos|#0*([0-9]{1,7})|#x0*([0-9a-fA-F]{1,6}));/y;
const NAMED_REFERENCE = /&([^\s&;<>]{1,40});/y;

// The tree is built of JavaScript objects, and fast-xml-parser refuses these keys without saying where.
const UNSAFE_NAMES: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);

type Walk = {
  readonly source: string;
  readonly limits: XmlLimits;
  depth: number;
  nodes: number;
  rooted: boolean;
};

/**
 * Refuses what is not well-formed XML 1.0, and what no snapshot document needs: document types, entities other
 * than the five predefined, processing instructions, and anything over `limits`. Takes time linear in the length.
 *
 * fast-xml-parser checks names, nesting and double attributes; it expands entities and passes over broken
 * references, comments, characters and a second root, so those are checked here, before it sees the text.
 * Throws `DomainSnapshotError`.
 */
export function checkWellFormed(source: string, limits: XmlLimits): void {
  if (isLongerThan(source, limits.maxBytes)) {
    throw new DomainSnapshotError(`The document is larger than ${limits.maxBytes} bytes.`);
  }
  const illegal = source.search(ILLEGAL_CHARACTER);
  if (illegal !== -1) refuse(source, illegal, `${characterName(source, illegal)} is not allowed in XML 1.0.`);
  checkMarkup({ source, limits, depth: 0, nodes: 0, rooted: false });
  const verdict = XMLValidator.validate(source);
  if (verdict !== true) {
    const { msg, line, col } = verdict.err;
    throw new DomainSnapshotError(msg, { line, column: col ?? 1 });
  }
}

/** Names the first character of `text` that XML 1.0 can't carry, such as `U+0001`; null when there is none. */
export function illegalCharacter(text: string): string | null {
  const at = text.search(ILLEGAL_CHARACTER);
  return at === -1 ? null : characterName(text, at);
}

function characterName(text: string, offset: number): string {
  const code = text.charCodeAt(offset).toString(16).toUpperCase().padStart(4, '0');
  return `The character U+${code}`;
}

function isLongerThan(source: string, maxBytes: number): boolean {
  if (source.length > maxBytes) return true;
  if (source.length * 3 <= maxBytes) return false;
  let bytes = 0;
  for (let at = 0; at < source.length; at += 1) {
    const unit = source.charCodeAt(at);
    // Each half of a surrogate pair stands for two of its four bytes.
    bytes += unit < 0x80 ? 1 : unit < 0x800 || (unit >= 0xd800 && unit < 0xe000) ? 2 : 3;
  }
  return bytes > maxBytes;
}

function checkMarkup(walk: Walk): void {
  const { source } = walk;
  let at = source.startsWith(BYTE_ORDER_MARK) ? 1 : 0;
  if (source.startsWith('<?xml', at)) {
    const end = matchEnd(DECLARATION, source, at);
    if (end === null) refuse(source, at, 'The XML declaration is broken, or of a version other than 1.0.');
    at = end;
  }
  for (;;) {
    const open = source.indexOf('<', at);
    checkText(walk, at, open === -1 ? source.length : open);
    if (open === -1) return;
    at = checkOneMarkup(walk, open);
  }
}

function checkOneMarkup(walk: Walk, at: number): number {
  const { source } = walk;
  if (source.startsWith('<!--', at)) return checkComment(source, at);
  if (source.startsWith('<![CDATA[', at)) {
    if (walk.depth === 0) refuse(source, at, 'There is text outside of the root element.');
    const end = source.indexOf(']]>', at);
    return end === -1 ? refuse(source, at, 'A CDATA section is not closed.') : end + 3;
  }
  if (source.startsWith('<!DOCTYPE', at)) {
    refuse(source, at, 'The document has a document type (<!DOCTYPE …>), which is not taken.');
  }
  if (source.startsWith('<!ENTITY', at)) {
    refuse(source, at, 'The document declares an entity (<!ENTITY …>), which is not taken.');
  }
  if (source.startsWith('<!', at)) refuse(source, at, 'A declaration (<!…>) is not taken here.');
  if (source.startsWith('<?', at)) refuse(source, at, 'A processing instruction (<?…?>) is not taken here.');
  if (source.startsWith('</', at)) {
    walk.depth -= 1;
    return matchEnd(END_TAG, source, at) ?? refuse(source, at, 'A closing tag is broken.');
  }
  return checkStartTag(walk, at);
}

function checkComment(source: string, at: number): number {
  const end = source.indexOf('-->', at + 4);
  if (end === -1) refuse(source, at, 'A comment is not closed.');
  const comment = source.slice(at + 4, end);
  if (comment.includes('--') || comment.endsWith('-')) refuse(source, at, 'A comment holds “--”.');
  return end + 3;
}

function checkStartTag(walk: Walk, tag: number): number {
  const { source } = walk;
  START_TAG_NAME.lastIndex = tag;
  const name = START_TAG_NAME.exec(source)?.[1];
  if (name === undefined) refuse(source, tag, 'A “<” does not begin a tag; in text it is written as &lt;.');
  countNode(walk, name, tag);
  if (walk.depth === 0 && walk.rooted) refuse(source, tag, 'There is more than one root element.');
  walk.rooted = true;
  let at = tag + 1 + name.length;
  for (;;) {
    ATTRIBUTE_START.lastIndex = at;
    const start = ATTRIBUTE_START.exec(source);
    const [, attribute, quote] = start ?? [];
    if (attribute === undefined || quote === undefined) break;
    countNode(walk, attribute, at);
    const from = ATTRIBUTE_START.lastIndex;
    const to = source.indexOf(quote, from);
    if (to === -1) refuse(source, at, `The value of the attribute ${shorten(attribute)} is not closed.`);
    checkAttributeValue(source, from, to);
    at = to + 1;
  }
  START_TAG_END.lastIndex = at;
  const end = START_TAG_END.exec(source);
  if (end === null) refuse(source, tag, `The tag <${shorten(name)}> is broken.`);
  if (walk.depth === walk.limits.maxDepth) {
    refuse(source, tag, `Elements are nested more than ${walk.limits.maxDepth} deep.`);
  }
  if (end[1] === '') walk.depth += 1;
  return START_TAG_END.lastIndex;
}

function countNode(walk: Walk, name: string, at: number): void {
  walk.nodes += 1;
  if (walk.nodes > walk.limits.maxNodes) {
    refuse(walk.source, at, `There are more than ${walk.limits.maxNodes} elements and attributes.`);
  }
  if (UNSAFE_NAMES.has(name)) refuse(walk.source, at, `The name ${name} is not taken.`);
}

function checkText(walk: Walk, from: number, to: number): void {
  const { source } = walk;
  const text = source.slice(from, to);
  if (walk.depth === 0) {
    const stray = text.search(/[^ \t\r\n]/);
    if (stray !== -1) refuse(source, from + stray, 'There is text outside of the root element.');
    return;
  }
  const end = text.indexOf(']]>');
  if (end !== -1) refuse(source, from + end, 'Text holds “]]>”; its “>” is written as &gt;.');
  checkReferences(source, text, from);
}

function checkAttributeValue(source: string, from: number, to: number): void {
  const value = source.slice(from, to);
  const tag = value.indexOf('<');
  if (tag !== -1) refuse(source, from + tag, 'An attribute’s value holds “<”, which is written as &lt;.');
  checkReferences(source, value, from);
}

function checkReferences(source: string, text: string, from: number): void {
  for (let at = text.indexOf('&'); at !== -1; at = text.indexOf('&', at + 1)) {
    REFERENCE.lastIndex = at;
    const reference = REFERENCE.exec(text);
    if (reference === null) {
      NAMED_REFERENCE.lastIndex = at;
      const named = NAMED_REFERENCE.exec(text)?.[1];
      const reason =
        named === undefined
          ? 'An “&” does not begin a reference; in text it is written as &amp;.'
          : named.startsWith('#')
            ? `The reference &${named}; does not stand for a character.`
            : `The entity &${named}; is not one of XML’s own five, and others are not taken.`;
      refuse(source, from + at, reason);
    }
    const [whole, decimal, hexadecimal] = reference;
    if (decimal === undefined && hexadecimal === undefined) continue;
    const code = decimal === undefined ? Number.parseInt(hexadecimal ?? '', 16) : Number(decimal);
    if (code > 0x10ffff || illegalCharacter(String.fromCodePoint(code)) !== null) {
      refuse(source, from + at, `The reference ${whole} stands for a character that XML 1.0 does not allow.`);
    }
  }
}

function matchEnd(pattern: RegExp, source: string, at: number): number | null {
  pattern.lastIndex = at;
  return pattern.test(source) ? pattern.lastIndex : null;
}

function refuse(source: string, offset: number, reason: string): never {
  throw new DomainSnapshotError(reason, placeOf(source, offset));
}
