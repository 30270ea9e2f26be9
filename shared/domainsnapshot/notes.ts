import { pictureSchema } from '../model/picture.ts';
import { keptAttributes, type Piece, weave } from './kept.ts';
import type { Kept, KeptElement, SnapshotNotes } from './model.ts';
import { readChoice, readName, readWholeNumber } from './value.ts';
import { element, textElement } from './xml-text.ts';
import { attributeOf, elementsOf, rawOf, refuse, textOf, type XmlElement } from './xml-tree.ts';

const NAMESPACE = 'urn:snapgrove:1';
const PREFIX_DECLARATION = 'xmlns:snapgrove';
const ORIGINS = ['snapgrove', 'elsewhere'] as const;

type Single =
  | 'id'
  | 'pinned'
  | 'safety'
  | 'origin'
  | 'screenshot'
  | 'screenshot-problem'
  | 'ram-bytes'
  | 'devices';
const SINGLES: ReadonlySet<string> = new Set<Single>([
  'id',
  'pinned',
  'safety',
  'origin',
  'screenshot',
  'screenshot-problem',
  'ram-bytes',
  'devices',
]);

/** What prefixes stand for, from the inside out: one map for each element that encloses the one looked at. */
export type Scopes = readonly ReadonlyMap<string, string>[];

/** The element's own attributes, to be looked up by name. */
export function scopeOf(at: XmlElement): Scopes[number] {
  return new Map(at.attributes.map(({ name, value }) => [name, value]));
}

/** Whether `at` is Snapgrove's own element, whatever its prefix. */
export function isNotes(at: XmlElement, outer: Scopes): boolean {
  return localName(at, outer) === 'notes';
}

/** Reads Snapgrove's own element; children that this version does not know are kept. */
export function readNotes(
  at: XmlElement,
  outer: Scopes,
): { readonly notes: SnapshotNotes; readonly kept: Kept } {
  const scopes = [scopeOf(at), ...outer];
  const singles = new Map<string, XmlElement>();
  const labels: string[] = [];
  const drivesLeftOut: string[] = [];
  const elements: KeptElement[] = [];
  let after: string | null = null;
  for (const child of elementsOf(at)) {
    const name = localName(child, scopes);
    if (name === 'label') labels.push(readName(child, 'A label', textOf(child)));
    else if (name === 'drive-left-out') drivesLeftOut.push(textOf(child));
    else if (name !== null && SINGLES.has(name)) {
      if (singles.has(name)) refuse(child, `There is more than one <${child.name}>.`);
      singles.set(name, child);
    } else {
      elements.push({ inside: 'notes', after, xml: rawOf(child) });
      continue;
    }
    after = name;
  }
  const notes = {
    ...readSingles((name: Single) => singles.get(name) ?? null, scopes),
    labels,
    drivesLeftOut,
  };
  const attributes = at.attributes
    .filter(({ name }) => name !== PREFIX_DECLARATION)
    .map((attribute) => ({ ...attribute, on: 'notes' as const }));
  return { notes, kept: { attributes, elements } };
}

function readSingles(
  find: (name: Single) => XmlElement | null,
  scopes: Scopes,
): Omit<SnapshotNotes, 'labels' | 'drivesLeftOut'> {
  const id = find('id');
  const problem = find('screenshot-problem');
  const ram = find('ram-bytes');
  const screenshot = find('screenshot');
  const devices = find('devices');
  return {
    ...(id === null ? {} : { id: readName(id, 'The id', textOf(id)) }),
    pinned: readFlag(find('pinned')),
    safety: readFlag(find('safety')),
    origin: readOrigin(find('origin')),
    screenshot: screenshot === null ? null : readScreenshot(screenshot),
    screenshotProblem: problem === null ? null : textOf(problem),
    ramBytes: ram === null ? null : readWholeNumber(ram, `<${ram.name}>`, textOf(ram)),
    devices: devices === null ? null : readDevices(devices, scopes),
  };
}

/** Writes the notes, with what was kept of them, as a child of the root. */
export function writeNotes(notes: SnapshotNotes, kept: Kept): string {
  const pieces: Piece[] = [];
  const add = (anchor: Single | 'label' | 'drive-left-out', xml: string) => pieces.push({ anchor, xml });
  const text = (name: string, value: string) => textElement(`snapgrove:${name}`, value);
  if (notes.id !== undefined) add('id', text('id', notes.id));
  add('origin', text('origin', notes.origin));
  for (const label of notes.labels) add('label', text('label', label));
  if (notes.pinned) add('pinned', text('pinned', 'yes'));
  if (notes.safety) add('safety', text('safety', 'yes'));
  if (notes.screenshot !== null) {
    const { sha256, width, height } = notes.screenshot;
    const attributes = Object.entries({ sha256, width, height });
    const pairs = attributes.map(([name, value]) => ({ name, value: String(value) }));
    add('screenshot', element('snapgrove:screenshot', pairs, [], 2));
  }
  if (notes.screenshotProblem !== null) {
    add('screenshot-problem', text('screenshot-problem', notes.screenshotProblem));
  }
  if (notes.ramBytes !== null) add('ram-bytes', text('ram-bytes', String(notes.ramBytes)));
  if (notes.devices !== null) {
    const devices = notes.devices.map((device) => text('device', device));
    add('devices', element('snapgrove:devices', [], devices, 2));
  }
  for (const path of notes.drivesLeftOut) add('drive-left-out', text('drive-left-out', path));
  const attributes = [{ name: PREFIX_DECLARATION, value: NAMESPACE }, ...keptAttributes(kept, 'notes')];
  return element('snapgrove:notes', attributes, weave(pieces, kept.elements, 'notes'), 1);
}

function readFlag(at: XmlElement | null): boolean {
  return at !== null && readChoice(at, `<${at.name}>`, textOf(at), ['no', 'yes']);
}

function readOrigin(at: XmlElement | null): SnapshotNotes['origin'] {
  if (at === null) return 'snapgrove';
  const word = textOf(at).trim();
  return (
    ORIGINS.find((origin) => origin === word) ??
    refuse(at, `<${at.name}> is neither snapgrove nor elsewhere.`)
  );
}

function readScreenshot(at: XmlElement): SnapshotNotes['screenshot'] {
  const picture = pictureSchema.safeParse({
    sha256: attributeOf(at, 'sha256'),
    width: readWholeNumber(at, 'The picture’s width', attributeOf(at, 'width') ?? ''),
    height: readWholeNumber(at, 'The picture’s height', attributeOf(at, 'height') ?? ''),
  });
  if (!picture.success)
    refuse(at, `<${at.name}> does not name a picture: it needs sha256, width and height.`);
  return picture.data;
}

function readDevices(at: XmlElement, outer: Scopes): readonly string[] {
  const scopes = [scopeOf(at), ...outer];
  return elementsOf(at).map((child) => {
    if (localName(child, scopes) !== 'device') refuse(child, `<${child.name}> is not a device.`);
    return textOf(child);
  });
}

/** The name without its prefix, when the prefix stands for Snapgrove's namespace. */
function localName(at: XmlElement, outer: Scopes): string | null {
  const colon = at.name.indexOf(':');
  const declaration = colon === -1 ? 'xmlns' : `xmlns:${at.name.slice(0, colon)}`;
  const scope = [scopeOf(at), ...outer].find((each) => each.has(declaration));
  return scope?.get(declaration) === NAMESPACE ? at.name.slice(colon + 1) : null;
}
