import { describe, expect, it } from 'vitest';
import {
  type DomainSnapshot,
  DomainSnapshotError,
  formatDomainSnapshot,
  parseDomainSnapshot,
} from '../../shared/domainsnapshot.ts';
import { makeRandom, type Random, readFixture } from './domainsnapshot-samples.ts';

const MOST = 4 * 1024 * 1024;
const LONGEST_MS = 2000;

/** The snapshot with its kept elements in one order: they follow what they stood behind, which may be moved. */
function withoutPlaces(snapshot: DomainSnapshot) {
  const elements = snapshot.kept.elements.map(({ inside, xml }) => `${inside}: ${xml}`).toSorted();
  return { ...snapshot, kept: { ...snapshot.kept, elements } };
}

/** Whether the document was taken; fails the test when it is refused with any other error. */
function isTaken(xml: string): boolean {
  try {
    const snapshot = parseDomainSnapshot(xml);
    const again = parseDomainSnapshot(formatDomainSnapshot(snapshot, 'seed'));
    expect(withoutPlaces(again)).toEqual(withoutPlaces(snapshot));
    return true;
  } catch (error) {
    if (error instanceof DomainSnapshotError) return false;
    throw error;
  }
}

const FRAGMENTS = [
  '<',
  '>',
  '&',
  '"',
  "'",
  '/',
  '=',
  '<!--',
  '-->',
  '<![CDATA[',
  ']]>',
  '<?',
  '?>',
  '&#1;',
  '&a;',
];
const MORE = [
  '<a>',
  '</a>',
  '<name>',
  '</name>',
  ' x=""',
  '\n',
  '\r',
  '\0',
  '\ud800',
  '\ufeff',
  '\u00a0',
  '<!DOCTYPE a>',
];

function mutate(random: Random, xml: string): string {
  const at = random.below(xml.length + 1);
  const length = random.below(60);
  switch (random.below(7)) {
    case 0:
      return xml.slice(0, at);
    case 1:
      return xml.slice(0, at) + xml.slice(at + length);
    case 2:
      return xml.slice(0, at + length) + xml.slice(at);
    case 3:
      return xml.slice(0, at) + random.pick([...FRAGMENTS, ...MORE]) + xml.slice(at);
    case 4:
      return xml.slice(0, at) + random.pick([...FRAGMENTS, ...MORE]) + xml.slice(at + 1);
    case 5:
      return xml.slice(0, at) + String.fromCharCode(random.below(0x10000)) + xml.slice(at + 1);
    default:
      return flipByte(random, xml, at);
  }
}

function flipByte(random: Random, xml: string, at: number): string {
  const bytes = Buffer.from(xml);
  const index = Math.min(at, bytes.length - 1);
  if (index >= 0) bytes[index] = (bytes[index] ?? 0) ^ (1 << random.below(8));
  return bytes.toString('utf8');
}

describe('documents with damage', () => {
  it('are taken or refused, 5,000 of them, and what is taken comes back whole', () => {
    const random = makeRandom(5000);
    const fixtures = ['proposal.xml', 'libvirt-running.xml', 'libvirt-external.xml', 'mixed.xml'].map(
      readFixture,
    );
    let taken = 0;
    for (let round = 0; round < 5000; round += 1) {
      let xml = random.pick(fixtures);
      for (let wound = random.below(2); wound >= 0; wound -= 1) xml = mutate(random, xml);
      if (isTaken(xml)) taken += 1;
    }
    // The damage must be such that both happen often, or nothing is shown.
    expect(taken).toBeGreaterThan(200);
    expect(taken).toBeLessThan(4800);
  });
});

describe('documents made to cost time', () => {
  const fill = (unit: string, around = '') =>
    `<domainsnapshot><name>a</name>${around && `<${around}>`}${unit.repeat(Math.floor((MOST - 100) / unit.length))}${
      around && `</${around}>`
    }</domainsnapshot>`;
  const attributes = (most: number, value: string) =>
    Array.from({ length: most }, (_, index) => `xmlns:a${index}="${value}"`).join(' ');

  it.each<[string, string]>([
    ['empty elements', fill('<a/>')],
    [
      'as many different elements as are taken',
      `<domainsnapshot><name>a</name>${Array.from({ length: 99_000 }, (_, index) => `<a${index}/>`).join('')}</domainsnapshot>`,
    ],
    ['attributes', `<domainsnapshot ${attributes(99_000, 'x'.repeat(20))}><name>a</name></domainsnapshot>`],
    [
      'prefixes looked up in many attributes',
      `<domainsnapshot ${attributes(49_000, 'x')}><name>a</name>${'<z:a/>'.repeat(49_000)}</domainsnapshot>`,
    ],
    ['open elements', '<a>'.repeat(MOST / 3)],
    ['open quotes', fill('<a b="')],
    ['open comments', fill('<!--')],
    ['open CDATA', fill('<![CDATA[')],
    ['comments', fill('<!---->')],
    ['references', fill('&#65;', 'description')],
    ['a reference without end', fill('0', 'description').replace('<description>', '<description>&#')],
    ['line ends', fill('\r', 'description')],
    ['blanks in a state', fill(' ', 'state').replace('<state>', '<state>a').replace('</state>', 'a</state>')],
    ['digits of a date', fill('1', 'creationdate')],
    ['blanks in a tag', `<domainsnapshot${' '.repeat(MOST - 20)}/>`],
    ['equals signs in a tag', `<domainsnapshot ${'='.repeat(MOST - 20)}/>`],
    ['one name', `<${'a'.repeat(MOST - 10)}/>`],
    ['brackets', fill(']]', 'description')],
  ])('%s', (_title, xml) => {
    const start = process.threadCpuUsage();
    try {
      expect(parseDomainSnapshot(xml).name).toBe('a');
    } catch (error) {
      expect(error).toBeInstanceOf(DomainSnapshotError);
    }
    const { user, system } = process.threadCpuUsage(start);
    expect((user + system) / 1000).toBeLessThan(LONGEST_MS);
  });
});
