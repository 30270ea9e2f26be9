import { describe, expect, it } from 'vitest';
import { BLANK_SNAPSHOT_NOTES, documentOf } from '../../electron/snapshots/document-of.ts';
import { identitiesOf, newKey } from '../../electron/snapshots/snapshot-documents.ts';
import { BLANK_DOMAIN_SNAPSHOT } from '../../shared/domainsnapshot.ts';
import { LISTED_UUID, listedSnapshot } from '../helpers/listed-hypervisor.ts';

function document(name: string, at = 1000) {
  return documentOf(listedSnapshot(name, at), LISTED_UUID, {
    description: 'ü 日本語 <&>',
    state: 'running',
    parent: null,
    notes: BLANK_SNAPSHOT_NOTES,
  });
}

describe('the key of a snapshot', () => {
  it('is never given twice, and is the name of a folder', () => {
    const keys = Array.from({ length: 1000 }, newKey);
    expect(new Set(keys).size).toBe(1000);
    for (const key of keys) expect(key).toMatch(/^[0-9a-z]+-[0-9a-f]{12}$/);
  });
});

describe('what identifies a snapshot', () => {
  it('is its id and date in each image', () => {
    expect(identitiesOf(document('x', 1234))).toEqual(['1234@1234']);
    const [device] = document('x', 1234).blockDevices;
    if (device === undefined) throw new Error('The document has no drive');
    const undated = { ...device, imageSnapshotDate: null };
    const other = { ...device, imageSnapshotId: '7' };
    const blockDevices = [device, undated, other];
    expect(identitiesOf({ ...document('x'), blockDevices })).toEqual(['1234@1234', '7@1234']);
  });

  it('is its moment in whole seconds where no image tells, and nothing where that is not known', () => {
    const bare = { ...BLANK_DOMAIN_SNAPSHOT, name: 'x' };
    expect(identitiesOf({ ...bare, createdAt: 1999 })).toEqual(['t1']);
    expect(identitiesOf({ ...bare, createdAt: null })).toEqual([]);
  });
});
