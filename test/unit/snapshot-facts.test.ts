import { describe, expect, it } from 'vitest';
import type { QemuDrive } from '../../electron/hypervisor/qemu/drives.ts';
import { snapshotFacts } from '../../electron/hypervisor/qemu/snapshot-facts.ts';
import type { SnapshotInfo } from '../../electron/qmp/image-info.ts';
import { asIs } from '../../shared/sentences/sentence.ts';

let nextId = 1;
function tag(name: string, atMs: number, vmStateSizeBytes = 0): SnapshotInfo {
  return {
    id: String(nextId++),
    name,
    vmStateSizeBytes,
    dateSec: Math.floor(atMs / 1000),
    dateNsec: (atMs % 1000) * 1e6,
    createdMs: atMs,
    vmClockMs: 0,
    icount: null,
  };
}

function drive(id: string, snapshots: readonly SnapshotInfo[], more: Partial<QemuDrive> = {}): QemuDrive {
  return {
    id,
    device: null,
    path: `/${id}.qcow2`,
    format: 'qcow2',
    virtualSizeBytes: 1024,
    actualSizeBytes: 1024,
    readOnly: false,
    leftOut: null,
    nodeName: id,
    snapshots,
    bitmaps: [],
    ...more,
  };
}

const shape = (drives: readonly QemuDrive[]) =>
  snapshotFacts(drives).map((each) => [
    each.name,
    each.memory,
    each.instances.map((instance) => instance.driveId).join('+'),
    each.findings.map((finding) => finding.code).join(' '),
  ]);

describe('snapshotFacts', () => {
  it('joins what QEMU made on several drives, and lists oldest first', () => {
    const drives = [
      drive('a', [tag('later', 5000), tag('x', 1000, 99)]),
      drive('b', [tag('x', 1000), tag('later', 5030)]),
    ];
    expect(shape(drives)).toEqual([
      ['x', true, 'a+b', ''],
      ['later', false, 'a+b', ''],
    ]);
    expect(snapshotFacts(drives)[0]).toMatchObject({
      sizeBytes: 99,
      createdAt: 1000,
      identities: [expect.stringContaining('@1000'), expect.stringContaining('@1000')],
    });
  });

  it('does not take a namesake of another moment for a part of a snapshot with memory', () => {
    const drives = [drive('a', [tag('x', 1000, 99)]), drive('b', [tag('x', 1001)])];
    expect(shape(drives)).toEqual([
      ['x', true, 'a', 'drive-without-snapshot'],
      ['x', false, 'b', 'drive-without-snapshot'],
    ]);
  });

  it('keeps disk-only namesakes together that qemu-img made one after the other, and no others', () => {
    const minute = 60_000;
    expect(shape([drive('a', [tag('x', 0)]), drive('b', [tag('x', 5 * minute)])])).toEqual([
      ['x', false, 'a+b', ''],
    ]);
    expect(shape([drive('a', [tag('x', 0)]), drive('b', [tag('x', 11 * minute)])])).toHaveLength(2);
  });

  it('blocks each of two that one image holds under one name, and only those', () => {
    const drives = [drive('a', [tag('x', 0), tag('x', 1000)]), drive('b', [tag('x', 1)])];
    expect(shape(drives)).toEqual([
      ['x', false, 'a+b', 'duplicate-name'],
      ['x', false, 'a', 'duplicate-name drive-without-snapshot'],
    ]);
  });

  it('blocks where any bitmap is, and where there is no name', () => {
    expect(shape([drive('a', [tag('x', 0)], { bitmaps: ['backup'] })])).toEqual([
      ['x', false, 'a', 'dirty-bitmap'],
    ]);
    expect(shape([drive('a', [tag('', 0)])])).toEqual([['', false, 'a', 'unnamed']]);
  });

  it('does not look at drives that can hold no snapshot', () => {
    expect(
      shape([drive('a', [tag('x', 0)]), drive('b', [tag('y', 0)], { leftOut: asIs('it is read-only') })]),
    ).toEqual([['x', false, 'a', '']]);
  });

  it('groups ten thousand without holding anybody up', () => {
    const infos = Array.from({ length: 10_000 }, (_, index) => tag(`s${index}`, index * 1000, 1));
    expect(snapshotFacts([drive('a', infos)])).toHaveLength(10_000);
  });
});
