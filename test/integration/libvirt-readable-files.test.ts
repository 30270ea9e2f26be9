import { chmod, stat } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { isAtLeast } from '../../electron/hypervisor/libvirt/host.ts';
import { context, outside, plainMachines, takeOf } from '../helpers/plain-machine.ts';

const machines = plainMachines();
const readable = async (path: string) => ((await stat(path)).mode & 0o004) !== 0;

it('says of files that were begun for a machine that is off whether everybody can read them, as they are', async () => {
  const at = await machines.define();
  const { folder } = at.libvirtd;
  // As in libvirt's own folder for images.
  await chmod(folder.path, 0o711);
  await chmod(at.disk, 0o600);
  // Debian's 11.3, which has that repaired, says the same version as others' that have not.
  const isRepaired = isAtLeast(await at.libvirtd.version(), 11, 3);
  expect(await at.codesOfTake('off', outside)).toEqual([
    ...(isAtLeast(await at.libvirtd.version(), 9, 9) ? [] : ['warns external-no-revert']),
    ...(isRepaired ? [] : ['informs world-readable']),
  ]);
  const { findings } = await at.hypervisor.takeSnapshot(at.uuid, takeOf('off', outside), context);
  const made = folder.entry(`${at.name}.off`);
  expect(await readable(made)).toBe(!isRepaired);
  expect(findings.map(({ code, message }) => [code, message.includes(made)])).toEqual(
    isRepaired ? [] : [['world-readable', true]],
  );

  // What nobody else can reach, or could be read before, is nothing to tell of.
  await chmod(made, 0o644);
  const again = await at.hypervisor.takeSnapshot(at.uuid, takeOf('again', outside), context);
  expect(again.findings).toEqual([]);
  await chmod(folder.entry(`${at.name}.again`), 0o600);
  await chmod(folder.path, 0o700);
  const closed = await at.hypervisor.takeSnapshot(at.uuid, takeOf('closed', outside), context);
  expect(closed.findings).toEqual([]);

  await chmod(folder.path, 0o711);
  await at.power('start');
  const on = await at.hypervisor.takeSnapshot(at.uuid, takeOf('on', outside), context);
  expect(on.findings).toEqual([]);
  for (const name of [`${at.name}.on`, `${at.name}-mem.on`]) {
    expect(await readable(folder.entry(name))).toBe(false);
  }
});
