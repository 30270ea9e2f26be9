import { describe, expect, it } from 'vitest';
import { replaceDescription } from '../../electron/hypervisor/libvirt/describe.ts';
import {
  imageFolder,
  memoryFileOf,
  overlayPaths,
  snapshotRequest,
} from '../../electron/hypervisor/libvirt/snapshot-request.ts';
import { DomainSnapshotError, parseDomainSnapshot } from '../../shared/domainsnapshot.ts';
import { definition, disk, host, situation, takeOptions } from '../helpers/libvirt-situation.ts';

describe('another description', () => {
  const xml = (description: string) =>
    `<domainsnapshot>\n  <name>a</name>\n${description}  <state>running</state>\n  <cookie>\n    <x   y='1'/>\n  </cookie>\n</domainsnapshot>\n`;

  it('takes the place of the old one, and every other byte stays', () => {
    const before = xml('  <description>old &amp; grey</description>\n');
    expect(replaceDescription(before, 'new <1>')).toBe(xml('  <description>new &lt;1&gt;</description>\n'));
  });

  it('is put behind the name where there was none', () => {
    expect(replaceDescription(xml(''), 'new')).toBe(xml('  <description>new</description>\n'));
    expect(
      replaceDescription('<domainsnapshot><name>a</name><state>running</state></domainsnapshot>', 'x'),
    ).toBe(
      '<domainsnapshot><name>a</name><description>x</description><state>running</state></domainsnapshot>',
    );
  });

  it('goes with its line when it is empty', () => {
    expect(replaceDescription(xml('  <description>old</description>\n'), '')).toBe(xml(''));
    expect(replaceDescription(xml(''), '')).toBe(xml(''));
  });

  it('does not mistake another element for it', () => {
    const inside = xml('').replace('<cookie>', '<cookie>\n    <description>not this</description>');
    expect(replaceDescription(inside, 'x')).toContain('<description>not this</description>');
    expect(replaceDescription(inside, 'x')).toContain('</name>\n  <description>x</description>');
  });

  it('is read back as it was written, line ends and all', () => {
    const text = '\r\n"quoted" <&> \t日本語 🌳 ]]> \'';
    expect(parseDomainSnapshot(replaceDescription(xml(''), text)).description).toBe(text);
  });

  it('cannot hold what XML cannot', () => {
    expect(() => replaceDescription(xml(''), 'a\u0000')).toThrow(DomainSnapshotError);
  });
});

describe('what libvirt is asked for', () => {
  const disks = [
    disk('vda', { source: '/images/v.d/web.qcow2' }),
    disk('vdb', { source: '/images/data', format: 'raw' }),
    disk('sda', { device: 'cdrom', readOnly: true }),
  ];
  const at = situation({ definition: definition({ disks }), host: host('12.0') });

  it('inside the images: what libvirt does by itself', () => {
    const { xml, flags } = snapshotRequest(at, takeOptions({ name: 'a <b>', description: 'x & y' }));
    expect(xml).toBe(
      '<domainsnapshot>\n  <name>a &lt;b&gt;</name>\n  <description>x &amp; y</description>\n</domainsnapshot>',
    );
    expect(flags).toEqual([]);
    expect(snapshotRequest(at, takeOptions({ name: 'a' })).xml).not.toContain('description');
  });

  it('in files: every disk by name, those not chosen too', () => {
    const { xml, flags } = snapshotRequest(
      at,
      takeOptions({ external: { memoryFile: null }, drives: ['vda'] }),
    );
    expect(parseDomainSnapshot(xml)).toMatchObject({
      memory: { snapshot: 'external', file: '/images/v.d/web-server-mem.new' },
      disks: {
        list: [
          { name: 'vda', snapshot: 'external' },
          { name: 'vdb', snapshot: 'no' },
          { name: 'sda', snapshot: 'no' },
        ],
      },
    });
    expect(flags).toEqual(['atomic']);
  });

  it('in files without memory: the disks alone, made quiet where that is asked for', () => {
    const options = takeOptions({ external: { memoryFile: '/ignored' }, memory: false, quiesce: true });
    const { xml, flags } = snapshotRequest(at, options);
    expect(parseDomainSnapshot(xml).memory).toEqual({ snapshot: 'no' });
    expect(flags).toEqual(['disk-only', 'quiesce', 'atomic']);
    const off = snapshotRequest({ ...at, state: 'off' }, takeOptions({ external: { memoryFile: null } }));
    expect(off.flags).toEqual(['disk-only', 'atomic']);
  });

  it('puts the memory where it is told, else beside the first image', () => {
    const external = { memoryFile: null };
    expect(memoryFileOf(at, takeOptions({ external: { memoryFile: '/m' } }))).toBe('/m');
    expect(memoryFileOf(at, takeOptions({ external, drives: ['vdb'] }))).toBe('/images/web-server-mem.new');
    const network = {
      name: 'n',
      definition: definition({ disks: [disk('vda', { type: 'network', source: 'p/i' })] }),
    };
    expect(memoryFileOf(network, takeOptions({ external }))).toBeNull();
    expect(imageFolder(at, takeOptions())).toBe('/images/v.d');
  });

  it('knows the files that libvirt would begin', () => {
    expect(overlayPaths(at, takeOptions({ external: { memoryFile: null } }))).toEqual([
      '/images/v.d/web.new',
      '/images/data.new',
    ]);
  });
});
