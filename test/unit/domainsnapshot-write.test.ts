import { describe, expect, it } from 'vitest';
import {
  BLANK_DOMAIN_SNAPSHOT,
  type DomainSnapshot,
  DomainSnapshotError,
  formatDomainSnapshot,
  parseDomainSnapshot,
} from '../../shared/domainsnapshot.ts';
import {
  AWKWARD_NAMES,
  AWKWARD_TEXTS,
  makeRandom,
  randomSnapshot,
  readFixture,
} from './domainsnapshot-samples.ts';

const NAMED: DomainSnapshot = { ...BLANK_DOMAIN_SNAPSHOT, name: 'a' };

function throughSeed(snapshot: DomainSnapshot): DomainSnapshot {
  return parseDomainSnapshot(formatDomainSnapshot(snapshot, 'seed'));
}

describe('the seed form', () => {
  it("is written in the proposal's words, with the notes in their own namespace", () => {
    const snapshot: DomainSnapshot = {
      ...NAMED,
      description: 'it runs',
      state: 'disk-snapshot',
      createdAt: Date.UTC(2026, 0, 2, 3, 4, 5, 60),
      parent: 'root',
      domainUuid: '6695eb01-f6a4-8304-79aa-97f2502e193f',
      memory: { snapshot: 'internal' },
      blockDevices: [
        {
          path: '/path/to/hd',
          device: 'virtio0',
          node: 'disk0',
          format: 'qcow2',
          virtualSizeBytes: 1024,
          imageSnapshotId: '1',
          imageSnapshotDate: Date.UTC(2026, 0, 2, 3, 4, 5),
          vmstate: true,
          kept: [],
        },
      ],
      notes: {
        id: 'k1',
        labels: ['one'],
        pinned: true,
        safety: true,
        origin: 'snapgrove',
        screenshot: { sha256: '0'.repeat(64), width: 640, height: 480 },
        screenshotProblem: 'none',
        ramBytes: 2048,
        devices: ['cpu'],
        drivesLeftOut: ['/cd.iso'],
      },
    };
    expect(formatDomainSnapshot(snapshot, 'seed')).toBe(`<domainsnapshot>
  <name>a</name>
  <creationdate>2026-01-02T03:04:05.060Z</creationdate>
  <description>it runs</description>
  <state>DISK-SNAPSHOT</state>
  <domain>
    <uuid>6695eb01-f6a4-8304-79aa-97f2502e193f</uuid>
  </domain>
  <parent>
    <name>root</name>
  </parent>
  <blockdev device='virtio0' node='disk0' format='qcow2' virtual-size='1024' snapshot-id='1' snapshot-date='2026-01-02T03:04:05Z' vmstate='yes'>/path/to/hd</blockdev>
  <memory snapshot='internal'/>
  <snapgrove:notes xmlns:snapgrove='urn:snapgrove:1'>
    <snapgrove:id>k1</snapgrove:id>
    <snapgrove:origin>snapgrove</snapgrove:origin>
    <snapgrove:label>one</snapgrove:label>
    <snapgrove:pinned>yes</snapgrove:pinned>
    <snapgrove:safety>yes</snapgrove:safety>
    <snapgrove:screenshot sha256='${'0'.repeat(64)}' width='640' height='480'/>
    <snapgrove:screenshot-problem>none</snapgrove:screenshot-problem>
    <snapgrove:ram-bytes>2048</snapgrove:ram-bytes>
    <snapgrove:devices>
      <snapgrove:device>cpu</snapgrove:device>
    </snapgrove:devices>
    <snapgrove:drive-left-out>/cd.iso</snapgrove:drive-left-out>
  </snapgrove:notes>
</domainsnapshot>
`);
  });

  it.each(['proposal.xml', 'libvirt-running.xml', 'libvirt-external.xml', 'mixed.xml'])(
    'loses nothing of %s, and is the same when written again',
    (fixture) => {
      const snapshot = parseDomainSnapshot(readFixture(fixture));
      const written = formatDomainSnapshot(snapshot, 'seed');
      expect(parseDomainSnapshot(written)).toEqual(snapshot);
      expect(formatDomainSnapshot(parseDomainSnapshot(written), 'seed')).toBe(written);
    },
  );

  it('keeps foreign elements at their place and byte for byte', () => {
    const written = formatDomainSnapshot(parseDomainSnapshot(readFixture('mixed.xml')), 'seed');
    expect(written).toContain(`<name xml:lang='de'>vor dem Umbau</name>
  <site:ticket priority='high'>
    <!-- kept with its comment -->
    <site:id>4711</site:id></site:ticket>
  <creationdate site:clock='ntp'>`);
    expect(written).toContain(`<parent>
    <site:why>moved</site:why>
    <name>`);
    expect(written).toContain(`<snapgrove:label>two</snapgrove:label>
    <sg:future depth="2"><sg:thing/></sg:future>
    <snapgrove:pinned>`);
    expect(written).toContain('<cookie><![CDATA[<&>]]>&#x41;\n\t</cookie>');
    expect(written).toContain(`<disks><disk   name='vda'\n      snapshot="internal"/></disks>`);
  });

  it('keeps a cookie byte for byte whatever its line ends', () => {
    const cookie = "<cookie >\r\n\t<a  b = 'c>\r\nd' ></a\n>\r<!--\r-->&#x0041;<![CDATA[]]]]></cookie\t>";
    const source = `<domainsnapshot>\r\n<name>a</name>\r\n${cookie}\r\n</domainsnapshot>`;
    const read = parseDomainSnapshot(source);
    expect(read.cookieXml).toBe(cookie);
    for (const form of ['seed', 'libvirt'] as const)
      expect(formatDomainSnapshot(read, form)).toContain(cookie);
  });

  it.each(AWKWARD_NAMES)('carries the name %j', (name) => {
    const read = throughSeed({ ...NAMED, name, parent: name });
    expect(read.name).toBe(name);
    expect(read.parent).toBe(name);
  });

  it.each(AWKWARD_TEXTS)('carries the text %j', (text) => {
    const drive = { device: text, node: null, format: null, virtualSizeBytes: null };
    const rest = { imageSnapshotId: text, imageSnapshotDate: null, vmstate: null, kept: [] };
    const read = throughSeed({
      ...NAMED,
      description: text,
      blockDevices: [{ path: text, ...drive, ...rest }],
    });
    expect(read.description).toBe(text);
    expect(read.blockDevices).toEqual([{ path: text, ...drive, ...rest }]);
  });

  it('carries 1,000 random snapshots without loss, and writes them the same twice', () => {
    const random = makeRandom(20100120);
    for (let round = 0; round < 1000; round += 1) {
      const snapshot = randomSnapshot(random);
      const written = formatDomainSnapshot(snapshot, 'seed');
      const read = parseDomainSnapshot(written);
      expect(read).toEqual(snapshot);
      expect(formatDomainSnapshot(read, 'seed')).toBe(written);
    }
  });
});

describe('the libvirt form', () => {
  it.each(['libvirt-running.xml', 'libvirt-external.xml'])('gives %s back byte for byte', (fixture) => {
    const source = readFixture(fixture);
    expect(formatDomainSnapshot(parseDomainSnapshot(source), 'libvirt')).toBe(source);
    const bySeed = throughSeed(parseDomainSnapshot(source));
    expect(formatDomainSnapshot(bySeed, 'libvirt')).toBe(source);
  });

  it("is as small as the schema allows for a snapshot of the proposal's words", () => {
    const snapshot = parseDomainSnapshot(readFixture('proposal.xml'));
    expect(formatDomainSnapshot({ ...snapshot, description: '' }, 'libvirt')).toBe(`<domainsnapshot>
  <name>XYZ</name>
  <state>running</state>
  <parent>
    <name>ABC</name>
  </parent>
  <creationTime>1263990587</creationTime>
  <domain>
    <uuid>6695eb01-f6a4-8304-79aa-97f2502e193f</uuid>
  </domain>
</domainsnapshot>
`);
  });

  it('says of a snapshot of disks alone that it lives in its images', () => {
    const { blockDevices } = parseDomainSnapshot(readFixture('mixed.xml'));
    const written = formatDomainSnapshot({ ...NAMED, state: 'disk-snapshot', blockDevices }, 'libvirt');
    expect(written).toBe(`<domainsnapshot>
  <name>a</name>
  <state>disk-snapshot</state>
  <disks>
    <disk name='/path/to/hd' snapshot='internal'/>
    <disk name='/path/to/a &amp; b' snapshot='internal'/>
  </disks>
</domainsnapshot>
`);
  });

  it('carries 500 random snapshots but for drives, notes and parts of a second', () => {
    const random = makeRandom(500);
    for (let round = 0; round < 500; round += 1) {
      const snapshot = randomSnapshot(random);
      const { createdAt } = snapshot;
      const read = parseDomainSnapshot(formatDomainSnapshot(snapshot, 'libvirt'));
      expect(read).toEqual({
        ...snapshot,
        disks: snapshot.state === 'disk-snapshot' ? read.disks : null,
        createdAt: createdAt === null ? null : Math.floor(createdAt / 1000) * 1000,
        blockDevices: [],
        notes: null,
      });
    }
  });
});

describe('what can not be written', () => {
  const drive = { device: null, node: null, format: null, imageSnapshotId: null, imageSnapshotDate: null };
  it.each<[string, Partial<DomainSnapshot>, RegExp]>([
    ['an empty name', { name: '' }, /name is empty/],
    ['a name with a line feed', { name: 'a\nb' }, /name holds a control character/],
    ['a name with NUL', { name: 'a\0b' }, /U\+0000 in “name” can’t be written/],
    ['a lone surrogate', { description: 'a\ud800b' }, /U\+D800 in “description” can’t be written/],
    ['an escape character', { description: '\u001b[1m' }, /U\+001B in “description” can’t be written/],
    ['a non-character', { parent: 'a\uffff' }, /U\+FFFF in “name” can’t be written/],
    ['an empty parent', { parent: '' }, /parent’s name is empty/],
    ['a moment that is none', { createdAt: Number.NaN }, /NaN is not a moment/],
    ['a moment out of range', { createdAt: 8.64e15 + 1 }, /is not a moment/],
    ['a UUID that is none', { domainUuid: 'x' }, /“x” is not a UUID/],
    ['a broken cookie', { cookieXml: '<cookie>' }, /could be read back/],
    ['a second name in a raw part', { cookieXml: '<cookie/><name>b</name>' }, /more than one <name>/],
    ['text as a raw part', { domainXml: 'domain' }, /text directly in <domainsnapshot>/],
    ['a document type in a raw part', { cookieXml: '<!DOCTYPE a>' }, /document type/],
    ['external memory without a path', { memory: { snapshot: 'external', file: 'm' } }, /no absolute path/],
    [
      'a size that is none',
      { blockDevices: [{ ...drive, path: '/a', virtualSizeBytes: -1, vmstate: null, kept: [] }] },
      /virtual-size> is not a whole number/,
    ],
    ['more than 4 MiB', { description: 'x'.repeat(4 * 1024 * 1024) }, /larger than 4194304 bytes/],
  ])('%s', (_title, change, reason) => {
    for (const form of ['seed', 'libvirt'] as const) {
      if (form === 'libvirt' && change.blockDevices !== undefined) continue;
      const format = () => formatDomainSnapshot({ ...NAMED, ...change }, form);
      expect(format).toThrow(DomainSnapshotError);
      expect(format).toThrow(reason);
    }
  });
});
