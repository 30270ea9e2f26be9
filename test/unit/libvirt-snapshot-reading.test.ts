import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterAll, describe, expect, it } from 'vitest';
import type { Definition } from '../../electron/hypervisor/libvirt/definition.ts';
import { readPlainSnapshot } from '../../electron/hypervisor/libvirt/plain-snapshot.ts';
import { SnapshotParser } from '../../electron/hypervisor/libvirt/snapshot-parser.ts';
import { definitionOf, readSnapshotXml } from '../../electron/hypervisor/libvirt/snapshot-reading.ts';

const fixtures = path.resolve(import.meta.dirname, '../fixtures/domainsnapshot');

/** A document as libvirt writes it, with this text for the description. */
const document = (
  change: Partial<Record<'name' | 'description' | 'state' | 'parent' | 'memory' | 'disks', string>> = {},
) =>
  `<domainsnapshot>
  <name>${change.name ?? 'base'}</name>
${change.description === undefined ? '' : `  <description>${change.description}</description>\n`}  <state>${change.state ?? 'running'}</state>
${change.parent === undefined ? '' : `  <parent>\n    <name>${change.parent}</name>\n  </parent>\n`}  <creationTime>1700000000</creationTime>
  ${change.memory ?? "<memory snapshot='internal'/>"}
  <disks>
    ${change.disks ?? "<disk name='vda' snapshot='internal'/>\n    <disk name='sda' snapshot='no'/>"}
  </disks>
  <domain type='kvm'>
    <name>web</name>
    <uuid>11111111-2222-3333-4444-555555555555</uuid>
    <devices>
      <disk type='file' device='disk'>
        <driver name='qemu' type='qcow2'/>
        <source file='/images/web.qcow2'/>
        <target dev='vda' bus='virtio'/>
      </disk>
    </devices>
  </domain>
  <cookie>
    <slirpHelper/>
  </cookie>
</domainsnapshot>
`;

const plainly = (xml: string) => {
  const definitions = new Map<string, Definition>();
  return readPlainSnapshot(xml, (text) => definitionOf(text, definitions));
};
const strictly = (xml: string) => readSnapshotXml(xml, new Map());

/** Bytes in use once garbage is collected. */
function heapBytes(): number {
  setFlagsFromString('--expose-gc');
  runInNewContext('gc')();
  return process.memoryUsage().heapUsed;
}

describe('a snapshot’s document', () => {
  it('is not kept in memory for the few words of it that are kept', () => {
    const definitions = new Map<string, Definition>();
    const padding = '<note/>'.repeat(3000);
    const read = (index: number) => {
      const text = document({
        name: `a name of many letters ${index}`,
        description: `a description that is longer ${index}`,
        parent: `a parent of many letters ${index}`,
        disks: `<disk name='a-long-target-${index}' snapshot='internal'/>`,
      }).replace('<slirpHelper/>', padding);
      return readPlainSnapshot(Buffer.from(text).toString(), (xml) => definitionOf(xml, definitions));
    };
    // The machine's definition is kept, by its text.
    const readings = [read(0)];
    const before = heapBytes();
    for (let index = 1; index < 1000; index += 1) readings.push(read(index));
    const grown = heapBytes() - before;
    expect(readings.every((reading) => reading?.disks.length === 1)).toBe(true);
    expect(grown).toBeLessThan(5_000_000);
  });

  it('is read with what the machine was then', () => {
    expect(
      strictly(document({ parent: 'früher', description: 'a\n &lt;b&gt; &amp; &quot;c&quot;' })),
    ).toMatchObject({
      name: 'base',
      createdAt: 1_700_000_000_000,
      state: 'running',
      description: 'a\n <b> & "c"',
      parent: 'früher',
      memory: 'internal',
      memoryFile: null,
      disks: [{ target: 'vda', place: 'internal', overlay: null, halfDeleted: false }],
      definition: { name: 'web', disks: [{ target: 'vda', source: '/images/web.qcow2' }] },
    });
  });

  it('may have its disks and its memory in files, and deletions that did not finish', () => {
    const reading = strictly(
      document({
        memory: "<memory snapshot='external' file='/m'/>",
        disks: `<disk name='vda' snapshot='external' type='file'><source file='/o'/><snapshotDeleteInProgress/></disk>
          <disk name='vdb' snapshot='manual'/>`,
      }),
    );
    expect(reading).toMatchObject({
      memory: 'external',
      memoryFile: '/m',
      disks: [
        { target: 'vda', place: 'external', overlay: '/o', halfDeleted: true },
        { target: 'vdb', place: 'manual', overlay: null, halfDeleted: false },
      ],
    });
  });

  it('of libvirt before 1.0.1 has memory when the machine ran', () => {
    const old = (state: string) => strictly(document({ state, memory: '' })).memory;
    expect(old('running')).toBe('internal');
    expect(old('paused')).toBe('internal');
    expect(old('shutoff')).toBe('none');
  });

  it('of libvirt before 0.9.5 says nothing of the machine', () => {
    const old =
      '<domainsnapshot><name>a</name><state>running</state><domain><uuid>11111111-2222-3333-4444-555555555555</uuid></domain></domainsnapshot>';
    expect(strictly(old)).toMatchObject({ name: 'a', definition: null });
  });

  it('is read also where the machine cannot be understood', () => {
    const xml = document().replace('<devices>', '<devices>text <b>');
    expect(strictly(xml)).toMatchObject({ name: 'base', definition: null });
  });

  it('may hold what looks like a machine in another place', () => {
    const nested = document().replace(
      '    <devices>',
      "    <metadata>\n      <domain xmlns='urn:x'>\n      </domain>\n    </metadata>\n    <devices>",
    );
    expect(strictly(nested).definition?.disks).toHaveLength(1);
  });
});

describe('the plain form', () => {
  it.each([
    ['the least', document({ memory: "<memory snapshot='no'/>", state: 'shutoff' })],
    ['a parent', document({ parent: 'a' })],
    ['a description', document({ description: 'two\nlines\tand a tab' })],
    ['an empty description', document({ description: '' })],
    ['references', document({ name: 'a &amp; b', description: '&lt;&gt;&amp;&quot;&apos;', parent: '&lt;' })],
    ['text of other scripts', document({ name: '日本語 🌳', description: 'ünï' })],
    ['an ampersand that was written twice', document({ description: '&amp;lt;' })],
  ])('says with %s what the parser says', (_what, xml) => {
    const reading = plainly(xml);
    expect(reading).not.toBeNull();
    expect(reading).toEqual(strictly(xml));
  });

  it.each([
    ['files', document({ disks: "<disk name='vda' snapshot='external' type='file'/>" })],
    ['memory in a file', document({ memory: "<memory snapshot='external' file='/m'/>" })],
    ['a numbered reference', document({ description: 'a&#13;b' })],
    ['an unknown reference', document({ description: 'a&nbsp;b' })],
    ['a carriage return', document({ description: 'a\rb' })],
    ['a control character', document({ name: 'a\u0001' })],
    ['an unknown state', document({ state: 'dancing' })],
    ['more than libvirt says today', document().replace('  <memory', '  <new/>\n  <memory')],
    ['a comment', document().replace('  <memory', '  <!-- <memory -->\n  <memory')],
    ['another layout', document().replaceAll('\n', '')],
    ['a document cut off', document().slice(0, 200)],
  ])('leaves %s to the parser', (_what, xml) => {
    expect(plainly(xml)).toBeNull();
  });

  it('agrees with the parser about every example that it takes', async () => {
    const names = (await readdir(fixtures)).filter((name) => name.endsWith('.xml'));
    const texts = await Promise.all(names.map((name) => readFile(path.join(fixtures, name), 'utf8')));
    expect(texts.length).toBeGreaterThan(2);
    for (const xml of texts) expect([null, strictly(xml)]).toContainEqual(plainly(xml));
  });
});

describe('many documents', () => {
  const parser = new SnapshotParser();
  afterAll(async () => {
    await parser.close();
  });

  it('are read in their order, whoever reads them', async () => {
    const texts = Array.from({ length: 60 }, (_, index) =>
      index % 3 === 0
        ? document({ name: `s${index}` })
        : index % 3 === 1
          ? document({ name: `s${index}`, memory: "<memory snapshot='external' file='/m'/>" })
          : `broken ${index}`,
    );
    const parsed = await parser.parse(texts);
    expect(parsed).toHaveLength(60);
    for (const [index, each] of parsed.entries()) {
      if (index % 3 === 2) expect(each).toHaveProperty('problem');
      else
        expect(each).toMatchObject({
          reading: { name: `s${index}`, memory: index % 3 === 0 ? 'internal' : 'external' },
        });
    }
  });

  it('are not read any more once the parser is closed', async () => {
    const closed = new SnapshotParser();
    await closed.close();
    await expect(closed.parse(Array.from({ length: 9 }, () => 'x'))).rejects.toThrow(/closed/);
  });
});
