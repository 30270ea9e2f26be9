import { XMLParser } from 'fast-xml-parser';
import { DomainSnapshotError, placeOf } from './error.ts';
import { checkWellFormed, type XmlLimits } from './well-formed.ts';

export type XmlAttribute = { readonly name: string; readonly value: string };

/** One element of a document; its children are looked at when they are asked for. Offsets are into `source`. */
export type XmlElement = {
  readonly name: string;
  readonly attributes: readonly XmlAttribute[];
  readonly source: string;
  readonly start: number;
  readonly end: number;
  readonly content: readonly unknown[];
};

const TEXT = '#text';
const CDATA = '#cdata';
const ATTRIBUTES = ':@';
const META: unknown = XMLParser.getMetaDataSymbol();

const parser = new XMLParser({
  preserveOrder: true,
  captureMetaData: true,
  ignoreAttributes: false,
  attributeNamePrefix: '',
  cdataPropName: CDATA,
  textNodeName: TEXT,
  ignoreDeclaration: true,
  parseTagValue: false,
  parseAttributeValue: false,
  trimValues: false,
  // References are decoded below: the parser would count them against a limit and leave numeric ones alone.
  processEntities: false,
  onDangerousProperty: (name) => name,
  maxNestedTags: 1000,
  jPath: false,
});

/** Reads a document into its root element; throws `DomainSnapshotError` for what `checkWellFormed` refuses. */
export function parseXml(source: string, limits: XmlLimits): XmlElement {
  checkWellFormed(source, limits);
  let nodes: unknown;
  try {
    nodes = parser.parse(source);
  } catch (error) {
    throw new DomainSnapshotError(error instanceof Error ? error.message : String(error), null, {
      cause: error,
    });
  }
  const root = arrayOf(nodes)
    .map((node) => elementOf(node, source))
    .find((element) => element !== null);
  if (root === undefined || root === null) throw new DomainSnapshotError('The document has no root element.');
  return root;
}

/** The element's child elements. Throws `DomainSnapshotError` when there is text between them. */
export function elementsOf(parent: XmlElement): readonly XmlElement[] {
  const elements: XmlElement[] = [];
  for (const node of parent.content) {
    const element = elementOf(node, parent.source);
    if (element !== null) elements.push(element);
    else if (/[^ \t\r\n]/.test(textIn(node))) refuse(parent, `There is text directly in <${parent.name}>.`);
  }
  return elements;
}

/** The element's text, exactly. Throws `DomainSnapshotError` when it has child elements. */
export function textOf(element: XmlElement): string {
  return element.content
    .map((node) => {
      if (elementOf(node, element.source) !== null) refuse(element, `<${element.name}> may hold text only.`);
      return textIn(node);
    })
    .join('');
}

/** The characters of the source from the element's `<` to its last `>`. */
export function rawOf(element: XmlElement): string {
  return element.source.slice(element.start, element.end);
}

export function attributeOf(element: XmlElement, name: string): string | null {
  return element.attributes.find((attribute) => attribute.name === name)?.value ?? null;
}

/** Throws a `DomainSnapshotError` that points at the element. */
export function refuse(element: XmlElement, reason: string): never {
  throw new DomainSnapshotError(reason, placeOf(element.source, element.start));
}

function elementOf(node: unknown, source: string): XmlElement | null {
  const record = recordOf(node);
  const name = Object.keys(record).find((key) => key !== ATTRIBUTES);
  if (name === undefined || name === TEXT || name === CDATA) return null;
  const meta = typeof META === 'symbol' ? recordOf(Reflect.get(record, META)) : {};
  const { startIndex, endIndex } = meta;
  if (typeof startIndex !== 'number' || typeof endIndex !== 'number') {
    throw new DomainSnapshotError(`The parser does not say where <${name}> begins and ends.`);
  }
  const attributes = Object.entries(recordOf(record[ATTRIBUTES] ?? {}));
  return {
    name,
    attributes: attributes.map(([key, value]) => ({ name: key, value: decodeAttribute(String(value)) })),
    source,
    start: startIndex,
    end: endIndex,
    content: arrayOf(record[name]),
  };
}

function textIn(node: unknown): string {
  const record = recordOf(node);
  if (CDATA in record) return String(recordOf(arrayOf(record[CDATA])[0])[TEXT]);
  return decodeReferences(String(record[TEXT]));
}

function arrayOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function recordOf(value: unknown): Readonly<Record<string, unknown>> {
  return isRecord(value) ? value : {};
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

const PREDEFINED: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

function decodeReferences(text: string): string {
  return text.replace(/&(?:#x([0-9a-fA-F]+)|#([0-9]+)|([a-z]+));/g, (whole, hexadecimal, decimal, name) => {
    if (hexadecimal !== undefined) return String.fromCodePoint(Number.parseInt(hexadecimal, 16));
    if (decimal !== undefined) return String.fromCodePoint(Number(decimal));
    return PREDEFINED[name] ?? whole;
  });
}

// XML 1.0, 3.3.3: white space in an attribute's value reads as a space unless it was written as a reference.
function decodeAttribute(raw: string): string {
  return decodeReferences(raw.replace(/[\t\n\r]/g, ' '));
}
