import { describe, expect, it } from 'vitest';
import { type Making, withOnlyMade } from '../../electron/hypervisor/qemu/take.ts';
import type { SnapshotInfo } from '../../electron/qmp/image-info.ts';

const MADE: Making = { name: 'x', since: 1000.7, until: 2000, guestRan: true };

function info(id: string, createdMs: number, more: Partial<SnapshotInfo> = {}): SnapshotInfo {
  return {
    id,
    name: 'x',
    vmStateSizeBytes: 0,
    createdMs,
    dateSec: Math.floor(createdMs / 1000),
    dateNsec: (createdMs % 1000) * 1_000_000,
    vmClockMs: 5,
    icount: null,
    ...more,
  };
}

function kept(snapshots: readonly SnapshotInfo[], making: Making = MADE): readonly string[] {
  const drive = {
    id: 'a',
    device: null,
    path: '/a.qcow2',
    format: 'qcow2',
    virtualSizeBytes: 1,
    actualSizeBytes: 1,
    readOnly: false,
    leftOut: null,
    nodeName: 'a',
    bitmaps: [],
    snapshots,
  };
  return withOnlyMade([drive], making).flatMap((each) => each.snapshots.map(({ id }) => id));
}

describe('what a QEMU made before it ended', () => {
  it('is neither what was there before, nor what has another name, nor what came later', () => {
    const all = [
      info('before', 999),
      info('first moment', 1000),
      info('last moment', 2000),
      info('after', 2001),
      info('other', 1500, { name: 'y' }),
    ];
    expect(kept(all)).toEqual(['first moment', 'last moment']);
  });

  it('is not what qemu-img made, which knows no clock of the guest, unless the guest never ran', () => {
    const all = [info('qemu-img', 1500, { vmClockMs: 0 }), info('qemu', 1500)];
    expect(kept(all)).toEqual(['qemu']);
    expect(kept(all, { ...MADE, guestRan: false })).toEqual(['qemu-img', 'qemu']);
  });
});
