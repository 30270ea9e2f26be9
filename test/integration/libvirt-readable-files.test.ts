import { chmod } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { isAtLeast } from '../../electron/hypervisor/libvirt/host.ts';
import type { Finding } from '../../shared/model/finding.ts';
import {
  beginsReadableFiles,
  context,
  isReadableByAll,
  type PlainMachine,
  plainMachines,
  takeOf,
} from '../helpers/plain-machine.ts';

const machines = plainMachines();
const disksOnly = { external: { memoryFile: null }, memory: false } as const;

/** A machine that is off, in a folder as libvirt's own for images, with an image that nobody else may read. */
async function privateMachine(): Promise<PlainMachine> {
  const at = await machines.define();
  await chmod(at.libvirtd.folder.path, 0o711);
  await chmod(at.disk, 0o600);
  return at;
}

async function take(at: PlainMachine, name: string): ReturnType<PlainMachine['hypervisor']['takeSnapshot']> {
  return await at.hypervisor.takeSnapshot(at.uuid, takeOf(name, disksOnly), context);
}

/** The files that everybody can read, by what the findings say. */
const told = (findings: readonly Finding[]) =>
  findings
    .filter(({ code }) => code === 'world-readable')
    .map(({ message }) => /\/\S+(?=,)/.exec(message)?.[0]);

it('says of files that were begun for a machine that is off whether everybody can read them, as they are', async () => {
  const at = await privateMachine();
  const isOpen = await beginsReadableFiles(at.libvirtd);
  expect(await at.codesOfTake('off', disksOnly)).toEqual([
    ...(isAtLeast(await at.libvirtd.version(), 9, 9) ? [] : ['warns external-no-revert']),
    ...(isOpen ? ['informs world-readable'] : []),
  ]);
  const { folder } = at.libvirtd;
  const made = (name: string) => folder.entry(`${at.name}.${name}`);
  const { findings } = await take(at, 'off');
  expect(await isReadableByAll(made('off'))).toBe(isOpen);
  expect(told(findings)).toEqual(isOpen ? [made('off')] : []);

  // What could be read before, or what nobody else can reach, is nothing to tell of.
  await chmod(made('off'), 0o644);
  expect((await take(at, 'again')).findings).toEqual([]);
  await chmod(made('again'), 0o600);
  await chmod(folder.path, 0o700);
  expect((await take(at, 'closed')).findings).toEqual([]);

  await chmod(folder.path, 0o711);
  await chmod(made('closed'), 0o600);
  await at.power('start');
  expect((await take(at, 'on')).findings).toEqual([]);
  expect(await isReadableByAll(made('on'))).toBe(false);
});

it('says it also of what is begun to go back to such a snapshot, where libvirt can', async () => {
  const at = await privateMachine();
  const isOpen = await beginsReadableFiles(at.libvirtd);
  const { snapshot } = await take(at, 'base');
  if (!isAtLeast(await at.libvirtd.version(), 9, 9)) {
    await expect(at.restore(snapshot)).rejects.toMatchObject({ code: 'refused' });
    return;
  }
  const findings = await at.restore(snapshot);
  const path = at.hypervisor.domain(at.uuid)?.drives[0]?.path ?? '';
  expect(await isReadableByAll(path)).toBe(isOpen);
  expect(told(findings)).toEqual(isOpen ? [path] : []);
});
