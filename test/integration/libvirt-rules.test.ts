import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { type Host, isAtLeast } from '../../electron/hypervisor/libvirt/host.ts';
import { until } from '../helpers/libvirt-hypervisor.ts';
import { outside, type PlainMachine, plainMachines } from '../helpers/plain-machine.ts';

const run = promisify(execFile);
const machines = plainMachines();
const disksOnly = { ...outside, memory: false };

async function version(): Promise<Host['libvirt']> {
  return await machines.libvirtd.version();
}

/** Whether QEMU has its hands off images with loaded memory until the machine runs (10.0). */
async function letsGoOfLoaded(): Promise<boolean> {
  const text = await machines.libvirtd.virsh('version');
  return Number(/Running hypervisor: QEMU (\d+)/.exec(text)?.[1]) >= 10;
}

/** How it stands with merging files of a paused machine of whose images QEMU let go; null where libvirt has QEMU take them back. */
async function severityOfPaused(): Promise<'blocks' | 'warns' | null> {
  if (isAtLeast(await version(), 12, 8)) return null;
  return isAtLeast(await version(), 11, 4) ? 'warns' : 'blocks';
}

/** Findings without those on what this libvirt can't go back to, and on disks without memory. */
function besides(codes: readonly string[]): readonly string[] {
  const known = ['warns external-no-revert', 'warns disks-like-power-cut', 'informs world-readable'];
  return codes.filter((code) => !known.includes(code));
}

/** What libvirt itself says when it is asked by virsh all the same. */
async function refusal(at: PlainMachine, command: string, ...args: readonly string[]): Promise<string> {
  return await at.virsh(command, ...args).then(
    () => 'It did it.',
    (error: unknown) => String(error),
  );
}

/** A UEFI machine that keeps its variables in a file of a format. */
async function uefiMachine(format: 'raw' | 'qcow2'): Promise<PlainMachine> {
  const variables = machines.libvirtd.folder.entry(`variables.${format}`);
  await run('qemu-img', ['convert', '-O', format, '/usr/share/OVMF/OVMF_VARS_4M.fd', variables]);
  return await machines.define({}, (xml) =>
    xml
      .replace("machine='pc'", "machine='q35'")
      .replace(
        '</type></os>',
        `</type><loader readonly='yes' type='pflash'>/usr/share/OVMF/OVMF_CODE_4M.fd</loader>
          <nvram type='file' format='${format}' templateFormat='${format}'><source file='${variables}'/></nvram></os>`,
      )
      .replace('<devices>', '<features><acpi/></features><devices>'),
  );
}

describe('a UEFI machine', () => {
  it('has external snapshots, and those inside its images where libvirt can and its variables are in qcow2', async () => {
    const takesInside = isAtLeast(await version(), 10, 9);
    const at = await uefiMachine('raw');
    await at.power('start');
    const [said, refused] = takesInside
      ? (['blocks uefi-raw-nvram', /nvram.*qcow2|qcow2.*nvram/i] as const)
      : (['blocks uefi', /pflash based firmware/] as const);
    expect(await at.codesOfTake('inside')).toEqual([said]);
    expect(await refusal(at, 'snapshot-create-as', 'inside')).toMatch(refused);
    await expect(at.take('inside')).rejects.toMatchObject({ code: 'refused' });
    expect(besides(await at.codesOfTake('files', disksOnly))).toEqual(['informs uefi-variables']);
    const files = await at.take('files', disksOnly);
    await at.delete(await at.take('full', outside));
    await at.delete(files);
    await at.agree();
    await at.power('powerOff');
    if (!takesInside) {
      expect(await at.codesOfTake('off')).toEqual(['blocks uefi']);
      expect(await refusal(at, 'snapshot-create-as', 'off')).toMatch(refused);
      return;
    }
    expect(await at.codesOfTake('off')).toEqual(['warns uefi-raw-nvram']);
    await at.delete(await at.take('off'));

    const fit = await uefiMachine('qcow2');
    await fit.power('start');
    expect(await fit.codesOfTake('inside')).toEqual([]);
    const inside = await fit.take('inside');
    expect(await fit.codesOfRestore(inside)).toEqual([]);
    await fit.restore(inside);
    expect(fit.state).toBe('running');
    await fit.delete(inside);
    await fit.agree();
  });
});

describe('a machine with a TPM', () => {
  it('has it rolled back by a snapshot with memory, and by no other', async () => {
    const at = await machines.define({
      devices: "<tpm model='tpm-tis'><backend type='emulator' version='2.0'/></tpm>",
    });
    expect(await at.codesOfTake('off')).toEqual(['warns tpm-not-covered']);
    const off = await at.take('off');
    await at.power('start');
    expect(await at.codesOfTake('memory')).toEqual([]);
    const memory = await at.take('memory');
    const folder = at.libvirtd.folder.entry(`config/libvirt/qemu/swtpm/${at.uuid}/tpm2`);
    const contents = async () => (await readFile(`${folder}/tpm2-00.permall`)).toString('hex');
    const then = await contents();
    await at.power('powerOff');
    await run('swtpm_setup', ['--tpm2', '--tpm-state', folder, '--overwrite']);
    const other = await contents();
    expect(other).not.toBe(then);
    expect(await at.codesOfRestore(off)).toEqual(['warns tpm-not-covered']);
    await at.restore(off);
    expect(await contents()).toBe(other);
    expect(await at.codesOfRestore(memory)).toEqual([]);
    await at.restore(memory);
    expect(await contents()).toBe(then);
  });
});

describe('a job that copies or merges a disk', () => {
  it('holds up takes and restores until it ends, but no deletion inside the image', async () => {
    const at = await machines.define();
    await at.power('start');
    const inside = await at.take('inside');
    const copy = at.libvirtd.folder.entry(`${at.name}.copy`);
    await at.virsh('blockcopy', 'vda', copy, '--transient-job', '--bandwidth', '1', '--bytes');
    expect(await at.codesOfTake('more')).toEqual(['blocks block-job']);
    expect(await refusal(at, 'snapshot-create-as', 'more')).toMatch(/already in active block job/);
    expect(await refusal(at, 'snapshot-create-as', 'more', '--disk-only')).toMatch(/active block job/);
    expect(await at.codesOfRestore(inside)).toEqual(['blocks block-job']);
    expect(await refusal(at, 'snapshot-revert', 'inside')).toMatch(/active block job/);
    await expect(at.take('more')).rejects.toThrow(/A job that copies or merges vda .* is running/);
    await expect(at.restore(inside)).rejects.toMatchObject({ code: 'refused' });
    expect(await at.codesOfDelete(inside)).toEqual([]);
    await at.delete(inside);
    await at.agree();
    const heard = Promise.withResolvers<void>();
    const stop = at.hypervisor.onChange(() => heard.resolve());
    await at.virsh('blockjob', 'vda', '--abort');
    await heard.promise;
    stop();
    expect(await at.codesOfTake('more')).toEqual([]);

    const files = await at.take('files', disksOnly);
    await at.virsh('blockcommit', 'vda', '--active', '--bandwidth', '1', '--bytes');
    expect(await at.codesOfDelete(files)).toEqual(['blocks block-job']);
    expect(await refusal(at, 'snapshot-delete', 'files')).toMatch(/another active block job/);
    await expect(at.delete(files)).rejects.toMatchObject({ code: 'refused' });
    await at.virsh('blockjob', 'vda', '--abort');
    expect(await at.codesOfDelete(files)).toEqual([]);
    await at.delete(files);
    await at.agree();
  });
});

describe('a paused machine', () => {
  it('has files merged, and stays paused', async () => {
    const at = await machines.define();
    await at.power('start');
    await at.power('pause');
    for (const name of ['a', 'b', 'c']) await at.take(name, disksOnly);
    for (const name of ['b', 'c', 'a']) {
      const doomed = await at.snapshot(name);
      expect(await at.codesOfDelete(doomed)).toEqual([]);
      await at.delete(doomed);
      expect(await at.virsh('domstate')).toBe('paused');
      await at.agree();
    }
    await at.hypervisor.refresh(at.uuid);
    expect(at.hypervisor.domain(at.uuid)?.drives[0]?.path).toBe(at.disk);
  });

  it('has none merged once its memory was saved, until it runs again, by older libvirts; a deletion that broke off is finished then', async () => {
    const at = await machines.define();
    await at.power('start');
    const disks = await at.take('disks', disksOnly);
    await at.power('pause');
    const full = await at.take('full', outside);
    const severity = await severityOfPaused();
    expect(await at.codesOfDelete(full)).toEqual(severity === null ? [] : [`${severity} paused`]);
    if (severity === 'blocks') await expect(at.delete(full)).rejects.toThrow(/until it has run again/);
    expect(besides(await at.codesOfTake('again', outside))).toEqual(['blocks memory-saved']);
    await expect(at.take('again', outside)).rejects.toMatchObject({ code: 'refused' });
    expect(await refusal(at, 'save', at.libvirtd.folder.entry(`${at.name}.saved`))).toMatch(
      /paused due to previous migration/,
    );
    await at.agree();

    if (isAtLeast(await version(), 12, 8)) {
      await at.delete(full);
      await at.delete(disks);
      expect(await at.virsh('domstate')).toBe('paused');
      await at.delete(await at.take('inside'));
      await at.agree();
      return;
    }
    // Whoever tries leaves a mark on the snapshot above.
    expect(await refusal(at, 'snapshot-delete', 'full')).toMatch(/Block node is read-only|Inactive/);
    expect(await at.virsh('snapshot-dumpxml', 'disks')).toContain('<snapshotDeleteInProgress/>');
    expect(await at.codesOfDelete(await at.snapshot('disks'))).toContain('blocks half-deleted');
    await at.power('resume');
    expect(await refusal(at, 'snapshot-delete', 'disks')).toMatch(/not completed snapshot delete/);
    await expect(at.delete(disks)).rejects.toThrow(/Delete “full” again|“full” broke off/);
    expect(await at.codesOfDelete(await at.snapshot('full'), await at.snapshot('disks'))).toEqual([
      'informs one-by-one',
    ]);
    await at.delete(await at.snapshot('full'));
    await at.delete(await at.snapshot('disks'));
    await at.agree();
  });

  it('has none merged since its memory was loaded, where QEMU waits until it runs', async () => {
    const at = await machines.define();
    await at.power('start');
    const files = await at.take('files', disksOnly);
    await at.virsh('managedsave', '--paused');
    await at.virsh('start');
    await until(at.hypervisor, () => at.state === 'paused');
    const letsGo = await letsGoOfLoaded();
    const severity = letsGo ? await severityOfPaused() : null;
    expect(await at.codesOfDelete(files)).toEqual(severity === null ? [] : [`${severity} paused`]);
    if (severity === null) await at.delete(files);
    else if (severity === 'blocks') {
      expect(await refusal(at, 'snapshot-delete', 'files')).toMatch(/Inactive/);
      await at.power('resume');
      await at.delete(files);
    }
    await at.agree();
  });
});

describe('a machine that has a saved state', () => {
  it('keeps what that goes on with', async () => {
    const at = await machines.define();
    await at.power('start');
    const files = await at.take('files', disksOnly);
    await at.virsh('managedsave');
    await until(at.hypervisor, () => at.state === 'off');
    expect(await at.codesOfDelete(files)).toEqual(['blocks managed-save', 'informs starts-for-delete']);
    await expect(at.delete(files)).rejects.toMatchObject({ code: 'refused' });
    expect(besides(await at.codesOfTake('more', outside))).toEqual(['blocks managed-save']);
    await expect(at.take('more', outside)).rejects.toMatchObject({ code: 'refused' });
    await at.power('start');
    expect(await at.virsh('domstate')).toBe('running');
    await at.delete(files);

    // What libvirt makes of it: the state can't be had back, and would have written to what a snapshot is of.
    const lost = await at.take('lost', disksOnly);
    await at.virsh('managedsave');
    await at.virsh('snapshot-delete', lost.name);
    expect(await refusal(at, 'start')).toMatch(/Cannot access storage file/);
    await at.virsh('managedsave-remove');
    await at.virsh('start');
    await at.virsh('managedsave');
    await at.virsh('snapshot-create-as', 'spoiled', '--disk-only');
    await at.virsh('start');
    expect(await at.virsh('domblklist')).toContain(at.disk);
    expect(await at.virsh('domblklist', '--inactive')).toContain(`${at.name}.spoiled`);
  });
});

describe('a machine that is off', () => {
  it('has only its last snapshot’s files merged by libvirt 9.0, and any by later ones', async () => {
    const at = await machines.define();
    const first = await at.take('first', disksOnly);
    await at.take('second', disksOnly);
    const expected = isAtLeast(await version(), 9, 1) ? [] : ['blocks merge-while-off'];
    const codes = await at.codesOfDelete(first);
    expect(codes).toEqual([...expected, 'informs starts-for-delete']);
    if (expected.length > 0) {
      await expect(at.delete(first)).rejects.toMatchObject({ code: 'refused' });
      expect(await refusal(at, 'snapshot-delete', 'first')).toMatch(/could not find base disk source/);
      await at.power('start');
    }
    await at.delete(first);
    await at.agree();
  });
});

describe('a machine without a definition', () => {
  it('is never turned off by a restore, and everything else is done with it', async () => {
    const at = await machines.define();
    await at.power('start');
    await at.virsh('undefine');
    await until(
      at.hypervisor,
      () => at.hypervisor.domain(at.uuid)?.findings.some((each) => each.code === 'transient') === true,
    );
    expect(await at.codesOfTake('inside')).toEqual(['warns transient']);
    const inside = await at.take('inside');
    await at.restore(inside);
    expect(at.state).toBe('running');
    await at.agree();
    await at.delete(inside);
    const files = await at.take('files', disksOnly);
    expect(await at.codesOfRestore(files)).toContain('blocks transient');
    expect(await refusal(at, 'snapshot-revert', 'files')).toMatch(/transient domain needs|not supported yet/);
    await at.delete(await at.take('full', outside));
    await at.delete(files);
    await at.agree();
    expect(await refusal(at, 'managedsave')).toMatch(/transient domain/);
    const definition = at.libvirtd.folder.entry(`${at.name}.xml`);
    await writeFile(definition, await at.virsh('dumpxml'));
    await at.libvirtd.virsh('define', definition);
  });
});

describe('memory that can’t be saved', () => {
  it('is that shared with others, unless it is the machine’s own', async () => {
    for (const [role, refused] of [
      ['peer', true],
      ['master', false],
    ] as const) {
      const name = `${role}-${process.pid}`;
      const at = await machines.define({
        devices: `<shmem name='${name}' role='${role}'><model type='ivshmem-plain'/><size unit='M'>1</size></shmem>`,
      });
      await at.power('start');
      expect(await at.codesOfTake('inside')).toEqual(refused ? ['blocks shared-memory'] : []);
      expect(besides(await at.codesOfTake('files', outside))).toEqual(
        refused ? ['blocks shared-memory'] : [],
      );
      if (refused) expect(await refusal(at, 'snapshot-create-as', 'inside')).toMatch(/Migration is disabled/);
      else await at.take('inside');
    }
  });

  it('matters only while the machine is on: one with a device of the host is taken when it is off', async () => {
    const at = await machines.define({
      devices: `<hostdev mode='subsystem' type='pci' managed='yes'><source><address domain='0' bus='0' slot='0' function='0'/></source></hostdev>`,
    });
    expect(await at.codesOfTake('off')).toEqual([]);
    await at.delete(await at.take('off'));
    await at.agree();
  });
});

describe('a disk that is no file', () => {
  it('gets no external snapshot without a file that is named', async () => {
    const folder = machines.libvirtd.folder.entry('pool');
    await machines.libvirtd.virsh('pool-create-as', 'pool', 'dir', '--target', folder, '--build');
    await machines.libvirtd.virsh('vol-create-as', 'pool', 'volume', '16M', '--format', 'qcow2');
    const at = await machines.define({}, (xml) =>
      xml.replace(
        /<disk type='file'.*?<\/disk>/s,
        "<disk type='volume' device='disk'><driver name='qemu' type='qcow2'/><source pool='pool' volume='volume'/><target dev='vda' bus='virtio'/></disk>",
      ),
    );
    for (const action of ['start', 'powerOff'] as const) {
      await at.power(action);
      expect(await at.codesOfTake('files', disksOnly)).toContain('blocks no-file');
      expect(await refusal(at, 'snapshot-create-as', 'files', '--disk-only')).toMatch(
        /cannot generate external snapshot name/,
      );
      await at.delete(await at.take('inside'));
    }
    const file = machines.libvirtd.folder.entry('named.qcow2');
    await at.virsh('snapshot-create-as', 'named', '--disk-only', '--diskspec', `vda,file=${file}`);
    expect(await at.codesOfDelete(await at.snapshot('named'))).toContain('warns volume-disk');
    expect(await refusal(at, 'snapshot-delete', 'named')).toMatch(/disk source are not the same/);
  });
});
