import { execFile } from 'node:child_process';
import { chmod, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openLibvirt } from '../../electron/libvirt-rpc/open.ts';
import { startCore } from '../helpers/core.ts';
import { testDomainXml } from '../helpers/libvirtd.ts';
import { createQcow2 } from '../helpers/qemu.ts';
import { type SystemLibvirtd, startSystemLibvirtd } from '../helpers/system-libvirtd.ts';
import { makeTemporaryFolder } from '../helpers/temporary-folder.ts';

const execFileAsync = promisify(execFile);
const UUID = '5f0c6a52-5d3c-4f1e-9a60-1d1f3b2c4d5e';

let libvirtd: SystemLibvirtd;
beforeAll(async () => {
  libvirtd = await startSystemLibvirtd();
  const disk = libvirtd.folder.entry('looked-at.qcow2');
  await createQcow2(disk);
  const definition = libvirtd.folder.entry('looked-at.xml');
  await writeFile(definition, testDomainXml({ name: 'looked-at', uuid: UUID, disks: [{ path: disk }] }));
  await libvirtd.virsh('define', definition);
  await libvirtd.virsh('snapshot-create-as', 'looked-at', 'base', 'Made by the owner.');
  await libvirtd.virsh('snapshot-create-as', 'looked-at', 'next');
});
afterAll(async () => {
  await libvirtd?.[Symbol.asyncDispose]();
});

describe('a libvirt that may only be looked at', () => {
  it('shows machines and trees, and refuses every change with the reason before it is sent', async () => {
    await using home = await makeTemporaryFolder();
    await using core = await startCore(home.path);
    const { connectionId } = await core.api['machine.add']({
      address: `qemu+unix:///system?socket=${libvirtd.readOnlySocketPath}`,
    });
    const machineId = `${connectionId}:${UUID}`;
    const machine = await core.until(({ machines }) => {
      const found = machines.get(machineId);
      return found?.snapshotCount === 2 && found;
    });
    expect(machine).toMatchObject({
      name: 'looked-at',
      state: 'off',
      link: { status: 'connected', readOnly: { text: 'it was asked for that way.' } },
    });
    const base = core.snapshot(machineId, 'base');
    const next = core.snapshot(machineId, 'next');
    expect(base).toMatchObject({ parentId: null, description: 'Made by the owner.', state: 'shutoff' });
    expect(next.parentId).toBe(base.id);
    expect(machine.currentSnapshotId).toBe(next.id);
    for (const capability of Object.values(machine.capabilities)) {
      expect(capability).toMatchObject({
        available: false,
        reason: expect.stringMatching(/may only look: it was asked/),
      });
    }

    const blocked = [expect.objectContaining({ severity: 'blocks', code: 'read-only' })];
    const blocking = (findings: readonly { readonly severity: string }[]) =>
      findings.filter((each) => each.severity === 'blocks');
    const plans = [
      await core.api['snapshot.planTake']({ machineId }),
      await core.api['snapshot.planRestore']({ snapshotId: base.id }),
      await core.api['snapshot.planActivate']({ snapshotId: base.id }),
      await core.api['snapshot.planDelete']({ snapshotId: next.id, children: 'keep' }),
    ];
    for (const { findings } of plans) expect(blocking(findings)).toEqual(blocked);
    const jobs = [
      await core.api['snapshot.take']({ machineId, name: 'in vain' }),
      await core.api['snapshot.restore']({ snapshotId: base.id, keepCurrent: false }),
    ];
    for (const { jobId } of jobs) {
      expect(await core.ended(jobId)).toMatchObject({
        state: 'failed',
        error: { code: 'refused', message: expect.stringMatching(/may only look/) },
      });
    }
    for (const ask of [
      () => core.api['snapshot.delete']({ snapshotId: next.id, undoMs: 0 }),
      () => core.api['machine.power']({ machineId, action: 'start' }),
    ]) {
      await expect(ask()).rejects.toMatchObject({
        code: 'refused',
        message: expect.stringMatching(/may only look/),
      });
    }
    expect((await libvirtd.virsh('snapshot-list', 'looked-at', '--name')).split('\n').toSorted()).toEqual([
      'base',
      'next',
    ]);
    expect(await libvirtd.virsh('domstate', 'looked-at')).toBe('shut off');
    // A label is our own note, for which libvirt need not be asked; a description is libvirt's.
    await core.api['snapshot.describe']({ snapshotId: base.id, labels: ['mine'], pinned: true });
    expect(core.snapshot(machineId, 'base')).toMatchObject({ labels: ['mine'], pinned: true });
    await expect(
      core.api['snapshot.describe']({ snapshotId: core.snapshot(machineId, 'base').id, description: 'x' }),
    ).rejects.toMatchObject({
      code: 'permission_denied',
      message: expect.stringMatching(/was not changed.*may only look/),
    });
    expect(core.errors).toEqual([]);
  });

  const system = () => ({
    folders: { system: libvirtd.sockets, session: libvirtd.folder.entry('none') },
    privileged: true,
  });

  it('is one whose socket for changes is missing, which is said with the way out', async () => {
    const away = `${libvirtd.socketPath}-away`;
    await rename(libvirtd.socketPath, away);
    try {
      await using client = await openLibvirt('qemu:///system', system());
      expect(client.access).toMatchObject({
        mode: 'read-only',
        reason: {
          code: 'socket-missing',
          message: expect.stringContaining(libvirtd.socketPath),
          remedy: { text: expect.stringMatching(/systemctl start/) },
        },
      });
      const [machine] = await client.domains.list();
      if (machine === undefined) throw new Error('there is no machine');
      expect(machine.name).toBe('looked-at');
      expect((await client.snapshots.listNames(machine)).toSorted()).toEqual(['base', 'next']);
      await expect(client.domains.start(machine)).rejects.toMatchObject({ code: 'operation-denied' });
    } finally {
      await rename(away, libvirtd.socketPath);
    }
    await using client = await openLibvirt('qemu:///system', system());
    expect(client.access).toEqual({ mode: 'read-write' });
  });

  it('is one whose socket for changes is forbidden to this user', async () => {
    await chmod(libvirtd.socketPath, 0o000);
    const script = libvirtd.folder.entry('look.ts');
    const open = path.resolve(import.meta.dirname, '../../electron/libvirt-rpc/open.ts');
    await writeFile(
      script,
      `import { openLibvirt } from ${JSON.stringify(open)};
const client = await openLibvirt('qemu:///system', ${JSON.stringify(system())});
const { mode, reason } = client.access;
const machines = await client.domains.list();
const names = (await client.snapshots.listNames(machines[0])).toSorted();
await client.close();
console.log(JSON.stringify({ mode, code: reason?.code, remedy: reason?.remedy?.text, names }));
`,
    );
    try {
      // In a namespace of its own root has no power over files, only its rights as their owner.
      const asUser = process.getuid?.() === 0 ? ['unshare', '--user', '--'] : [];
      const { stdout } = await execFileAsync('env', [...asUser, process.execPath, script]);
      expect(JSON.parse(stdout)).toEqual({
        mode: 'read-only',
        code: 'permission',
        remedy: expect.stringMatching(/group “libvirt”/),
        names: ['base', 'next'],
      });
    } finally {
      await chmod(libvirtd.socketPath, 0o700);
    }
  });
});
