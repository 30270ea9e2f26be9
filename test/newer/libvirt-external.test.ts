import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { outside, plainMachines } from '../helpers/plain-machine.ts';

const machines = plainMachines();
const disksOnly = { ...outside, memory: false };
const run = promisify(execFile);

/** Writes and reads patterns on a disk as a guest sees it; throws where what is read is another. */
async function onDisk(image: string, ...commands: readonly string[]): Promise<void> {
  await run('qemu-io', ['-f', 'qcow2', ...commands.flatMap((command) => ['-c', command]), image]);
}

it('goes back to disks alone and to memory, also twice at once', async () => {
  const at = await machines.define();
  await at.power('start');
  const full = await at.take('full', outside);
  const disks = await at.take('disks', disksOnly);
  expect([full.findings, disks.findings]).toEqual([[], []]);
  expect(await at.codesOfRestore(full)).toEqual([]);
  expect(await at.codesOfRestore(disks)).toEqual(['warns turns-off']);
  expect(await at.restore(full)).toEqual([]);
  expect(await at.restore(await at.snapshot('full'))).toEqual([]);
  expect(at.state).toBe('running');
  await at.agree();
  expect(await at.restore(await at.snapshot('disks'))).toEqual([]);
  expect(at.state).toBe('off');
  await at.agree();
});

it('deletes what can be merged, and libvirt refuses what is called impossible before', async () => {
  const at = await machines.define();
  for (const name of ['root', 'left', 'leaf']) await at.take(name, disksOnly);
  await at.restore(await at.snapshot('root'));
  expect(await at.codesOfDelete(await at.snapshot('root'))).toEqual([
    'blocks current-with-children',
    'informs starts-for-delete',
  ]);
  await expect(at.virsh('snapshot-delete', 'root')).rejects.toThrow(/not a leaf/);
  await at.take('right', disksOnly);
  for (const [name, code, said] of [
    ['root', 'blocks several-children', /multiple children/],
    ['left', 'blocks other-branch', /not in active chain/],
  ] as const) {
    expect(await at.codesOfDelete(await at.snapshot(name))).toContain(code);
    await expect(at.virsh('snapshot-delete', name)).rejects.toThrow(said);
  }
  for (const name of ['leaf', 'left', 'root', 'right']) {
    const doomed = await at.snapshot(name);
    expect((await at.codesOfDelete(doomed)).filter((code) => code.startsWith('blocks'))).toEqual([]);
    await at.delete(doomed);
    await at.agree();
  }
  await at.hypervisor.refresh(at.uuid);
  expect(at.hypervisor.domain(at.uuid)?.drives[0]?.path).toBe(at.disk);
});

it('merges nothing into an image that holds a snapshot, nor does libvirt', async () => {
  const at = await machines.define();
  await at.take('inside', { memory: false });
  const above = await at.take('above', disksOnly);
  expect(await at.codesOfDelete(above)).toContain('blocks internal-parent');
  await expect(at.virsh('snapshot-delete', 'above')).rejects.toThrow(/internal snapshot as parent/);
});

it('tells of the snapshots that are lost when an image is written to that they are built on', async () => {
  const at = await machines.define();
  await onDisk(at.disk, 'write -q -P 0xaa 0 64k');
  const inside = await at.take('inside', { memory: false });
  await onDisk(at.disk, 'write -q -P 0xbb 0 64k');
  const above = await at.take('above', disksOnly);
  const overlay = at.libvirtd.folder.entry(`${at.name}.above`);
  await onDisk(overlay, 'read -q -P 0xbb 0 64k');
  expect(await at.codesOfRestore(inside)).toContain('warns overwrites-base');
  await at.restore(inside);
  await onDisk(overlay, 'read -q -P 0xaa 0 64k');
  expect(await at.codesOfRestore(await at.snapshot('above'))).toEqual(['blocks base-changed']);
  await expect(at.restore(above)).rejects.toMatchObject({ code: 'refused' });
  // libvirt would do it, to what the snapshot never held.
  await at.virsh('snapshot-revert', 'above');
  const [, now = ''] = /source file='([^']*)'/.exec(await at.virsh('dumpxml')) ?? [];
  await onDisk(now, 'read -q -P 0xaa 0 64k');
});

it('does not go back where a drive is no file, nor does libvirt', async () => {
  const at = await machines.define({
    devices: `<disk type='block' device='disk'><driver name='qemu' type='raw'/><source dev='/dev/null'/><target dev='vdb' bus='virtio'/></disk>`,
  });
  const some = { ...disksOnly, drives: ['vda'] };
  expect(await at.codesOfTake('some', some)).toContain('warns revert-needs-files');
  const taken = await at.take('some', some);
  expect(await at.codesOfRestore(taken)).toEqual(['blocks revert-needs-files']);
  await expect(at.virsh('snapshot-revert', 'some')).rejects.toThrow(/not a regular file/);
  await at.delete(taken);
});
