import { expect, it } from 'vitest';
import { heldParts } from '../../electron/hypervisor/libvirt/held-parts.ts';
import { definition, disk, external, held, internal } from '../helpers/libvirt-situation.ts';

const on = (current: string, ...parents: readonly string[]) => ({ current, parents: new Set(parents) });

it('of a snapshot inside images are its memory in each of them', () => {
  const both = internal('a', {
    disks: [held('vda'), held('vdb')],
    definition: definition({ disks: [disk('vda'), disk('vdb')] }),
  });
  expect(heldParts(both, on('a')).memory.map(({ path }) => path)).toEqual([
    '/images/vda.qcow2',
    '/images/vdb.qcow2',
  ]);
  expect(heldParts(internal('a', { memory: 'none' }), on('a'))).toEqual({ memory: [], disks: [] });
});

it('of one in files of its own are a file that is merged, and the memory’s', () => {
  const full = external('full', '/images/vda.qcow2', { memory: 'external', memoryFile: '/images/memory' });
  const merge = {
    kind: 'merge',
    path: '/images/vda.full',
    base: { path: '/images/vda.qcow2', format: 'qcow2' },
  };
  expect(heldParts(full, on('full'))).toEqual({
    memory: [{ kind: 'file', path: '/images/memory' }],
    disks: [merge],
  });
  expect(heldParts(full, on('later', 'full')).disks).toEqual([merge]);
});

it('are not known where nothing is merged, or where to', () => {
  expect(heldParts(external('leaf'), on('other')).disks).toBeNull();
  expect(heldParts(external('a', 'pool/volume'), on('a')).disks).toBeNull();
  expect(heldParts(external('a', '/images/vda.qcow2', { definition: null }), on('a')).disks).toBeNull();
});
