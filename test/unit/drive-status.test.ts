import { describe, expect, it } from 'vitest';
import type { SnapshotFacts } from '../../electron/hypervisor/hypervisor.ts';
import { driveStatuses, isLost } from '../../electron/snapshots/drive-status.ts';
import { restorable } from '../../electron/snapshots/restorable.ts';
import type { BlockDevice } from '../../shared/domainsnapshot.ts';
import type { Drive } from '../../shared/model/machine.ts';
import { asIs } from '../../shared/sentences/sentence.ts';

const SIZE = 16 * 1024 * 1024;
const device: BlockDevice = {
  path: '/b.qcow2',
  device: 'b-device',
  node: 'b',
  format: 'qcow2',
  virtualSizeBytes: SIZE,
  imageSnapshotId: '3',
  imageSnapshotDate: 1000,
  vmstate: false,
  kept: [],
};
const drive: Drive = {
  id: 'b',
  device: 'b-device',
  path: '/b.qcow2',
  format: 'qcow2',
  virtualSizeBytes: SIZE,
  actualSizeBytes: 1,
  readOnly: false,
  leftOut: null,
};

function facts(drivePath: string, imageSnapshotId: string, imageDateMs: number): SnapshotFacts {
  return {
    name: 'x',
    identities: [`${imageSnapshotId}@${imageDateMs}`],
    createdAt: imageDateMs,
    state: null,
    kind: 'internal',
    memory: false,
    parentName: undefined,
    description: undefined,
    current: undefined,
    sizeBytes: null,
    drives: [],
    instances: [{ drivePath, driveId: 'b', imageSnapshotId, imageDateMs, vmStateBytes: 0 }],
    findings: [],
  };
}

describe('how a drive that a snapshot was taken on looks today', () => {
  const none = new Set<string>();
  const here = facts('/b.qcow2', '3', 1000);
  it.each([
    ['present', { drives: [drive], facts: here, namesakes: none, canBeSeen: true }],
    [
      'changed',
      { drives: [{ ...drive, virtualSizeBytes: 1 }], facts: here, namesakes: none, canBeSeen: true },
    ],
    ['replaced', { drives: [drive], facts: facts('/b.qcow2', '3', 1001), namesakes: none, canBeSeen: true }],
    ['replaced', { drives: [drive], facts: facts('/b.qcow2', '4', 1000), namesakes: none, canBeSeen: true }],
    ['replaced', { drives: [drive], facts: null, namesakes: new Set(['/b.qcow2']), canBeSeen: true }],
    ['snapshot-gone', { drives: [drive], facts: null, namesakes: none, canBeSeen: true }],
    ['missing', { drives: [], facts: null, namesakes: none, canBeSeen: true }],
    [
      'missing',
      { drives: [{ ...drive, leftOut: asIs('gone') }], facts: null, namesakes: none, canBeSeen: true },
    ],
    ['moved', { drives: [], facts: facts('/moved.qcow2', '3', 1000), namesakes: none, canBeSeen: true }],
    ['missing', { drives: [], facts: facts('/moved.qcow2', '3', 1), namesakes: none, canBeSeen: true }],
    ['unknown', { drives: [drive], facts: null, namesakes: none, canBeSeen: false }],
    [
      'unknown',
      { drives: [{ ...drive, leftOut: asIs('?') }], facts: here, namesakes: none, canBeSeen: false },
    ],
    ['present', { drives: [drive], facts: here, namesakes: none, canBeSeen: false }],
  ] as const)('is %s', (status, now) => {
    const statuses = driveStatuses([device], now);
    expect(statuses.map((each) => each.status)).toEqual([status]);
    expect(isLost(statuses)).toBe(status === 'snapshot-gone' || status === 'replaced');
    const today = { name: 'web', memoryBytes: 1, devices: null, drives: now.drives };
    const found = restorable(
      { name: 'x', memory: false, drives: statuses, lost: false, unseen: false, standing: [] },
      null,
      today,
    );
    expect(found.ok).toBe(['present', 'changed', 'moved'].includes(status));
    for (const each of found.findings) {
      expect(each.message).toMatch(/“x”.+\.$/);
      if (each.severity === 'blocks') expect(each.remedy).toMatch(/^.+\.$/);
    }
  });

  it('leaves hope while one drive can’t be looked at', () => {
    const [gone] = driveStatuses([device], {
      drives: [drive],
      facts: null,
      namesakes: none,
      canBeSeen: true,
    });
    const [missing] = driveStatuses([device], { drives: [], facts: null, namesakes: none, canBeSeen: true });
    if (gone === undefined || missing === undefined) throw new Error('There is one status per device');
    expect(isLost([gone, missing])).toBe(false);
    expect(isLost([])).toBe(false);
  });
});
