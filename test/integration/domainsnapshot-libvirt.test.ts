import { execFile } from 'node:child_process';
import { chmod, writeFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import {
  BLANK_DOMAIN_SNAPSHOT,
  type DomainSnapshot,
  formatDomainSnapshot,
  parseDomainSnapshot,
} from '../../shared/domainsnapshot.ts';
import { makeTemporaryFolder, type TemporaryFolder } from '../helpers/temporary-folder.ts';
import {
  AWKWARD_NAMES,
  AWKWARD_TEXTS,
  makeRandom,
  randomSnapshot,
  readFixture,
} from '../unit/domainsnapshot-samples.ts';

const run = promisify(execFile);
const SCHEMA = '/usr/share/libvirt/schemas/domainsnapshot.rng';
const NOBODY = 65_534;

/** Without a CR: libvirt reads one, but writes it bare, which any reader takes for a line feed. */
const DESCRIPTION = ' two\nlines\tand <&> "quotes"\n';

/** The libvirt whose state lives in the virsh process alone: every call starts afresh. */
const TEST_DRIVER = 'test:///default';

// libvirt's QEMU driver inside virsh, with all of its files in `folder`. As root it would want a user that only
// a system-wide daemon's package makes, so there it runs as nobody.
async function makeQemuDriver(folder: TemporaryFolder) {
  await chmod(folder.path, 0o777);
  const home = { HOME: folder.path, XDG_RUNTIME_DIR: folder.path, XDG_CACHE_HOME: folder.path };
  const user = process.getuid?.() === 0 ? { uid: NOBODY, gid: NOBODY } : {};
  const options = { env: { PATH: process.env.PATH, ...home }, ...user };
  const uri = `qemu:///embed?root=${folder.path}`;
  return async (script: string) => (await run('virsh', ['-q', '-c', uri, script], options)).stdout;
}

async function virsh(script: string): Promise<string> {
  return (await run('virsh', ['-q', '-c', TEST_DRIVER, script])).stdout;
}

/** The part of virsh's output from the first start of `tag` to its end. */
function cut(output: string, tag: string): string {
  const start = output.search(new RegExp(`<${tag}[ >]`));
  const end = output.lastIndexOf(`</${tag}>`);
  if (start === -1 || end === -1) throw new Error(`virsh printed no <${tag}>: ${output}`);
  return output.slice(start, end + tag.length + 3);
}

/** The word for virsh's own command line, which is cut at blanks and semicolons. */
function quote(word: string): string {
  return `"${word.replace(/["\\]/g, String.raw`\$&`)}"`;
}

async function expectValid(folder: TemporaryFolder, documents: readonly string[]): Promise<void> {
  const files: string[] = [];
  for (const [index, document] of documents.entries()) {
    const file = `${index}.xml`;
    await writeFile(folder.entry(file), document);
    files.push(file);
  }
  const { stderr } = await run('xmllint', ['--noout', '--relaxng', SCHEMA, ...files], { cwd: folder.path });
  expect(stderr.trim().split('\n')).toEqual(files.map((file) => `${file} validates`));
}

describe("libvirt's schema", () => {
  it('takes the libvirt form of documents of either vocabulary', async () => {
    await using folder = await makeTemporaryFolder();
    const proposal = parseDomainSnapshot(readFixture('proposal.xml'));
    const running = parseDomainSnapshot(readFixture('libvirt-running.xml'));
    const external: DomainSnapshot = {
      ...proposal,
      memory: { snapshot: 'external', file: '/m <&> .mem' },
      active: true,
    };
    const nothing: DomainSnapshot = { ...BLANK_DOMAIN_SNAPSHOT, name: 'a' };
    const texts = [...AWKWARD_TEXTS].map((text): DomainSnapshot => ({ ...proposal, description: text }));
    const names = AWKWARD_NAMES.map((name): DomainSnapshot => ({ ...proposal, name, parent: name }));
    const snapshots = [proposal, running, external, nothing, ...texts, ...names];
    await expectValid(
      folder,
      snapshots.map((snapshot) => formatDomainSnapshot(snapshot, 'libvirt')),
    );
  });

  it('takes the libvirt form of 200 random snapshots', async () => {
    await using folder = await makeTemporaryFolder();
    const random = makeRandom(200);
    const { cookieXml } = parseDomainSnapshot(readFixture('libvirt-running.xml'));
    const documents = Array.from({ length: 200 }, () => {
      const snapshot = randomSnapshot(random);
      // libvirt writes this state, yet its schema does not list it.
      const state = snapshot.state === 'pmsuspended' ? 'shutoff' : snapshot.state;
      // The samples of these are made to be awkward XML, not to be machines.
      const subtrees = {
        domainXml: null,
        inactiveDomainXml: null,
        cookieXml: snapshot.cookieXml && cookieXml,
      };
      return formatDomainSnapshot({ ...snapshot, ...subtrees, state }, 'libvirt');
    });
    await expectValid(folder, documents);
  });
});

describe("libvirt's test driver", () => {
  it('writes documents that come back byte for byte in its form, also by way of the seed form', async () => {
    const description = `<b>"it's"</b> & ü 日本語`;
    const create = (name: string, more = '') => `snapshot-create-as test ${quote(name)} ${more}`;
    const names = ['root', `<&> "it's"`, '日本語', '- dash', 'x'.repeat(255)];
    const script = [
      ...names.map((name) => create(name, `--description ${quote(description)}`)),
      'suspend test',
      create('paused'),
      'destroy test',
      create('off'),
    ].join('; ');
    const all = [...names, 'paused', 'off'];
    for (const [index, name] of all.entries()) {
      const output = await virsh(
        `${script}; echo; snapshot-dumpxml --domain test --snapshotname ${quote(name)}`,
      );
      const document = `${cut(output, 'domainsnapshot')}\n`;
      const read = parseDomainSnapshot(document);
      expect(read.name).toBe(name);
      expect(read.parent).toBe(all[index - 1] ?? null);
      expect(read.description).toBe(index < names.length ? description : '');
      expect(read.domainXml).toMatch(/^<domain type='test'>[\s\S]*<\/domain>$/);
      expect(formatDomainSnapshot(read, 'libvirt')).toBe(document);
      const seed = formatDomainSnapshot(read, 'seed');
      expect(formatDomainSnapshot(parseDomainSnapshot(seed), 'libvirt')).toBe(document);
    }
  });

  it.each([
    ['running', 'internal'],
    ['paused', 'internal'],
    ['shutoff', 'no'],
  ] as const)('takes a %s snapshot of the seed form again with --redefine', async (state, memory) => {
    await using folder = await makeTemporaryFolder();
    const domainXml = cut(await virsh('dumpxml test'), 'domain');
    const name = `früh "<&>" 日本語 ${state}`;
    const seed = formatDomainSnapshot(
      {
        ...BLANK_DOMAIN_SNAPSHOT,
        name,
        description: DESCRIPTION,
        state,
        createdAt: Date.UTC(2010, 0, 20, 12, 29, 47),
        domainXml,
        memory: { snapshot: memory },
        blockDevices: [],
      },
      'seed',
    );
    const file = folder.entry('redefined.xml');
    await writeFile(file, formatDomainSnapshot(parseDomainSnapshot(seed), 'libvirt'));
    const output = await virsh(
      `snapshot-create test ${file} --redefine --current --validate; snapshot-dumpxml test ${quote(name)}`,
    );
    expect(parseDomainSnapshot(cut(output, 'domainsnapshot'))).toMatchObject({
      name,
      description: DESCRIPTION,
      state,
      createdAt: Date.UTC(2010, 0, 20, 12, 29, 47),
      domainUuid: parseDomainSnapshot(seed).domainUuid,
      memory: { snapshot: memory },
    });
  });

  it('takes no snapshot without the definition of its machine', async () => {
    await using folder = await makeTemporaryFolder();
    const file = folder.entry('minimal.xml');
    const domainUuid = (await virsh('domuuid test')).trim();
    const minimal: DomainSnapshot = { ...BLANK_DOMAIN_SNAPSHOT, name: 'a', state: 'shutoff', domainUuid };
    await writeFile(file, formatDomainSnapshot({ ...minimal, createdAt: 0 }, 'libvirt'));
    await expect(virsh(`snapshot-create test ${file} --redefine --validate`)).rejects.toThrow(
      /missing domain/,
    );
  });
});

describe("libvirt's QEMU driver", () => {
  it('takes a tree of snapshots of the seed form with --redefine, cookie and all', async () => {
    await using folder = await makeTemporaryFolder();
    const qemu = await makeQemuDriver(folder);
    const uuid = '11111111-2222-3333-4444-555555555555';
    await writeFile(
      folder.entry('m.xml'),
      `<domain type='qemu'><name>m</name><uuid>${uuid}</uuid><memory unit='MiB'>64</memory><os>
        <type arch='x86_64'>hvm</type></os><devices><disk type='file' device='disk'>
        <driver name='qemu' type='qcow2'/><source file='${folder.entry('m.qcow2')}'/>
        <target dev='vda' bus='virtio'/></disk></devices></domain>`,
    );
    const domainXml = cut(await qemu(`define ${folder.entry('m.xml')}; dumpxml m --inactive`), 'domain');
    const root: DomainSnapshot = {
      ...BLANK_DOMAIN_SNAPSHOT,
      name: `früh "it's" <&> 日本語`,
      description: DESCRIPTION,
      state: 'running',
      createdAt: Date.UTC(2026, 0, 1),
      domainXml,
      memory: { snapshot: 'internal' },
      cookieXml: parseDomainSnapshot(readFixture('libvirt-running.xml')).cookieXml,
    };
    const child: DomainSnapshot = { ...root, name: '-child', parent: root.name, state: 'paused' };
    const unknown = {
      format: null,
      virtualSizeBytes: null,
      imageSnapshotDate: null,
      vmstate: null,
      kept: [],
    };
    const drive = {
      path: folder.entry('m.qcow2'),
      device: null,
      node: null,
      imageSnapshotId: '1',
      ...unknown,
    };
    const disksAlone: DomainSnapshot = {
      ...root,
      name: 'disks alone',
      parent: child.name,
      state: 'disk-snapshot',
      memory: { snapshot: 'no' },
      cookieXml: null,
      blockDevices: [drive],
    };
    const script: string[] = [];
    for (const [index, snapshot] of [root, child, disksAlone].entries()) {
      const seed = formatDomainSnapshot(snapshot, 'seed');
      const file = folder.entry(`${index}.xml`);
      await writeFile(file, formatDomainSnapshot(parseDomainSnapshot(seed), 'libvirt'));
      script.push(`snapshot-create m ${file} --redefine --validate`);
    }
    await qemu(script.join('; '));
    for (const snapshot of [root, child, disksAlone]) {
      const output = await qemu(`snapshot-dumpxml --domain m --snapshotname ${quote(snapshot.name)}`);
      const read = parseDomainSnapshot(cut(output, 'domainsnapshot'));
      const { name, description, state, createdAt, parent, memory } = snapshot;
      expect(read).toMatchObject({ name, description, state, createdAt, parent, memory, domainUuid: uuid });
      expect(read.disks?.list).toMatchObject([{ name: 'vda', snapshot: 'internal' }]);
      if (snapshot.cookieXml !== null)
        expect(read.cookieXml).toMatch(/<model fallback='forbid'>Skylake-Client-IBRS<\/model>/);
    }
  });
});
