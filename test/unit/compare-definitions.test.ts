import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  compareDefinitions,
  type Definition,
  type PartChange,
} from '../../renderer/src/features/compare/definition.ts';
import { readDomainDefinition } from '../../renderer/src/features/compare/domain-definition.ts';
import { snapshotDefinition } from '../../renderer/src/features/compare/known-definition.ts';
import { compareXml } from '../../renderer/src/features/compare/xml-lines.ts';
import {
  BLANK_DOMAIN_SNAPSHOT,
  type DomainSnapshot,
  parseDomainSnapshot,
} from '../../shared/domainsnapshot.ts';

function domain(options: { memory?: string; vcpu?: string; devices?: string; more?: string } = {}): string {
  const {
    memory = "<memory unit='KiB'>1048576</memory>",
    vcpu = '<vcpu>2</vcpu>',
    devices = '',
    more = '',
  } = options;
  return `<domain type='kvm'>
  <name>db</name>
  <uuid>91d1f2aa-5d5b-4a52-9f0e-3d0a6c0c1e77</uuid>
  ${memory}
  ${vcpu}
  <os><type arch='x86_64' machine='pc-q35-7.2'>hvm</type></os>
  ${more}
  <devices>
    <disk type='file' device='disk'>
      <driver name='qemu' type='qcow2'/>
      <source file='/srv/db.qcow2'/>
      <target dev='vda' bus='virtio'/>
      <address type='pci' slot='0x04'/>
      <alias name='virtio-disk0'/>
    </disk>
    ${devices}
  </devices>
</domain>`;
}

const changes = (before: string, after: string) =>
  compareDefinitions(readDomainDefinition(before), readDomainDefinition(after));

const brief = (change: PartChange) => [change.change, change.part.kind, change.part.name];

describe('what changed between two definitions', () => {
  it('is nothing for the same, and for what libvirt gives out anew', () => {
    const other = domain().replace('virtio-disk0', 'virtio-disk7').replace('0x04', '0x09');
    expect(changes(domain(), other)).toEqual([]);
  });

  it('reads sizes whatever their unit', () => {
    expect(changes(domain(), domain({ memory: "<memory unit='GiB'>1</memory>" }))).toEqual([]);
    expect(changes(domain(), domain({ memory: '<memory>2097152</memory>' }))).toMatchObject([
      {
        change: 'changed',
        part: { kind: 'memory' },
        facts: [{ fact: 'memory', before: { bytes: 2 ** 30 }, after: { bytes: 2 ** 31 } }],
      },
    ]);
  });

  it('tells processors, drives and network cards by what they are', () => {
    const card =
      "<interface type='network'><mac address='52:54:00:00:00:01'/><source network='default'/></interface>";
    const disk = "<disk type='file'><source file='/srv/data.raw'/><target dev='vdb'/></disk>";
    const found = changes(
      domain({ devices: card }),
      domain({ vcpu: '<vcpu>4</vcpu>', devices: card.replace('default', 'lab') + disk }),
    );
    expect(found.map(brief)).toEqual([
      ['changed', 'processor', ''],
      ['changed', 'network', '52:54:00:00:00:01'],
      ['added', 'drive', 'vdb'],
    ]);
  });

  it('notices what is gone, and several devices of a kind', () => {
    const serial = "<serial type='pty'/>";
    expect(changes(domain({ devices: serial + serial }), domain({ devices: serial })).map(brief)).toEqual([
      ['removed', 'device', 'serial pty'],
    ]);
  });

  it('notices what it has no words for', () => {
    const found = changes(domain(), domain({ more: '<features><acpi/></features>' }));
    expect(found).toMatchObject([{ change: 'added', part: { kind: 'other' } }]);
  });

  it('refuses what is not XML as the codec does', () => {
    expect(() => readDomainDefinition('<domain>')).toThrow(/domain/);
  });
});

describe('the definition that a snapshot tells', () => {
  const noted = (ramBytes: number | null, devices: readonly string[] | null): Definition => {
    const document: DomainSnapshot = {
      ...BLANK_DOMAIN_SNAPSHOT,
      name: 'a',
      blockDevices: [
        {
          path: '/srv/a.qcow2',
          device: 'virtio0',
          node: 'disk0',
          format: 'qcow2',
          virtualSizeBytes: 2 ** 30,
          imageSnapshotId: '1',
          imageSnapshotDate: null,
          vmstate: true,
          kept: [],
        },
      ],
      notes: {
        labels: [],
        pinned: false,
        safety: false,
        origin: 'snapgrove',
        screenshot: null,
        screenshotProblem: null,
        ramBytes,
        devices,
        drivesLeftOut: [],
      },
    };
    return snapshotDefinition(document);
  };

  it('is libvirt’s where the document holds it', async () => {
    const file = join(import.meta.dirname, '../fixtures/domainsnapshot/libvirt-external.xml');
    const definition = snapshotDefinition(parseDomainSnapshot(await readFile(file, 'utf8')));
    expect(definition.parts.get('memory ')?.facts.get('memory')).toEqual({ bytes: 2 ** 29 });
    expect(definition.knows.has('network')).toBe(true);
  });

  it('is what Snapgrove noted elsewhere', () => {
    const found = compareDefinitions(
      noted(2 ** 30, ['virtio-net-pci']),
      noted(2 ** 31, ['virtio-net-pci', 'usb-tablet']),
    );
    expect(found.map(brief)).toEqual([
      ['changed', 'memory', ''],
      ['added', 'device', 'usb-tablet'],
    ]);
  });

  it('says nothing of what only one of the two knows', () => {
    expect(compareDefinitions(noted(2 ** 30, null), noted(null, ['usb-tablet']))).toEqual([]);
  });
});

describe('two XML documents line by line', () => {
  it('are told apart with their numbers, and with what is the same left out', () => {
    const body = Array.from({ length: 30 }, (_, at) => `  <line n="${at}"/>`);
    const before = ['<a>', ...body, '</a>'].join('\n');
    const after = before.replace('n="15"', 'n="x"');
    const lines = compareXml(before, after) ?? [];
    expect(lines.filter((line) => line.kind === 'removed')).toEqual([
      { kind: 'removed', text: '  <line n="15"/>', before: 17, after: null },
    ]);
    expect(lines.filter((line) => line.kind === 'added')).toEqual([
      { kind: 'added', text: '  <line n="x"/>', before: null, after: 17 },
    ]);
    expect(lines[0]?.kind).toBe('skipped');
    expect(lines.length).toBeLessThan(12);
  });

  it('are the same whatever they are indented by', () => {
    expect(compareXml('<a>\n  <b/>\n</a>', '<a>\r\n    <b/>\r\n  </a>\n')).toEqual([]);
  });
});
