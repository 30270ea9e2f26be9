import { describe, expect, it } from 'vitest';
import { BLANK_DOMAIN_SNAPSHOT, parseDomainSnapshot } from '../../shared/domainsnapshot.ts';
import { snapshotStateSchema } from '../../shared/model/snapshot.ts';
import { readFixture } from './domainsnapshot-samples.ts';

function readWith(children: string) {
  return parseDomainSnapshot(`<domainsnapshot><name>a</name>${children}</domainsnapshot>`);
}

function sliceOf(source: string, from: string, to: string): string {
  return source.slice(source.indexOf(from), source.indexOf(to) + to.length);
}

const PLAIN_DISK = { type: 'file', format: null, source: null, deleteInProgress: false };
const PLAIN_DRIVE = {
  device: null,
  node: null,
  format: null,
  virtualSizeBytes: null,
  imageSnapshotId: null,
  imageSnapshotDate: null,
  vmstate: null,
  kept: [],
};

describe('the 2010 proposal', () => {
  it('is read whole', () => {
    expect(parseDomainSnapshot(readFixture('proposal.xml'))).toEqual({
      ...BLANK_DOMAIN_SNAPSHOT,
      name: 'XYZ',
      createdAt: Date.UTC(2010, 0, 20, 12, 29, 47),
      description: '\n      ....blah....\n   ',
      state: 'running',
      domainUuid: '6695eb01-f6a4-8304-79aa-97f2502e193f',
      parent: 'ABC',
      blockDevices: [{ ...PLAIN_DRIVE, path: '/path/to/hd' }],
    });
  });
});

describe("libvirt's vocabulary", () => {
  it('is read with its whole subtrees byte for byte', () => {
    const source = readFixture('libvirt-running.xml');
    expect(parseDomainSnapshot(source)).toEqual({
      ...BLANK_DOMAIN_SNAPSHOT,
      name: 'nginx configured',
      description: `before "apt upgrade" & it's running`,
      state: 'running',
      createdAt: 1_700_000_000_000,
      parent: 'clean install',
      domainUuid: '2b8a1c4e-90df-4b0e-8a51-6c6f4d1b7a10',
      domainXml: sliceOf(source, '<domain type', '</domain>'),
      inactiveDomainXml: sliceOf(source, '<inactiveDomain', '</inactiveDomain>'),
      cookieXml: sliceOf(source, '<cookie>', '</cookie>'),
      memory: { snapshot: 'internal' },
      disks: {
        xml: sliceOf(source, '<disks>', '</disks>'),
        list: [
          { ...PLAIN_DISK, name: 'vda', snapshot: 'internal' },
          { ...PLAIN_DISK, name: 'sda', snapshot: 'no' },
        ],
      },
    });
  });

  it('is read with external disks and memory, overlays and the mark of the current one', () => {
    const source = readFixture('libvirt-external.xml');
    expect(parseDomainSnapshot(source)).toMatchObject({
      state: 'paused',
      memory: { snapshot: 'external', file: '/var/lib/libvirt/images/db.ext1.mem' },
      disks: {
        list: [
          {
            ...PLAIN_DISK,
            name: 'vda',
            snapshot: 'external',
            format: 'qcow2',
            source: '/var/lib/libvirt/images/db.ext1',
          },
          {
            name: 'vdb',
            snapshot: 'external',
            type: 'block',
            format: 'qcow2',
            source: '/dev/vg/db-ext1',
            deleteInProgress: true,
          },
          { ...PLAIN_DISK, name: 'vdc', snapshot: 'manual' },
        ],
      },
      revertDisksXml: sliceOf(source, '<revertDisks>', '</revertDisks>'),
      active: true,
    });
  });

  it('takes a memory file alone for external memory, and a disk that leaves its kind to libvirt', () => {
    expect(readWith('<memory file="/m"/><disks><disk name="vda"/></disks>')).toMatchObject({
      memory: { snapshot: 'external', file: '/m' },
      disks: { list: [{ name: 'vda', snapshot: null }] },
    });
  });
});

describe('a mixed document', () => {
  it('is read from either vocabulary, with its namespaces followed and the rest kept', () => {
    const source = readFixture('mixed.xml');
    expect(parseDomainSnapshot(source)).toEqual({
      ...BLANK_DOMAIN_SNAPSHOT,
      name: 'vor dem Umbau',
      state: 'shutoff',
      createdAt: Date.UTC(2010, 0, 20, 12, 29, 47, 250),
      parent: 'ABC',
      domainUuid: '6695eb01-f6a4-8304-79aa-97f2502e193f',
      cookieXml: sliceOf(source, '<cookie>', '</cookie>'),
      disks: {
        xml: sliceOf(source, '<disks>', '</disks>'),
        list: [{ ...PLAIN_DISK, name: 'vda', snapshot: 'internal' }],
      },
      blockDevices: [
        {
          path: '/path/to/hd',
          device: 'virtio0',
          node: 'disk0',
          format: 'qcow2',
          virtualSizeBytes: 10_737_418_240,
          imageSnapshotId: '3',
          imageSnapshotDate: Date.UTC(2010, 0, 20, 12, 29, 47),
          vmstate: false,
          kept: [{ name: 'site:bay', value: '2' }],
        },
        { ...PLAIN_DRIVE, path: '/path/to/a & b' },
      ],
      notes: {
        id: '0b6c',
        labels: ['one', 'two'],
        pinned: true,
        safety: false,
        origin: 'elsewhere',
        screenshot: {
          sha256: 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
          width: 1024,
          height: 768,
        },
        screenshotProblem: null,
        ramBytes: 1_073_741_824,
        devices: ['virtio-net-pci'],
        drivesLeftOut: ['/path/to/cd.iso'],
      },
      kept: {
        attributes: [
          { on: 'domainsnapshot', name: 'xmlns:site', value: 'urn:example:site' },
          { on: 'domainsnapshot', name: 'site:rack', value: '4' },
          { on: 'name', name: 'xml:lang', value: 'de' },
          { on: 'created', name: 'site:clock', value: 'ntp' },
          { on: 'notes', name: 'xmlns:sg', value: 'urn:snapgrove:1' },
        ],
        elements: [
          { inside: 'domainsnapshot', after: null, xml: '<site:first/>' },
          { inside: 'domainsnapshot', after: 'name', xml: sliceOf(source, '<site:ticket', '</site:ticket>') },
          { inside: 'parent', after: null, xml: '<site:why>moved</site:why>' },
          { inside: 'notes', after: 'label', xml: sliceOf(source, '<sg:future', '</sg:future>') },
        ],
      },
    });
  });

  it('is not told apart from notes by a prefix alone', () => {
    const foreign =
      '<snapgrove:notes xmlns:snapgrove="urn:elsewhere"><snapgrove:pinned>yes</snapgrove:pinned></snapgrove:notes>';
    expect(readWith(foreign)).toMatchObject({
      notes: null,
      kept: { elements: [{ inside: 'domainsnapshot', after: 'name', xml: foreign }] },
    });
    expect(readWith('<notes xmlns="urn:snapgrove:1"><pinned>yes</pinned></notes>').notes?.pinned).toBe(true);
  });
});

describe('states', () => {
  it.each(snapshotStateSchema.options)('reads %s in lower and in upper case', (state) => {
    expect(readWith(`<state>${state}</state>`).state).toBe(state);
    expect(readWith(`<state>\n ${state.toUpperCase()} </state>`).state).toBe(state);
  });
});

describe('dates', () => {
  it.each([
    ['2010-01-20T12:29:47Z', Date.UTC(2010, 0, 20, 12, 29, 47)],
    ['2010-01-20T12:29:47.5+05:30', Date.UTC(2010, 0, 20, 6, 59, 47, 500)],
    ['2010-01-20T12:29:47.123456789-0130', Date.UTC(2010, 0, 20, 13, 59, 47, 123)],
    ['2010-01-20 12:29:47', Date.UTC(2010, 0, 20, 12, 29, 47)],
    ['0099-03-01T00:00:00Z', Date.parse('0099-03-01T00:00:00Z')],
    ['+012026-02-28T00:00:00Z', Date.parse('+012026-02-28T00:00:00Z')],
    ['1263990587', 1_263_990_587_000],
    ['\n  -1 ', -1000],
  ])('reads %j', (text, ms) => {
    expect(readWith(`<creationdate>${text}</creationdate>`).createdAt).toBe(ms);
  });
});

describe('XML', () => {
  it('reads references, CDATA, comments and white space as XML 1.0 says', () => {
    const snapshot = parseDomainSnapshot(
      '\ufeff<?xml version="1.0" encoding="utf-8" standalone=\'yes\'?>\r\n<!-- > -->\r\n<domainsnapshot>\r\n' +
        '<name>a&#x41;&#66;&amp;&lt;&gt;&quot;&apos;<!-- - -->z</name >\r\n' +
        '<description>one\r\ntwo\rthree&#13;&#xd;<![CDATA[<&amp;>]]></description>' +
        '<blockdev device="x\ny&#10;z>\'" >/p</blockdev></domainsnapshot>\n<!-- end -->\n',
    );
    expect(snapshot.name).toBe(`aAB&<>"'z`);
    expect(snapshot.description).toBe('one\ntwo\nthree\r\r<&amp;>');
    expect(snapshot.blockDevices[0]?.device).toBe("x y\nz>'");
  });

  it('does not take text that looks like a number, a truth value or an object key for one', () => {
    expect(readWith('<blockdev device="007">1e3</blockdev><toString valueOf="true"/>')).toMatchObject({
      blockDevices: [{ device: '007', path: '1e3' }],
      kept: { elements: [{ xml: '<toString valueOf="true"/>' }] },
    });
  });
});
