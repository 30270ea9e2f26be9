import { describe, expect, it } from 'vitest';
import { SnapshotCache } from '../../electron/hypervisor/libvirt/snapshot-cache.ts';
import { SnapshotParser } from '../../electron/hypervisor/libvirt/snapshot-parser.ts';
import { LibvirtError } from '../../electron/libvirt-rpc/errors.ts';
import type { Domain, DomainSnapshot } from '../../electron/libvirt-rpc/structures.ts';

const domain: Domain = { name: 'm', uuid: '11111111-2222-3333-4444-555555555555', id: -1 };

/** What a libvirt keeps, and which documents it was asked for. */
class Libvirt {
  readonly documents = new Map<string, string>();
  currentName: string | null = null;
  asked: string[] = [];

  put(
    name: string,
    options: { parent?: string; description?: string; seconds?: number; files?: boolean } = {},
  ): void {
    const { parent, description = '', seconds = 1000, files = false } = options;
    this.documents.set(
      name,
      `<domainsnapshot><name>${name}</name><description>${description}</description><state>shutoff</state>${
        parent === undefined ? '' : `<parent><name>${parent}</name></parent>`
      }<creationTime>${seconds}</creationTime><disks><disk name='vda' snapshot='${files ? 'external' : 'internal'}'/></disks></domainsnapshot>`,
    );
    this.currentName = name;
  }

  async listNames(): Promise<readonly string[]> {
    return [...this.documents.keys()];
  }

  async current(): Promise<DomainSnapshot | null> {
    return this.currentName === null ? null : { name: this.currentName, domain };
  }

  async xml({ name }: DomainSnapshot): Promise<string> {
    this.asked.push(name);
    const xml = this.documents.get(name);
    if (xml === undefined) throw new LibvirtError(72, 10, 'no domain snapshot with matching name');
    return xml;
  }

  /** The names asked for since the last time. */
  taken(): readonly string[] {
    const taken = this.asked.toSorted();
    this.asked = [];
    return taken;
  }
}

const many = 200;

/** A libvirt with 200 snapshots in a row, s0 to s199, and a cache that knows them. */
async function full() {
  const libvirt = new Libvirt();
  for (let index = 0; index < many; index += 1) {
    libvirt.put(`s${index}`, index === 0 ? {} : { parent: `s${index - 1}` });
  }
  const cache = new SnapshotCache(new SnapshotParser());
  await cache.refresh(libvirt, domain);
  libvirt.taken();
  return { libvirt, cache };
}

const parentsOf = (cache: SnapshotCache) =>
  new Map(
    Array.from(cache.list.snapshots, ([name, parsed]) => [
      name,
      'reading' in parsed ? parsed.reading.parent : parsed.problem,
    ]),
  );

describe('the cache of snapshots', () => {
  it('asks for each document once, then for those whose turn it is', async () => {
    const { libvirt, cache } = await full();
    expect(cache.list.snapshots.size).toBe(many);
    const seen = new Set<string>();
    for (let round = 0; round < 4; round += 1) {
      await cache.refresh(libvirt, domain);
      const asked = libvirt.taken();
      expect(asked.length).toBeLessThanOrEqual(65);
      expect(asked).toContain(`s${many - 1}`);
      for (const name of asked) seen.add(name);
    }
    expect(seen.size).toBe(many);
  });

  it('keeps its version while nothing changes', async () => {
    const { libvirt, cache } = await full();
    const { version } = cache;
    await cache.refresh(libvirt, domain);
    expect(cache.version).toBe(version);
    libvirt.currentName = 's3';
    await cache.refresh(libvirt, domain);
    expect(cache.version).not.toBe(version);
    expect(cache.list.current).toBe('s3');
  });

  it('reads new ones, and the children of those that went', async () => {
    const { libvirt, cache } = await full();
    libvirt.put('new', { parent: 's199' });
    libvirt.documents.delete('s150');
    libvirt.put('s151', { parent: 's149' });
    libvirt.currentName = 'new';
    await cache.refresh(libvirt, domain);
    expect(libvirt.taken()).toEqual(expect.arrayContaining(['new', 's151']));
    expect(parentsOf(cache).get('s151')).toBe('s149');
    expect(parentsOf(cache).has('s150')).toBe(false);
    expect(cache.list.snapshots.size).toBe(many);
  });

  it('reads all again when one that had files went', async () => {
    const { libvirt, cache } = await full();
    libvirt.put('file', { files: true });
    await cache.refresh(libvirt, domain);
    libvirt.taken();
    libvirt.documents.delete('file');
    libvirt.currentName = 's199';
    await cache.refresh(libvirt, domain);
    expect(libvirt.taken()).toHaveLength(many);
  });

  it('reads all again when a name is another snapshot now', async () => {
    const { libvirt, cache } = await full();
    // Both were deleted and taken again; only the current one is asked for at once.
    libvirt.put('s180', { seconds: 2000, description: 'again' });
    libvirt.put('s190', { seconds: 2001, parent: 's180' });
    await cache.refresh(libvirt, domain);
    expect(parentsOf(cache).get('s190')).toBe('s180');
    expect(parentsOf(cache).get('s180')).toBeNull();
    expect(libvirt.taken()).toHaveLength(many);
  });

  it('sees an edited description when its turn comes, or when told to look', async () => {
    const { libvirt, cache } = await full();
    libvirt.put('s100', { parent: 's99', description: 'edited' });
    libvirt.currentName = 's199';
    cache.suspect('s100');
    await cache.refresh(libvirt, domain);
    expect(cache.list.snapshots.get('s100')).toMatchObject({ reading: { description: 'edited' } });
    libvirt.taken();
    cache.suspectAll();
    await cache.refresh(libvirt, domain);
    expect(libvirt.taken()).toHaveLength(many);
  });

  it('does without one that goes while it is asked for', async () => {
    const libvirt = new Libvirt();
    libvirt.put('stays');
    libvirt.put('goes');
    const cache = new SnapshotCache(new SnapshotParser());
    const listing = {
      listNames: () => libvirt.listNames(),
      current: () => libvirt.current(),
      xml: (snapshot: DomainSnapshot) => {
        libvirt.documents.delete('goes');
        return libvirt.xml(snapshot);
      },
    };
    const { snapshots } = await cache.refresh(listing, domain);
    expect([...snapshots.keys()]).toEqual(['stays']);
  });

  it('shows one that cannot be read, and reads it when it can', async () => {
    const libvirt = new Libvirt();
    libvirt.put('bad');
    libvirt.documents.set('bad', '<domainsnapshot>');
    const cache = new SnapshotCache(new SnapshotParser());
    expect((await cache.refresh(libvirt, domain)).snapshots.get('bad')).toHaveProperty('problem');
    libvirt.put('bad');
    expect((await cache.refresh(libvirt, domain)).snapshots.get('bad')).toHaveProperty('reading');
  });

  it('passes on that the connection ended', async () => {
    const { libvirt, cache } = await full();
    libvirt.listNames = async () => {
      throw new Error('cut');
    };
    await expect(cache.refresh(libvirt, domain)).rejects.toThrow('cut');
    expect(cache.list.snapshots.size).toBe(many);
  });
});
