import { describe, expect, it } from 'vitest';
import { pauseBefore } from '../../electron/hypervisor/libvirt/restore.ts';
import {
  activateFindings,
  restoreFindings,
  snapshotFindings,
} from '../../electron/hypervisor/libvirt/restore-findings.ts';
import type { Situation } from '../../electron/hypervisor/libvirt/situation.ts';
import type { SnapshotReading } from '../../electron/hypervisor/libvirt/snapshot-reading.ts';
import type { WantedState } from '../../shared/contract/contract.ts';
import type { Finding } from '../../shared/model/finding.ts';
import { asIs } from '../../shared/sentences/sentence.ts';
import { definition, disk, external, held, host, internal, situation } from '../helpers/libvirt-situation.ts';

const codesOf = (findings: readonly Finding[]) => findings.map((each) => `${each.severity} ${each.code}`);
const standing = (reading: SnapshotReading, version: string) =>
  codesOf(snapshotFindings(reading, host(version), 'web-server'));
const restoring = (at: Situation, reading: SnapshotReading, state: WantedState = 'as-snapshot') =>
  codesOf(restoreFindings(at, reading, state));

const offline = internal('off', { state: 'shutoff', memory: 'none' });

describe('findings that hold for a snapshot always', () => {
  it('has nothing against a plain one', () => {
    expect(standing(internal('a'), '9.0')).toEqual([]);
    expect(standing(external('e'), '9.9')).toEqual([]);
  });

  it('knows that files are gone back to from 9.9 on, by the capability and not by the version', () => {
    expect(standing(external('e'), '9.8')).toEqual(['blocks external-no-revert']);
    const able = host('9.8', { revertsExternal: true });
    expect(snapshotFindings(external('e'), able, 'web-server')).toEqual([]);
    const memoryAlone = internal('m', { memory: 'external', memoryFile: '/m', disks: [] });
    expect(standing(memoryAlone, '9.8')).toEqual(['blocks external-no-revert']);
  });

  it('asks before going back to one that does not say how the machine was built', () => {
    const old = internal('old', { definition: null });
    expect(standing(old, '8.10')).toEqual(['warns force-needed']);
    // Since then it does not do so either when it is forced.
    expect(standing(old, '9.0')).toEqual(['blocks no-definition']);
  });

  it('goes back to none of which a deletion did not finish', () => {
    const half = external('e', '/images/vda.qcow2', {
      disks: [held('vda', { place: 'external', halfDeleted: true })],
    });
    expect(standing(half, '11.5')).toEqual(['blocks half-deleted']);
  });

  it('loads no memory of one whose name is not plain', () => {
    const named = internal('clean install');
    expect(standing(named, '10.8')).toEqual([]);
    expect(standing(named, '10.9')).toEqual(['blocks name-plain']);
    expect(standing({ ...named, memory: 'none', state: 'shutoff' }, '12.8')).toEqual([]);
    expect(standing(external('clean install'), '12.8')).toEqual([]);
  });

  it('goes back to files only where every drive was one', () => {
    const odd = definition({ disks: [disk('vda'), disk('sda', { type: 'block', source: null })] });
    expect(standing(external('e', '/x', { definition: odd }), '9.9')).toEqual(['blocks revert-needs-files']);
    expect(standing(internal('a', { definition: odd }), '9.9')).toEqual([]);
  });

  it.each([
    ['11.1', []],
    ['11.2', ['warns revert-broken-in-11.2']],
    ['11.3', ['warns revert-broken-in-11.2']],
    ['11.4', []],
  ])('knows that %s may fail to go back to snapshots inside images', (version, expected) => {
    expect(standing(internal('a'), version)).toEqual(expected);
    expect(standing(offline, version)).toEqual([]);
    expect(standing(external('e'), version)).toEqual([]);
  });
});

describe('findings before going back to a snapshot', () => {
  it('has nothing against the plain case', () => {
    expect(restoring(situation(), internal('a'))).toEqual([]);
    expect(restoring(situation({ state: 'off' }), internal('a'))).toEqual([]);
    expect(restoring(situation({ state: 'off' }), offline)).toEqual([]);
  });

  it.each([
    [{ readOnly: asIs('no group.') }, 'blocks read-only'],
    [{ state: 'suspended' as const }, 'blocks guest-sleeps'],
    [{ held: true }, 'blocks held'],
    [{ blockJobs: ['vda', 'vdb'] }, 'blocks block-job'],
  ])('says what stands against it now: %j', (changes, code) => {
    expect(restoring(situation(changes), internal('a'))).toEqual([code]);
  });

  it('says that a running machine is turned off by a snapshot without memory', () => {
    const [finding] = restoreFindings(situation(), offline, 'as-snapshot');
    expect(finding).toMatchObject({ severity: 'warns', code: 'turns-off' });
    expect(finding?.remedy).toMatch(/running/);
    expect(restoring(situation(), offline, 'running')).toEqual(['warns turns-off']);
  });

  it('asks before it throws a saved state away', () => {
    const saved = situation({ state: 'off', managedSave: true });
    expect(restoring(saved, offline)).toEqual(['warns force-needed']);
    expect(restoring(saved, internal('a'))).toEqual([]);
  });

  it('keeps a transient machine on', () => {
    const transient = situation({ persistent: false });
    expect(restoring(transient, offline)).toEqual(['warns turns-off', 'blocks transient']);
    expect(restoring(transient, offline, 'paused')).toEqual(['warns turns-off']);
    expect(restoring(transient, internal('a'))).toEqual([]);
  });

  it('says when the disk gets another image back', () => {
    const moved = situation({ definition: definition({ disks: [disk('vda', { source: '/new.qcow2' })] }) });
    expect(restoring(moved, internal('a'))).toEqual(['informs other-image']);
    const gone = restoreFindings(
      situation({ definition: definition({ disks: [] }) }),
      internal('a'),
      'running',
    );
    expect(gone.map((each) => each.message)).toEqual([
      'web-server has no disk vda now; it gets /images/vda.qcow2 back.',
    ]);
  });

  it('warns of UEFI before 10.10, and of a TPM', () => {
    const uefi = internal('a', {
      definition: definition({ firmware: { kind: 'uefi', nvramFormat: 'qcow2' } }),
    });
    expect(restoring(situation({ host: host('10.9') }), uefi)).toEqual(['warns uefi-revert']);
    expect(restoring(situation({ host: host('10.10') }), uefi)).toEqual([]);
    const tpm = situation({ definition: definition({ tpm: true }) });
    expect(restoring(tpm, internal('a'))).toEqual([]);
    expect(restoring(tpm, internal('a', { memory: 'none' }))).toContain('warns tpm-not-covered');
  });
});

describe('an image that others are built on', () => {
  const snapshots = [
    internal('in'),
    external('ext', '/images/vda.qcow2', { parent: 'in' }),
    external('last', '/images/vda.ext', { parent: 'ext' }),
    internal('kept', {
      parent: 'last',
      definition: definition({ disks: [disk('vda', { source: '/images/vda.last' })] }),
    }),
  ] as const;
  const on = (source: string) => definition({ disks: [disk('vda', { source })] });

  it('is not written to without a word about what is lost', () => {
    const at = situation({ snapshots, definition: on('/images/vda.last') });
    const [, lost] = restoreFindings(at, snapshots[0], 'as-snapshot');
    expect(lost).toMatchObject({ severity: 'warns', code: 'overwrites-base' });
    expect(lost?.message).toMatch(/“ext”, “last”, “kept” and the present state of web-server/);
    expect(codesOf(activateFindings({ ...at, state: 'off' }, snapshots[0]))).toContain(
      'warns overwrites-base',
    );
    expect(restoring(at, snapshots[3])).toEqual([]);
    expect(restoring(at, snapshots[1])).toEqual(['warns turns-off']);
  });

  it('is no snapshot any more once the machine wrote to it', () => {
    const at = situation({ snapshots, definition: on('/images/vda.qcow2'), current: 'in' });
    expect(restoring(at, snapshots[1])).toEqual(['blocks base-changed', 'warns turns-off']);
  });
});

describe('findings before making a snapshot what the machine starts from', () => {
  it('needs a machine that is off', () => {
    expect(codesOf(activateFindings(situation(), offline))).toEqual(['blocks is-on']);
    expect(codesOf(activateFindings(situation({ state: 'off' }), offline))).toEqual([]);
  });

  it('says that memory is loaded for a moment, and that an older saved state goes', () => {
    const saved = situation({ state: 'off', managedSave: true });
    expect(codesOf(activateFindings(saved, internal('a')))).toEqual([
      'warns managed-save',
      'informs starts-for-activate',
    ]);
  });
});

describe('two restores in one second', () => {
  it('are kept apart, also when the clock was set back', () => {
    expect(pauseBefore(0, 1_700_000_000_000)).toBe(0);
    expect(pauseBefore(10_000, 10_000)).toBe(2000);
    expect(pauseBefore(10_000, 11_500)).toBe(500);
    expect(pauseBefore(10_000, 12_000)).toBe(0);
    expect(pauseBefore(10_000, 0)).toBe(2000);
  });
});
