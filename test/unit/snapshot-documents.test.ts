import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { BLANK_SNAPSHOT_NOTES } from '../../electron/snapshots/document-of.ts';
import { newKey, SnapshotDocuments } from '../../electron/snapshots/snapshot-documents.ts';
import { BLANK_DOMAIN_SNAPSHOT, type DomainSnapshot } from '../../shared/domainsnapshot.ts';
import { makeTemporaryFolder } from '../helpers/temporary-folder.ts';

const PLACE = 'machines/m';

const documentOf = (name: string): DomainSnapshot => ({
  ...BLANK_DOMAIN_SNAPSHOT,
  name,
  createdAt: 1000,
  notes: { ...BLANK_SNAPSHOT_NOTES, devices: ['KVM', name < '5' ? 'virtio-net-pci' : 'e1000'] },
});

/** A store with a machine of so many documents; returns what was written by key. */
async function withDocuments(folder: string, count: number): Promise<ReadonlyMap<string, DomainSnapshot>> {
  const documents = new SnapshotDocuments(folder);
  const written = new Map<string, DomainSnapshot>();
  for (let index = 0; index < count; index += 1) {
    const key = newKey();
    written.set(key, documentOf(`${index}`));
    await documents.write(PLACE, key, documentOf(`${index}`));
  }
  return written;
}

describe('the documents of the store', () => {
  // Few are read by the thread that asks, many by another, and very many a part at a time.
  it.for([0, 1, 8, 9, 230])('are all read where a machine has %i', async (count) => {
    await using folder = await makeTemporaryFolder();
    const written = await withDocuments(folder.path, count);
    const documents = new SnapshotDocuments(folder.path);
    const stored = await documents.readAll(PLACE);
    await documents.close();
    const read = new Map(stored.map((each) => [each.key, 'document' in each ? each.document : null]));
    expect(read).toEqual(written);
  });

  it.for([2, 20])(
    'tell of what can’t be read, and leave no trace of what never was, beside %i others',
    async (count) => {
      await using folder = await makeTemporaryFolder();
      await withDocuments(folder.path, count);
      const torn = newKey();
      const empty = newKey();
      const used = newKey();
      for (const key of [torn, empty, used]) await mkdir(join(folder.path, PLACE, key));
      await writeFile(join(folder.path, PLACE, torn, 'snapshot.xml'), '<domainsnapshot><name>half');
      await writeFile(join(folder.path, PLACE, used, 'something-else'), 'kept');
      await writeFile(join(folder.path, PLACE, '.writing-0123456789ab-00'), 'half');
      const documents = new SnapshotDocuments(folder.path);
      const stored = await documents.readAll(PLACE);
      await documents.close();
      expect(stored).toHaveLength(count + 1);
      expect(stored.find(({ key }) => key === torn)).toMatchObject({
        problem: expect.stringContaining('line 1'),
        writtenAt: expect.any(Number),
      });
      const left = await readdir(join(folder.path, PLACE));
      expect(left).toContain(used);
      expect(left).not.toContain(empty);
      expect(left.filter((name) => name.startsWith('.'))).toEqual([]);
    },
  );

  it('share the devices of a machine’s snapshots where they are the same', async () => {
    await using folder = await makeTemporaryFolder();
    await withDocuments(folder.path, 9);
    const documents = new SnapshotDocuments(folder.path);
    const stored = await documents.readAll(PLACE);
    await documents.close();
    const devices = stored.map((each) => ('document' in each ? each.document.notes?.devices : null));
    expect(new Set(devices).size).toBe(2);
  });
});
