import { describe, expect, it } from 'vitest';
import { deleteFindings } from '../../electron/hypervisor/libvirt/delete-findings.ts';
import type { Situation } from '../../electron/hypervisor/libvirt/situation.ts';
import { asIs } from '../../shared/sentences/sentence.ts';
import { definition, disk, external, held, host, internal, situation } from '../helpers/libvirt-situation.ts';

/** What is said of deleting these, in this order. */
function codes(at: Situation, ...names: string[]): readonly string[] {
  const doomed = names.flatMap((name) => at.snapshots.get(name) ?? []);
  expect(doomed).toHaveLength(names.length);
  return deleteFindings(at, doomed).map((each) => `${each.severity} ${each.code}`);
}

/** Files one after the other: `a` of the image, `b` of the file of `a`, `c` of that of `b`; the machine runs on the last. */
const chain = [
  external('a', '/images/vda.qcow2'),
  external('b', '/images/vda.a', { parent: 'a' }),
  external('c', '/images/vda.b', { parent: 'b' }),
];
const onChain = definition({
  disks: [
    disk('vda', {
      source: '/images/vda.c',
      backing: ['/images/vda.b', '/images/vda.a', '/images/vda.qcow2'],
    }),
  ],
});

describe('findings before deleting snapshots inside images', () => {
  it('has nothing against any of a tree', () => {
    const snapshots = [internal('a'), internal('b', { parent: 'a' }), internal('c', { parent: 'a' })];
    const at = situation({ snapshots });
    expect(codes(at, 'a')).toEqual([]);
    expect(codes(at, 'c', 'b', 'a')).toEqual([]);
    expect(codes({ ...at, state: 'off' }, 'b')).toEqual([]);
  });

  it('needs the image to be the one in use, while the machine is on', () => {
    const at = situation({
      snapshots: [internal('a')],
      definition: definition({ disks: [disk('vda', { source: '/images/other.qcow2' })] }),
    });
    expect(codes(at, 'a')).toEqual(['blocks other-image']);
    expect(codes({ ...at, state: 'off' }, 'a')).toEqual([]);
  });

  it('has QEMU do nothing about one whose name is not plain', () => {
    const at = situation({ snapshots: [internal('clean install')] });
    expect(codes(at, 'clean install')).toEqual(['blocks name-plain']);
    expect(codes({ ...at, state: 'off' }, 'clean install')).toEqual([]);
    expect(codes({ ...at, host: host('10.8') }, 'clean install')).toEqual([]);
  });

  it('says what stands against it now; a job that copies the image does not', () => {
    const at = situation({ snapshots: [internal('a')] });
    expect(codes({ ...at, readOnly: asIs('no group.') }, 'a')).toEqual(['blocks read-only']);
    expect(codes({ ...at, blockJobs: ['vda'] }, 'a')).toEqual([]);
  });
});

describe('findings before deleting snapshots in files of their own', () => {
  const at = situation({ snapshots: chain, definition: onChain });

  it('merges the current one, and one of those before it', () => {
    expect(codes(at, 'c')).toEqual([]);
    expect(codes(at, 'a')).toEqual([]);
    expect(codes({ ...at, state: 'off' }, 'c')).toEqual(['informs starts-for-delete']);
    expect(codes({ ...at, state: 'paused' }, 'c')).toEqual([]);
    expect(codes({ ...at, blockJobs: ['vda'] }, 'c')).toEqual(['blocks block-job']);
  });

  it('merges nothing while QEMU has its hands off the images of a paused machine', () => {
    const paused = { ...at, state: 'paused', host: host('11.3') } as const;
    expect(codes({ ...paused, letGo: 'saved' }, 'c')).toEqual(['blocks paused']);
    expect(codes({ ...paused, letGo: 'loaded' }, 'a')).toEqual(['blocks paused']);
    expect(codes({ ...paused, letGo: 'perhaps' }, 'c')).toEqual(['warns paused']);
    expect(codes({ ...paused, letGo: 'saved', host: host('12.8') }, 'c')).toEqual([]);
  });

  it('takes no file from a machine that goes on with it', () => {
    expect(codes({ ...at, state: 'off', managedSave: true }, 'c')).toEqual([
      'blocks managed-save',
      'informs starts-for-delete',
    ]);
  });

  it.each([
    ['9.0', ['blocks merge-while-off', 'informs starts-for-delete']],
    ['9.8', ['warns merge-while-off', 'informs starts-for-delete']],
    ['9.9', ['informs starts-for-delete']],
  ])('knows what libvirt %s does with one before the last, while the machine is off', (version, expected) => {
    const off = { ...at, state: 'off', host: host(version) } as const;
    expect(codes(off, 'a')).toEqual(expected);
    expect(codes(off, 'c')).toEqual(['informs starts-for-delete']);
    expect(codes(off, 'c', 'b', 'a')).not.toContain('blocks merge-while-off');
  });

  it('goes one by one through a branch, from the last', () => {
    expect(codes(at, 'c', 'b', 'a')).toEqual(['informs one-by-one']);
  });

  it('cannot be done before 9.0', () => {
    expect(codes({ ...at, host: host('8.10') }, 'c')).toEqual(['blocks no-external-delete']);
  });

  it('cannot merge the current one below others', () => {
    const back = situation({ snapshots: chain, definition: onChain, current: 'b' });
    expect(codes(back, 'b')).toEqual(['blocks current-with-children']);
  });

  it('cannot merge one into two', () => {
    const snapshots = [...chain, external('d', '/images/vda.b', { parent: 'b' })];
    const forked = situation({ snapshots, definition: onChain, current: 'c' });
    expect(codes(forked, 'b')).toEqual(['blocks several-children']);
    expect(codes(forked, 'd', 'b')).toContain('informs one-by-one');
  });

  it('cannot merge in a branch that the machine did not grow from', () => {
    const snapshots = [...chain, external('d', '/images/vda.a1', { parent: 'a' })];
    const elsewhere = situation({
      snapshots,
      current: 'd',
      definition: definition({ disks: [disk('vda', { source: '/images/vda.d' })] }),
    });
    expect(codes(elsewhere, 'b')).toEqual(['blocks other-branch']);
    expect(codes(elsewhere, 'c')).toEqual([]);
    // With what is below it gone first, nothing needs to be merged.
    expect(codes(elsewhere, 'c', 'b')).toEqual(['informs one-by-one']);
  });

  it('does not go on with a deletion that did not finish', () => {
    const half = external('a', '/images/vda.qcow2', {
      disks: [held('vda', { place: 'external', halfDeleted: true })],
    });
    expect(codes(situation({ snapshots: [half] }), 'a')).toEqual(['blocks half-deleted']);
    const [, below] = chain;
    const snapshots = below === undefined ? [half] : [half, below];
    const broken = situation({ snapshots, definition: onChain });
    expect(deleteFindings(broken, [half])[0]?.remedy).toMatch(/Delete “b” again/);
    // It is made whole by deleting the one below it.
    expect(codes(broken, 'b', 'a')).toEqual(['informs one-by-one']);
  });

  it('warns of disks that are named by their pool', () => {
    const volume = definition({ disks: [disk('vda', { type: 'volume', source: 'default/vda' })] });
    const snapshots = [external('a', '', { definition: volume })];
    expect(codes(situation({ snapshots }), 'a')).toEqual(['warns volume-disk']);
  });
});

describe('deleting where both kinds are', () => {
  const snapshots = [internal('in'), external('ext', '/images/vda.qcow2', { parent: 'in' })];
  const onOverlay = definition({ disks: [disk('vda', { source: '/images/vda.ext' })] });

  it.each([
    ['10.10', 'blocks data-loss'],
    ['9.0', 'blocks data-loss'],
    ['11.0', 'blocks internal-parent'],
  ])('never merges files into an image that holds a snapshot (libvirt %s)', (version, code) => {
    const at = situation({ snapshots, host: host(version), definition: onOverlay });
    expect(codes(at, 'ext')).toEqual([code]);
  });

  it.each([
    ['9.0', ['blocks image-in-use', 'blocks data-loss']],
    ['10.10', ['blocks image-in-use', 'blocks data-loss']],
  ])('never has libvirt %s remove the image that the machine went back to', (version, expected) => {
    const back = situation({ snapshots, host: host(version), current: 'in', state: 'off' });
    expect(codes(back, 'ext')).toEqual(expected);
  });

  it.each(['11.0', '12.8'])('lets libvirt %s forget one whose image the machine went back to', (version) => {
    const back = situation({ snapshots, host: host(version), current: 'in', state: 'off' });
    expect(codes(back, 'ext')).toEqual(['informs overlay-stays']);
  });

  it('asks for the parent of each disk', () => {
    const both = [held('vda'), held('vdb')];
    const outside = both.map(({ target }) =>
      held(target, { place: 'external', overlay: `/images/${target}.x` }),
    );
    const at = situation({
      snapshots: [
        internal('in', { disks: both }),
        external('one', '/images/vda.qcow2', { parent: 'in', disks: outside.slice(1) }),
        external('both', '/images/vda.qcow2', { parent: 'one', disks: outside }),
      ],
    });
    expect(codes(at, 'both')).toEqual(['blocks internal-parent']);
  });

  it('never removes an image that another snapshot needs, even when it is not in use', () => {
    const other = definition({ disks: [disk('vda', { source: '/images/elsewhere.qcow2' })] });
    const at = situation({ snapshots, host: host('10.0'), current: null, definition: other });
    expect(codes(at, 'ext')).toEqual(['blocks data-loss']);
    expect(codes({ ...at, host: host('11.0') }, 'ext')).toEqual(['informs overlay-stays']);
    const twice = situation({
      snapshots: [external('a'), external('b')],
      host: host('10.10'),
      current: null,
      definition: other,
    });
    expect(codes(twice, 'a')).toEqual(['blocks data-loss']);
    expect(codes({ ...twice, host: host('12.0') }, 'a')).toEqual(['informs overlay-stays']);
    const below = situation({
      snapshots: [
        external('root'),
        external('a', '/images/x', { parent: 'root' }),
        external('b', '/images/x'),
      ],
      host: host('12.0'),
      current: null,
      definition: other,
    });
    expect(codes(below, 'a')).toEqual(['blocks data-loss']);
  });

  it('looks past snapshots that do not hold the disk', () => {
    const at = situation({
      snapshots: [
        internal('in', { disks: [held('vdb')] }),
        external('ext', '/images/vda.qcow2', { parent: 'in' }),
      ],
      definition: onOverlay,
      host: host('10.0'),
    });
    expect(codes(at, 'ext')).toEqual([]);
  });

  it('leaves the test driver alone', () => {
    const at = situation({ snapshots, host: host('9.0', { driver: 'TEST' }), current: 'in' });
    expect(codes(at, 'ext')).toEqual([]);
  });
});
