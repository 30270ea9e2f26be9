import { describe, expect, it } from 'vitest';
import { findingsJson } from '../../electron/cli/finding-text.ts';
import { memoryMisfits } from '../../electron/hypervisor/saved-memory.ts';
import { restorable } from '../../electron/snapshots/restorable.ts';

const MIB = 1024 * 1024;
const today = { name: 'web', memoryBytes: 32 * MIB, devices: ['machine type pc', 'KVM', 'rng a', 'nic b'] };

describe('memoryMisfits', () => {
  it('finds nothing where all is as it was, or nothing is known', () => {
    expect(memoryMisfits('x', { ramBytes: 32 * MIB, devices: today.devices }, today)).toEqual([]);
    expect(memoryMisfits('x', { ramBytes: null, devices: null }, today)).toEqual([]);
    const unknown = { ...today, memoryBytes: null, devices: null };
    expect(memoryMisfits('x', { ramBytes: 1, devices: ['other'] }, unknown)).toEqual([]);
  });

  it('says what differs and what would make it fit', () => {
    const found = memoryMisfits(
      'x',
      { ramBytes: 64 * MIB, devices: ['machine type pc', 'no KVM', 'rng a'] },
      today,
    );
    expect(findingsJson(found)).toEqual([
      {
        severity: 'blocks',
        code: 'memory-size',
        message: 'web has 32 MiB of memory and had 64 MiB when “x” was taken.',
        remedy: 'Start it with 64 MiB of memory (-m 64), then restore.',
      },
      {
        severity: 'blocks',
        code: 'devices-differ',
        message:
          'web has other devices than when “x” was taken, and memory fits only the devices it was saved with (gone: no KVM; new: KVM, nic b).',
        remedy: 'Start it with the devices that it had then, then restore.',
      },
    ]);
  });

  it('counts devices of one kind', () => {
    const one = { ...today, devices: ['rng'] };
    expect(memoryMisfits('x', { ramBytes: null, devices: ['rng', 'rng'] }, one)[0]?.message).toContain(
      '(gone: rng)',
    );
  });
});

describe('restorable', () => {
  const snapshot = { name: 'x', memory: true, drives: [], lost: false, unseen: false, standing: [] };
  const machine = { ...today, drives: [] };
  const other = { ramBytes: 1, devices: null, drives: [], state: null };
  it('compares the machine for snapshots with memory only', () => {
    expect(restorable(snapshot, other, machine).ok).toBe(false);
    expect(restorable({ ...snapshot, memory: false }, other, machine)).toEqual({ ok: true, findings: [] });
    expect(restorable(snapshot, null, machine).ok).toBe(true);
  });

  it('says of a lost one what is left and what can be done', () => {
    const { ok, findings } = restorable({ ...snapshot, lost: true }, null, machine);
    expect({ ok, findings: findingsJson(findings) }).toEqual({
      ok: false,
      findings: [
        {
          severity: 'blocks',
          code: 'lost',
          message:
            '“x” is no longer in the images of web; only Snapgrove’s notes and picture of it are left.',
          remedy: 'Bring the image that held it back, or forget it.',
        },
      ],
    });
  });
});
