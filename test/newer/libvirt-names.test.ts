import { writeFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { plainMachines } from '../helpers/plain-machine.ts';

const machines = plainMachines();

it('takes no other names than plain ones while the machine is on, and none of the others does', async () => {
  const at = await machines.define();
  await at.power('start');
  for (const name of ['before upgrade', 'ünï', 'a:b', '½']) {
    expect(await at.codesOfTake(name)).toEqual(['blocks name-plain']);
    await expect(at.virsh('snapshot-create-as', name)).rejects.toThrow(/Invalid job ID/);
    expect(await at.virsh('domstate')).toBe('running');
  }
  expect(at.hypervisor.domain(at.uuid)?.names).toBe('plain');
  for (const name of ['before-upgrade', '1.2_3', '-A', 'x'.repeat(200)]) {
    expect(await at.codesOfTake(name)).toEqual([]);
    const taken = await at.take(name);
    expect(await at.codesOfDelete(taken)).toEqual([]);
    await at.delete(taken);
  }
  expect(await at.codesOfTake('in files', { external: { memoryFile: null } })).toEqual([]);
  await at.delete(await at.take('in files', { external: { memoryFile: null } }));
  await at.agree();
});

it('deletes one of another name only while the machine is off', async () => {
  const at = await machines.define();
  expect(await at.codesOfTake('clean install', { memory: false })).toEqual(['informs name-plain']);
  const named = await at.take('clean install', { memory: false });
  await at.power('start');
  expect(await at.codesOfDelete(named)).toEqual(['blocks name-plain']);
  await expect(at.virsh('snapshot-delete', named.name)).rejects.toThrow(/Invalid job ID/);
  await at.restore(named);
  expect(at.state).toBe('off');
  expect(await at.codesOfDelete(named)).toEqual([]);
  await at.delete(named);
  await at.agree();
});

it('does not load the memory of one of another name, such as libvirt before 10.9 made; libvirt would turn the machine off', async () => {
  const at = await machines.define();
  await at.power('start');
  const plain = await at.take('clean-install');
  const xml = await at.virsh('snapshot-dumpxml', plain.name);
  const nodes: { return: { inserted?: { 'node-name': string } }[] } = JSON.parse(
    await at.virsh('qemu-monitor-command', '{"execute":"query-block"}'),
  );
  const node = nodes.return[0]?.inserted?.['node-name'];
  const save = { 'job-id': 'older', tag: 'clean install', vmstate: node, devices: [node] };
  await at.virsh('qemu-monitor-command', JSON.stringify({ execute: 'snapshot-save', arguments: save }));
  const file = at.libvirtd.folder.entry('older.xml');
  await writeFile(file, xml.replace('<name>clean-install<', '<name>clean install<'));
  await at.virsh('snapshot-create', file, '--redefine');

  const named = await at.snapshot('clean install');
  expect(named).toMatchObject({ memory: true, kind: 'internal' });
  expect(await at.codesOfRestore(named)).toEqual(['blocks name-plain']);
  await expect(at.restore(named)).rejects.toMatchObject({ code: 'refused' });
  expect(at.state).toBe('running');
  await expect(at.virsh('snapshot-revert', named.name)).rejects.toThrow(/Invalid job ID/);
  expect(await at.virsh('domstate')).toBe('shut off');

  expect(await at.codesOfRestore(plain)).toEqual([]);
  await at.restore(plain);
  expect(at.state).toBe('running');
});
