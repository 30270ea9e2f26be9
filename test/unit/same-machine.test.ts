import { describe, expect, it } from 'vitest';
import type { QemuDrive } from '../../electron/hypervisor/qemu/drives.ts';
import { derivedUuid, isSameMachine } from '../../electron/hypervisor/qemu/same-machine.ts';

const drive = (path: string): QemuDrive => ({
  id: path,
  device: null,
  path,
  format: 'qcow2',
  virtualSizeBytes: 1,
  actualSizeBytes: 1,
  readOnly: false,
  leftOut: null,
  nodeName: null,
  snapshots: [],
  bitmaps: [],
});

describe('isSameMachine', () => {
  const record = { uuid: 'u1', name: 'web', drives: [drive('/a'), drive('/b')] };
  it.each([
    ['the same UUID, whatever else changed', { uuid: 'u1', name: 'other', drives: [] }, true],
    ['another UUID on the same drives', { uuid: 'u2', name: 'web', drives: [drive('/a')] }, false],
    ['no UUID, a drive of it', { uuid: null, name: 'other', drives: [drive('/b'), drive('/c')] }, true],
    ['no UUID, its name', { uuid: null, name: 'web', drives: [drive('/c')] }, true],
    ['no UUID, nothing of it', { uuid: null, name: 'other', drives: [drive('/c')] }, false],
    ['no UUID, no name, nothing of it', { uuid: null, name: null, drives: [] }, false],
  ])('judges %s', (_case, reading, is) => {
    expect(isSameMachine(record, reading)).toBe(is);
  });

  it('takes any QEMU without a UUID for one of which nothing is known yet', () => {
    expect(isSameMachine({ ...record, drives: [] }, { uuid: null, name: null, drives: [drive('/c')] })).toBe(
      true,
    );
  });
});

describe('derivedUuid', () => {
  it('is a UUID of version 8, the same for the same facts only', () => {
    expect(derivedUuid(['a', 'b'])).toMatch(
      /^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}$/,
    );
    expect(derivedUuid(['a', 'b'])).toBe(derivedUuid(['a', 'b']));
    expect(derivedUuid(['a', 'b'])).not.toBe(derivedUuid(['ab']));
  });
});
