import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { OperationContext } from '../../electron/hypervisor/hypervisor.ts';
import type { LibvirtHypervisor } from '../../electron/hypervisor/libvirt/libvirt-hypervisor.ts';
import { libvirtHypervisor, until } from '../helpers/libvirt-hypervisor.ts';
import { startLibvirtd, type TestLibvirtd, testDomainXml } from '../helpers/libvirtd.ts';
import { createQcow2 } from '../helpers/qemu.ts';
import { startSshd, type TestSshd } from '../helpers/sshd.ts';

let libvirtd: TestLibvirtd;
let sshd: TestSshd;
beforeAll(async () => {
  libvirtd = await startLibvirtd();
  sshd = await startSshd({ environment: libvirtd.environment });
  await libvirtd.define(testDomainXml({ name: 'far-away' }));
});
afterAll(async () => {
  await sshd?.stop();
  await libvirtd?.stop();
});

const opened: LibvirtHypervisor[] = [];
afterEach(async () => {
  for (const each of opened.splice(0)) await each.close();
});

function hypervisorAt(uri: string): LibvirtHypervisor {
  const hypervisor = libvirtHypervisor(libvirtd, uri);
  opened.push(hypervisor);
  return hypervisor;
}

const linkOf = (hypervisor: LibvirtHypervisor) => hypervisor.connection().link;
const context: OperationContext = { onProgress: () => undefined, onStep: () => undefined };
const plainTake = { description: '', memory: true, drives: null, quiesce: false, external: null };

describe('the connection to a libvirt', () => {
  it('goes over ssh, breaks, keeps its machines, and is made again', async () => {
    const hypervisor = hypervisorAt(await sshd.uri());
    expect(linkOf(hypervisor)).toEqual({ status: 'connecting' });
    await hypervisor.open();
    expect(linkOf(hypervisor)).toEqual({ status: 'connected', readOnly: null });
    expect(hypervisor.domains()).toMatchObject([
      { name: 'far-away', state: 'off', activity: expect.any(String) },
    ]);
    await sshd.cut();
    await until(hypervisor, () => linkOf(hypervisor).status === 'lost');
    expect(linkOf(hypervisor)).toMatchObject({
      code: 'ended',
      message: expect.stringMatching(/ssh connection to 127\.0\.0\.1 ended.*made again/),
      retryAt: expect.any(Number),
    });
    expect(hypervisor.domains()).toMatchObject([{ name: 'far-away', state: 'unknown' }]);
    const { uuid } = hypervisor.domains()[0] ?? { uuid: '' };
    expect(await hypervisor.listSnapshots(uuid)).toEqual([]);
    await expect(hypervisor.power(uuid, 'start', context)).rejects.toMatchObject({ code: 'unreachable' });
    await until(hypervisor, () => linkOf(hypervisor).status === 'connected');
    expect(hypervisor.domains()).toMatchObject([{ name: 'far-away', state: 'off' }]);
  });

  it.each([
    [
      'an unknown host',
      { hostKey: 'none' as const },
      'host-key-unknown',
      /not yet known to ssh.*compare the fingerprint/,
    ],
    ['another host key', { hostKey: 'wrong' as const }, 'host-key-', /ssh/],
    ['a refused log-in', { authorized: false }, 'authentication', /refused the log-in.*ssh-add/],
  ])(
    'is not tried again by itself at %s, for only a person can help',
    async (_what, client, code, message) => {
      const hypervisor = hypervisorAt(await sshd.uri({}, client));
      await hypervisor.open();
      expect(linkOf(hypervisor)).toMatchObject({
        status: 'lost',
        code: expect.stringContaining(code),
        message: expect.stringMatching(message),
        retryAt: null,
      });
      expect(hypervisor.domains()).toEqual([]);
    },
  );

  it('is tried again with growing pauses while there is no daemon, and says since when', async () => {
    const hypervisor = hypervisorAt(`qemu+unix:///session?socket=${libvirtd.folder.entry('nothing')}`);
    const pauses: number[] = [];
    const sinces = new Set<number>();
    hypervisor.onChange(() => {
      const link = linkOf(hypervisor);
      if (link.status !== 'lost' || link.retryAt === null) return;
      pauses.push(link.retryAt - Date.now());
      sinces.add(link.since);
    });
    await hypervisor.open();
    await until(hypervisor, () => pauses.length === 3);
    expect(pauses.map((pause) => Math.round(pause / 500) * 500)).toEqual([500, 1000, 2000]);
    expect(sinces.size).toBe(1);
  });

  it('does not come back once it is closed', async () => {
    const hypervisor = hypervisorAt(libvirtd.uri);
    await hypervisor.open();
    await hypervisor.close();
    hypervisor.retry();
    await expect(hypervisor.listSnapshotNames(randomUUID())).rejects.toMatchObject({
      name: 'HypervisorError',
    });
    expect(linkOf(hypervisor).status).toBe('connected');
    for (const { uuid } of hypervisor.domains()) {
      await expect(hypervisor.domainXml(uuid)).rejects.toMatchObject({ code: 'unreachable' });
    }
  });
});

describe('a machine that another program has libvirt at work on', () => {
  it('is said to be, without waiting for that', async () => {
    const uuid = randomUUID();
    const disk = libvirtd.folder.entry('held.qcow2');
    await createQcow2(disk);
    await libvirtd.define(testDomainXml({ name: 'held', uuid, disks: [{ path: disk }] }));
    await libvirtd.virsh('start', 'held');
    const hypervisor = hypervisorAt(libvirtd.uri);
    await hypervisor.open();
    await until(hypervisor, () => hypervisor.domain(uuid)?.drives[0]?.virtualSizeBytes !== null);
    const pid = Number(await readFile(libvirtd.folder.entry('run/libvirt/qemu/run/held.pid'), 'utf8'));
    process.kill(pid, 'SIGSTOP');
    try {
      const byVirsh = libvirtd.virsh('snapshot-create-as', 'held', 'long');
      // It waits for the QEMU that stands still, and libvirt with it; the machine is paused for the snapshot before that.
      const taking = byVirsh.then(
        () => 'done',
        () => 'failed',
      );
      await expect
        .poll(
          async () => {
            const operation = { kind: 'take', options: { ...plainTake, name: 'ours' } } as const;
            const findings = await hypervisor.check(uuid, operation);
            return findings.map((each) => each.code);
          },
          { timeout: 20_000 },
        )
        .toEqual(['held']);
      await expect(
        hypervisor.takeSnapshot(uuid, { ...plainTake, name: 'ours' }, context),
      ).rejects.toMatchObject({
        code: 'refused',
        message: expect.stringMatching(/at work on held for another program/),
      });
      expect(await hypervisor.listSnapshots(uuid)).toEqual([]);
      process.kill(pid, 'SIGCONT');
      expect(await taking).toBe('done');
    } finally {
      process.kill(pid, 'SIGCONT');
    }
    expect((await hypervisor.listSnapshots(uuid)).map((each) => each.name)).toEqual(['long']);
    await libvirtd.virsh('destroy', 'held');
    await libvirtd.virsh('undefine', 'held', '--snapshots-metadata');
  });
});
