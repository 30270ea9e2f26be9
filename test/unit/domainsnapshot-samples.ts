import { readFileSync } from 'node:fs';
import {
  BLANK_DOMAIN_SNAPSHOT,
  type BlockDevice,
  type DomainSnapshot,
  type SnapshotNotes,
} from '../../shared/domainsnapshot.ts';
import { snapshotStateSchema } from '../../shared/model/snapshot.ts';

/** The text of a document in `test/fixtures/domainsnapshot`. */
export function readFixture(name: string): string {
  return readFileSync(new URL(`../fixtures/domainsnapshot/${name}`, import.meta.url), 'utf8');
}

/** Names and texts that break naive XML: every script, markup, quotes, white space, the longest tag of QEMU. */
export const AWKWARD_NAMES: readonly string[] = [
  'ü',
  '日本語',
  `it's "quoted"`,
  '<&>',
  ']]>',
  '&amp;',
  '-leading dash',
  ' spaces around ',
  '007',
  '1e3',
  'true',
  'null',
  '__proto__',
  '👩‍👩‍👧 and \u{10ffff}',
  'لقطة \u200f و',
  'a\u2028b\u00a0c',
  'x'.repeat(255),
  `${'日'.repeat(85)}`,
];

export const AWKWARD_TEXTS: readonly string[] = [
  ...AWKWARD_NAMES,
  'two\nlines',
  'a tab\tand a CR\r and a CR LF\r\n',
  '\n  indented\n',
  '   ',
  '\u007f\u0085\ufffd',
  '<![CDATA[<!-- not a comment --><?not a pi?>]]>',
];

/** Numbers that look random and are the same in every run (mulberry32). */
export function makeRandom(seed: number) {
  let state = seed;
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (limit: number): number => Math.floor(next() * limit);
  const pick = <T>(from: readonly [T, ...T[]] | readonly T[]): T => {
    const picked = from[below(from.length)];
    if (picked === undefined) throw new Error('There is nothing to pick from.');
    return picked;
  };
  const maybe = <T>(make: () => T): T | null => (next() < 0.5 ? make() : null);
  const many = <T>(make: () => T): readonly T[] => Array.from({ length: below(4) }, make);
  return { below, pick, maybe, many };
}

export type Random = ReturnType<typeof makeRandom>;

/** Any snapshot that the seed form must carry without loss. */
export function randomSnapshot(random: Random): DomainSnapshot {
  const { below, pick, maybe, many } = random;
  const uuid = '6695eb01-f6a4-8304-79aa-97f2502e193f';
  const domainXml = maybe(() => `<domain type='test'>\r\n\t<name>x</name><uuid>${uuid}</uuid></domain>`);
  return {
    ...BLANK_DOMAIN_SNAPSHOT,
    name: pick(AWKWARD_NAMES),
    description: pick(['', ...AWKWARD_TEXTS]),
    state: pick(snapshotStateSchema.options),
    createdAt: maybe(() => below(2 ** 41) - 2 ** 40),
    parent: maybe(() => pick(AWKWARD_NAMES)),
    domainXml,
    domainUuid: domainXml === null ? maybe(() => uuid) : uuid,
    inactiveDomainXml: maybe(() => `<inactiveDomain   type="test"><!-- a --><name/></inactiveDomain>`),
    cookieXml: maybe(() => `<cookie><cpu\n a='1'/>&#65;<![CDATA[<]]></cookie>`),
    memory: pick([
      null,
      { snapshot: 'no' },
      { snapshot: 'internal' },
      { snapshot: 'external', file: "/a 'b' <c>.mem" },
    ]),
    active: maybe(() => below(2) === 1),
    blockDevices: many(() => randomBlockDevice(random)),
    notes: maybe(() => randomNotes(random)),
  };
}

function randomBlockDevice({ below, pick, maybe }: Random): BlockDevice {
  return {
    path: `/${pick(AWKWARD_TEXTS)}`,
    device: maybe(() => pick(AWKWARD_TEXTS)),
    node: maybe(() => pick(AWKWARD_NAMES)),
    format: maybe(() => pick(['qcow2', 'raw'])),
    virtualSizeBytes: maybe(() => below(Number.MAX_SAFE_INTEGER)),
    imageSnapshotId: maybe(() => String(below(1000))),
    imageSnapshotDate: maybe(() => below(2 ** 41)),
    vmstate: maybe(() => below(2) === 1),
    kept: [],
  };
}

function randomNotes({ below, pick, maybe, many }: Random): SnapshotNotes {
  const id = maybe(() => `id-${below(1e6)}`);
  return {
    ...(id === null ? {} : { id }),
    labels: many(() => pick(AWKWARD_NAMES)),
    pinned: below(2) === 1,
    safety: below(2) === 1,
    origin: pick(['snapgrove', 'elsewhere']),
    screenshot: maybe(() => ({ sha256: 'ab'.repeat(32), width: 1 + below(4096), height: 1 + below(4096) })),
    screenshotProblem: maybe(() => pick(AWKWARD_TEXTS)),
    ramBytes: maybe(() => below(2 ** 45)),
    devices: maybe(() => many(() => pick(AWKWARD_TEXTS))),
    drivesLeftOut: many(() => pick(AWKWARD_TEXTS)),
  };
}
