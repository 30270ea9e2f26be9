import { expect, it } from 'vitest';
import { letGoOf, severityOfLetGo } from '../../electron/hypervisor/libvirt/let-go.ts';
import { external, host, internal } from '../helpers/libvirt-situation.ts';

const saved = { memory: 'external', memoryFile: '/images/memory' } as const;
const tree = (...snapshots: ReturnType<typeof internal>[]) => ({
  snapshots: new Map(snapshots.map((each) => [each.name, each])),
  current: snapshots.at(-1)?.name ?? null,
});
const paused = {
  state: 'paused',
  pausedFor: 'user',
  savedNow: false,
  host: host('11.3'),
  ...tree(),
} as const;
const older = host('9.0', { hypervisor: { major: 7, minor: 2, release: 0 } });

it('does not, of a machine that runs, is off, or was just paused', () => {
  expect(letGoOf(paused)).toBeNull();
  expect(letGoOf({ ...paused, state: 'running', savedNow: true })).toBeNull();
  expect(letGoOf({ ...paused, state: 'off', pausedFor: 'migration' })).toBeNull();
  expect(letGoOf({ ...paused, savedNow: true, host: host('9.0', { driver: 'TEST' }) })).toBeNull();
});

it('does with the memory saved to a file, which may be anybody’s doing', () => {
  expect(letGoOf({ ...paused, savedNow: true, host: older })).toBe('saved');
  const full = external('full', '/images/vda.qcow2', { ...saved, state: 'paused' });
  const disks = external('disks', '/images/vda.full', { parent: 'full' });
  expect(letGoOf({ ...paused, ...tree(full), host: older })).toBe('perhaps');
  expect(letGoOf({ ...paused, ...tree(full, disks), host: older })).toBe('perhaps');
  const ofRunning = external('full', '/images/vda.qcow2', { ...saved, state: 'running' });
  expect(letGoOf({ ...paused, ...tree(ofRunning) })).toBeNull();
  expect(letGoOf({ ...paused, ...tree(internal('inside', { state: 'paused' })) })).toBeNull();
});

it('does with memory loaded from a file, from QEMU 10.0 on', () => {
  const loaded = { ...paused, pausedFor: 'migration' } as const;
  expect(letGoOf(loaded)).toBe('loaded');
  expect(letGoOf({ ...loaded, host: older })).toBeNull();
  expect(letGoOf({ ...loaded, host: host('11.4') })).toBe('loaded');
  const reverted = { ...paused, pausedFor: 'from-snapshot' } as const;
  expect(letGoOf({ ...reverted, ...tree(external('full', '/images/vda.qcow2', saved)) })).toBe('loaded');
  expect(letGoOf({ ...reverted, ...tree(internal('inside')) })).toBeNull();
});

it('stands against work on the images until libvirt has QEMU take them back', () => {
  const severities = (version: string, qemu = 10) => {
    const at = host(version, { hypervisor: { major: qemu, minor: 0, release: 0 } });
    return (['saved', 'loaded', 'perhaps'] as const).map((letGo) => severityOfLetGo(letGo, at));
  };
  expect(severities('11.3')).toEqual(['blocks', 'blocks', 'warns']);
  expect(severities('11.4')).toEqual(['warns', 'warns', 'warns']);
  expect(severities('12.7')).toEqual(['warns', 'warns', 'warns']);
  expect(severities('12.8')).toEqual([null, null, null]);
  expect(severities('12.8', 9)).toEqual(['blocks', 'blocks', 'warns']);
  expect(severityOfLetGo(null, host('11.3'))).toBeNull();
});
