import { describe, expect, it } from 'vitest';
import type { TakeOptions } from '../../electron/hypervisor/hypervisor.ts';
import type { Situation } from '../../electron/hypervisor/libvirt/situation.ts';
import { takeFindings } from '../../electron/hypervisor/libvirt/take-findings.ts';
import { asIs } from '../../shared/sentences/sentence.ts';
import {
  definition,
  disk,
  external,
  host,
  internal,
  situation,
  takeOptions,
} from '../helpers/libvirt-situation.ts';

/** `severity code` of each finding. */
const codes = (at: Situation, options: Partial<TakeOptions> = {}) =>
  takeFindings(at, takeOptions(options)).map((each) => `${each.severity} ${each.code}`);

const files = { external: { memoryFile: null } };

describe('findings before taking a snapshot of a libvirt machine', () => {
  it('has nothing to say of the plain case', () => {
    expect(codes(situation())).toEqual([]);
    expect(codes(situation({ state: 'off' }), { memory: false })).toEqual([]);
    expect(codes(situation({ state: 'paused' }))).toEqual([]);
  });

  it.each([
    ['', 'blocks name-empty'],
    ['a\nb', 'blocks name-control'],
    ['a/b', 'blocks name-slash'],
    ['.hidden', 'blocks name-dot'],
    ['x'.repeat(252), 'blocks name-long'],
    ['x'.repeat(256), 'blocks name-long'],
    ['known', 'blocks name-taken'],
  ])('refuses the name %j', (name, code) => {
    expect(codes(situation({ snapshots: [internal('known')] }), { name })).toEqual([code]);
  });

  it('takes names that the test driver takes', () => {
    expect(codes(situation({ host: host('9.0', { driver: 'TEST' }) }), { name: '.a/b' })).toEqual([]);
    expect(codes(situation(), { name: 'x'.repeat(251) })).toEqual([]);
    expect(codes(situation({ host: host('10.8') }), { name: 'a.b "<&>" 日本' })).toEqual([]);
  });

  it('wants plain names where libvirt makes them a part of the name of a QEMU job', () => {
    const name = 'before upgrade: ½';
    const [refused] = takeFindings(situation({ host: host('10.9') }), takeOptions({ name }));
    expect(refused).toMatchObject({ severity: 'blocks', code: 'name-plain' });
    expect(refused?.remedy).toMatch(/“before-upgrade”/);
    expect(codes(situation({ state: 'off' }), { name, memory: false })).toEqual(['informs name-plain']);
    expect(codes(situation(), { name, external: { memoryFile: null } })).toEqual([]);
    expect(codes(situation(), { name: 'A.b-c_1' })).toEqual([]);
  });

  it.each([
    [{ readOnly: asIs('the user is in no group.') }, 'blocks read-only'],
    [{ state: 'unknown' as const }, 'blocks unreachable'],
    [{ state: 'suspended' as const }, 'blocks guest-sleeps'],
    [{ held: true }, 'blocks held'],
    [{ blockJobs: ['vda'] }, 'blocks block-job'],
    [{ persistent: false }, 'warns transient'],
    [{ managedSave: true }, 'warns managed-save'],
  ])('says what stands against it now: %j', (changes, code) => {
    expect(codes(situation(changes))).toEqual([code]);
  });

  describe('inside the images', () => {
    it('needs the memory of a machine that runs', () => {
      expect(codes(situation(), { memory: false })).toContain('blocks disks-only-external');
    });

    it('needs every writable disk, as qcow2', () => {
      const disks = [
        disk('vda'),
        disk('vdb', { format: 'raw' }),
        disk('vdc', { snapshot: 'no' }),
        disk('sda', { device: 'cdrom', readOnly: true, format: 'raw' }),
        disk('sdb', { device: 'cdrom', readOnly: true, source: null }),
      ];
      const at = situation({ definition: definition({ disks }) });
      expect(codes(at)).toEqual(['blocks not-qcow2', 'blocks needs-all-drives', 'informs drive-left-out']);
      const two = situation({ definition: definition({ disks: [disk('vda'), disk('vdb')] }) });
      expect(codes(two, { drives: ['vda'] })).toEqual(['blocks needs-all-drives']);
      expect(codes(two, { drives: ['vda', 'vdb'] })).toEqual([]);
      expect(codes(two, { drives: ['vda', 'vdb', 'vdz'] })).toEqual(['blocks drive-unknown']);
      expect(codes(situation({ definition: definition({ disks: [] }) }))).toEqual(['blocks no-drive']);
    });

    it.each([
      ['10.8', 'qcow2', ['blocks uefi']],
      ['10.9', 'qcow2', []],
      ['10.9', 'raw', ['blocks uefi-raw-nvram']],
      ['12.0', null, ['blocks uefi-raw-nvram']],
    ])(
      'knows what libvirt %s does with UEFI variables in %s, while it runs',
      (version, nvramFormat, expected) => {
        const firmware = { kind: 'uefi', nvramFormat } as const;
        const at = situation({ host: host(version), definition: definition({ firmware }) });
        expect(codes(at)).toEqual(expected);
      },
    );

    it('leaves UEFI variables in a raw file out while the machine is off', () => {
      const firmware = { kind: 'uefi', nvramFormat: 'raw' } as const;
      const off = situation({ state: 'off', definition: definition({ firmware }) });
      expect(codes(off, { memory: false })).toEqual(['warns uefi-raw-nvram']);
      expect(codes({ ...off, host: host('10.8') }, { memory: false })).toEqual(['blocks uefi']);
    });

    it('is not mixed with snapshots in files before 11.0, and only with a warning after', () => {
      const snapshots = [external('ext')];
      expect(codes(situation({ host: host('10.10'), snapshots }))).toEqual(['blocks mixed-kinds']);
      expect(codes(situation({ host: host('11.0'), snapshots }))).toEqual(['warns mixed-kinds']);
    });
  });

  describe('in files of their own', () => {
    it('takes disks of any format, and warns of those not chosen', () => {
      const disks = [disk('vda', { format: 'raw' }), disk('vdb')];
      const at = situation({ definition: definition({ disks }) });
      expect(codes(at, files)).toEqual([]);
      expect(codes(at, { ...files, drives: ['vda'] })).toEqual(['warns drive-not-chosen']);
      expect(codes(at, { ...files, drives: [] })).toContain('blocks no-drive');
    });

    it('says when this libvirt cannot go back to it', () => {
      expect(codes(situation({ host: host('9.8') }), files)).toEqual(['warns external-no-revert']);
    });

    it('says that files for a machine that is off can be read by all before 11.10, unless that was repaired', () => {
      expect(codes(situation({ state: 'off' }), files)).toEqual(['informs world-readable']);
      expect(codes(situation(), files)).toEqual([]);
      expect(codes(situation({ state: 'off', host: host('11.10') }), files)).toEqual([]);
      const repaired = host('11.3', { keepsFilesPrivate: true });
      expect(codes(situation({ state: 'off', host: repaired }), files)).toEqual([]);
    });

    it('refuses what has no file to go on in', () => {
      const lun = definition({ disks: [disk('sda', { device: 'lun' })] });
      expect(codes(situation({ definition: lun }), files)).toEqual(['blocks scsi-passthrough']);
      const network = definition({ disks: [disk('vda', { type: 'network' })] });
      const expected = ['blocks no-file', 'warns revert-needs-files'];
      expect(codes(situation({ definition: network }), files)).toEqual(expected);
      expect(codes(situation({ definition: network, state: 'off', host: host('12.0') }), files)).toEqual(
        expected,
      );
    });

    it('leaves what a machine goes on with at its next start alone', () => {
      const saved = situation({ state: 'off', managedSave: true, host: host('12.0') });
      expect(codes(saved, files)).toEqual(['blocks managed-save']);
      expect(codes(saved)).toEqual(['warns managed-save']);
    });

    it('says that UEFI variables are not in it', () => {
      const firmware = { kind: 'uefi', nvramFormat: 'qcow2' } as const;
      expect(codes(situation({ definition: definition({ firmware }) }), files)).toEqual([
        'informs uefi-variables',
      ]);
    });

    it('needs a whole path for the memory, and says when none is saved', () => {
      expect(codes(situation(), { external: { memoryFile: 'mem' } })).toEqual([
        'blocks memory-file-relative',
      ]);
      expect(codes(situation(), { external: { memoryFile: '/images/mem' } })).toEqual([]);
      const off = situation({ state: 'off', host: host('12.0') });
      expect(codes(off, { external: { memoryFile: '/images/mem' } })).toEqual(['informs no-memory-file']);
    });

    it('is not mixed with snapshots inside the images before 11.0', () => {
      const snapshots = [internal('in')];
      expect(codes(situation({ host: host('10.0'), snapshots }), files)).toEqual(['blocks mixed-kinds']);
      expect(codes(situation({ host: host('12.0'), snapshots }), files)).toEqual(['warns mixed-kinds']);
    });

    it('is only of QEMU', () => {
      expect(codes(situation({ host: host('9.0', { driver: 'TEST' }) }), files)).toEqual([
        'blocks no-external',
      ]);
    });
  });

  describe('the memory', () => {
    it('cannot be saved with devices of the host, nor with shared memory', () => {
      const at = situation({
        definition: definition({
          passthrough: ['a PCI device of the host', 'a PCI device of the host'],
          sharedMemory: true,
          sharedFolders: ['home'],
        }),
      });
      const all = ['blocks passthrough', 'blocks shared-memory', 'warns shared-folder'];
      expect(codes(at)).toEqual(all);
      expect(codes(at, files)).toEqual(all);
      expect(codes({ ...at, state: 'off' })).toEqual([]);
    });

    it('cannot be saved with virtiofs before QEMU 8.2', () => {
      const shared = definition({ sharedFolders: ['home'], virtiofs: true });
      const at = situation({ definition: shared });
      const old = host('9.0', { hypervisor: { major: 7, minor: 2, release: 0 }, revertsExternal: true });
      expect(codes(at)).toEqual(['warns shared-folder']);
      expect(codes({ ...at, host: old })).toEqual(['blocks virtiofs']);
      expect(codes({ ...at, host: old }, { ...files, memory: false })).not.toContain('blocks virtiofs');
    });

    it('can’t be saved twice while the machine is paused, nor inside images that QEMU let go of', () => {
      const saved = situation({ host: host('11.3'), state: 'paused', letGo: 'saved' });
      expect(codes(saved, files)).toEqual(['blocks memory-saved']);
      expect(codes(saved)).toEqual(['blocks images-let-go']);
      const loaded = situation({ host: host('11.3'), state: 'paused', letGo: 'loaded' });
      expect(codes(loaded, files)).toEqual([]);
      expect(codes(loaded)).toEqual(['blocks images-let-go']);
      const perhaps = situation({ host: host('11.3'), state: 'paused', letGo: 'perhaps' });
      expect(codes(perhaps, files)).toEqual(['warns memory-saved']);
      expect(codes(perhaps)).toEqual(['warns images-let-go']);
      expect(codes({ ...saved, host: host('12.8') })).toEqual([]);
      expect(codes({ ...saved, host: host('12.8') }, files)).toEqual(['blocks memory-saved']);
      const old = host('11.5', { hypervisor: { major: 7, minor: 2, release: 0 } });
      expect(codes({ ...saved, host: old })).toEqual([]);
    });

    it('comes with the TPM, which is left out without it', () => {
      const at = situation({ definition: definition({ tpm: true }) });
      expect(codes(at)).toEqual([]);
      expect(codes({ ...at, state: 'off' })).toEqual(['warns tpm-not-covered']);
      expect(codes(at, { ...files, memory: false })).toContain('warns tpm-not-covered');
    });
  });

  describe('making the file systems quiet', () => {
    const disksOnly = { ...files, memory: false };
    const connected = situation({ definition: definition({ agent: 'connected' }) });

    it('is offered where an agent answers', () => {
      const [finding] = takeFindings(connected, takeOptions(disksOnly));
      expect(finding).toMatchObject({ code: 'disks-like-power-cut', severity: 'warns' });
      expect(finding?.remedy).toMatch(/guest agent/);
      expect(takeFindings(situation(), takeOptions(disksOnly))[0]?.remedy).toBeNull();
    });

    it('needs an agent, and is for disks alone', () => {
      expect(codes(connected, { ...disksOnly, quiesce: true })).toEqual([]);
      expect(codes(situation(), { ...disksOnly, quiesce: true })).toEqual(['blocks no-agent']);
      expect(codes(connected, { ...files, quiesce: true })).toEqual(['blocks quiesce-disks-only']);
      expect(codes(connected, { quiesce: true })).toEqual(['blocks quiesce-disks-only']);
    });
  });

  it('says everything in whole sentences, with a way out of what blocks', () => {
    const at = situation({
      host: host('9.0'),
      readOnly: asIs('the user is in no group.'),
      blockJobs: ['vda'],
      snapshots: [external('ext')],
      definition: definition({
        disks: [disk('vda', { format: 'raw' })],
        firmware: { kind: 'uefi', nvramFormat: null },
        passthrough: ['a USB device of the host'],
        tpm: true,
      }),
    });
    const findings = takeFindings(at, takeOptions({ name: '.a/b', quiesce: true }));
    expect(findings.length).toBeGreaterThan(8);
    for (const { message, remedy, severity } of findings) {
      expect(message).toMatch(/[.?]$/);
      if (severity === 'blocks') expect(remedy).toMatch(/\.$/);
    }
  });
});
