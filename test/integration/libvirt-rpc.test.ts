import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LibvirtClient } from '../../electron/libvirt-rpc/client.ts';
import { Connection } from '../../electron/libvirt-rpc/connection.ts';
import { isUnknownProcedure } from '../../electron/libvirt-rpc/errors.ts';
import type { ReceivedEvent } from '../../electron/libvirt-rpc/events.ts';
import { openLibvirt } from '../../electron/libvirt-rpc/open.ts';
import { procedures, programs } from '../../electron/libvirt-rpc/procedures.ts';
import { connectUnix } from '../../electron/libvirt-rpc/transport-unix.ts';
import { startProxy } from '../helpers/libvirt-proxy.ts';
import { startLibvirtd, type TestLibvirtd, testDomainXml } from '../helpers/libvirtd.ts';

const execFileAsync = promisify(execFile);

let libvirtd: TestLibvirtd;

beforeAll(async () => {
  libvirtd = await startLibvirtd();
});

afterAll(async () => {
  await libvirtd?.stop();
});

const snapshotXml = (name: string, description = '') =>
  `<domainsnapshot><name>${name}</name><description>${description}</description></domainsnapshot>`;

/** Collects events, and waits for one. */
async function listen(client: LibvirtClient) {
  const received: string[] = [];
  const waiting = new Map<string, () => void>();
  await client.events.listen((event: ReceivedEvent) => {
    const described = event.kind === 'lifecycle' ? `${event.change} ${event.detail}` : event.kind;
    received.push(described);
    waiting.get(described)?.();
  });
  return {
    received,
    until: (described: string) =>
      received.includes(described)
        ? Promise.resolve()
        : new Promise<void>((resolve) => waiting.set(described, resolve)),
  };
}

describe('libvirt’s test driver, over RPC', () => {
  it('answers about the host what virsh says', async () => {
    await using client = await openLibvirt(libvirtd.testUri);
    const { major, minor, release } = await client.libvirtVersion();
    expect(await libvirtd.virsh('version', '--daemon')).toContain(`daemon: ${major}.${minor}.${release}`);
    expect(await client.driver()).toBe('TEST');
    expect(await client.hostname()).toBe(await libvirtd.virshAt(libvirtd.testUri, 'hostname'));
    expect((await client.capabilitiesXml()).trim()).toBe(
      await libvirtd.virshAt(libvirtd.testUri, 'capabilities'),
    );
    expect(client.access).toEqual({ mode: 'read-write' });
  });

  it('keeps snapshots as virsh sees them', async () => {
    await using client = await openLibvirt(libvirtd.testUri);
    const machine = await client.domains.lookupByName('test');
    expect(await client.snapshots.current(machine)).toBeNull();
    const base = await client.snapshots.create(machine, snapshotXml('base & <first>'.replace(/[&<>]/g, '_')));
    const child = await client.snapshots.create(machine, snapshotXml('Ünïcode ✓', 'more &lt;text&gt;'));
    const leaf = await client.snapshots.create(machine, snapshotXml('leaf'));
    expect(await client.snapshots.parent(child)).toEqual(base);
    expect(await client.snapshots.parent(base)).toBeNull();
    expect(await client.snapshots.current(machine)).toEqual(leaf);
    expect(await client.snapshots.isCurrent(child)).toBe(false);
    expect((await client.snapshots.listAll(machine, ['topological'])).map(({ name }) => name)).toEqual([
      base.name,
      child.name,
      leaf.name,
    ]);
    expect(Array.from(await client.snapshots.listNames(machine)).sort()).toEqual(
      (await libvirtd.virshAt(libvirtd.testUri, 'snapshot-list', 'test', '--name')).split('\n').sort(),
    );
    expect((await client.snapshots.listChildren(base)).map(({ name }) => name)).toEqual([child.name]);
    expect((await client.snapshots.listChildren(base, ['descendants'])).length).toBe(2);
    expect((await client.snapshots.listAll(machine, ['leaves'])).map(({ name }) => name)).toEqual(['leaf']);
    expect((await client.snapshots.xml(child)).trim()).toBe(
      await libvirtd.virshAt(libvirtd.testUri, 'snapshot-dumpxml', 'test', child.name),
    );
    expect(await client.snapshots.lookupByName(machine, child.name)).toEqual(child);
    await expect(client.snapshots.lookupByName(machine, 'missing')).rejects.toMatchObject({
      code: 'no-domain-snapshot',
    });
    await client.snapshots.revert(child, ['paused']);
    expect(await client.domains.state(machine)).toBe('paused');
    expect(await libvirtd.virshAt(libvirtd.testUri, 'snapshot-current', 'test', '--name')).toBe(child.name);
    await client.domains.resume(machine);
    await client.snapshots.delete(base, ['children-only']);
    expect(await client.snapshots.listNames(machine)).toEqual([base.name]);
    await client.snapshots.delete(base);
    expect(await libvirtd.virshAt(libvirtd.testUri, 'snapshot-list', 'test', '--name')).toBe('');
  });

  it('sends pictures, many at once', async () => {
    await using client = await openLibvirt(libvirtd.testUri);
    const machine = await client.domains.lookupByName('test');
    const file = libvirtd.folder.entry('virsh.png');
    await libvirtd.virshAt(libvirtd.testUri, 'screenshot', 'test', file);
    const expected = await readFile(file);
    const pictures = await Promise.all(
      Array.from({ length: 20 }, () => client.domains.screenshot(machine, 0)),
    );
    for (const { mime, data } of pictures) {
      expect(mime).toBe('image/png');
      expect(data.equals(expected)).toBe(true);
    }
  });

  it('breaks a picture off above the limit and goes on', async () => {
    await using client = await openLibvirt(libvirtd.testUri);
    const machine = await client.domains.lookupByName('test');
    await expect(client.domains.screenshot(machine, 0, { byteLimit: 1000 })).rejects.toThrow(
      'more than 1000',
    );
    expect((await client.domains.screenshot(machine, 0)).data.length).toBeGreaterThan(1000);
  });

  it('answers hundreds of calls at once, also over a slow line', async () => {
    const listenPath = libvirtd.folder.entry('slow.sock');
    await using _proxy = await startProxy({ listen: listenPath, target: libvirtd.socketPath, latencyMs: 10 });
    await using client = await openLibvirt(libvirtd.testUri.replace(libvirtd.socketPath, listenPath));
    const machine = await client.domains.lookupByName('test');
    const states = await Promise.all(Array.from({ length: 600 }, () => client.domains.state(machine)));
    expect(states).toEqual(Array(600).fill('running'));
  });

  it('does not know what a newer one may', async () => {
    const connection = new Connection(await connectUnix(libvirtd.socketPath));
    await connection.call(procedures.connectOpen, { name: 'test:///default', flags: 0 });
    const future = { ...procedures.authList, number: 9999 };
    const foreign = { ...procedures.authList, program: { ...programs.remote, number: 0x20008099 } };
    for (const procedure of [future, foreign]) {
      const error = await connection.call(procedure, undefined).catch((reason: unknown) => reason);
      expect(isUnknownProcedure(error)).toBe(true);
    }
    expect((await connection.call(procedures.connectGetType, undefined)).value).toBe('TEST');
    connection.close();
  });

  it('may only be looked at through a read-only connection', async () => {
    await using client = await openLibvirt(libvirtd.testUri, { readOnly: true });
    const machine = await client.domains.lookupByName('test');
    expect(await client.domains.state(machine)).toBe('running');
    await expect(client.domains.screenshot(machine, 0)).rejects.toMatchObject({ code: 'operation-denied' });
    await expect(client.domains.destroy(machine)).rejects.toMatchObject({ code: 'operation-denied' });
    expect(client.access).toEqual({ mode: 'read-only', reason: null });
  });
});

describe('a QEMU machine of libvirt’s', () => {
  it('is defined, started, photographed, snapshotted, restored and removed, with events', async () => {
    await using client = await openLibvirt(libvirtd.uri);
    const events = await listen(client);
    const disk = libvirtd.folder.entry('machine.qcow2');
    await execFileAsync('qemu-img', ['create', '-q', '-f', 'qcow2', disk, '16M']);
    const defined = await client.domains.define(testDomainXml({ name: 'machine', disks: [{ path: disk }] }));
    expect(await client.domains.state(defined)).toBe('shut-off');
    expect(await client.domains.isPersistent(defined)).toBe(true);
    await expect(client.domains.screenshot(defined, 0)).rejects.toMatchObject({ code: 'operation-invalid' });

    const machine = await client.domains.start(defined, ['paused']);
    expect(machine.id).toBeGreaterThan(0);
    expect(await client.domains.state(machine)).toBe('paused');
    await client.domains.resume(machine);
    expect(await libvirtd.virsh('domstate', 'machine')).toBe('running');
    expect((await client.domains.xml(machine)).trim()).toBe(await libvirtd.virsh('dumpxml', 'machine'));
    expect((await client.domains.xml(machine, ['inactive'])).trim()).toBe(
      await libvirtd.virsh('dumpxml', '--inactive', 'machine'),
    );
    expect((await client.domains.blockInfo(machine, 'vda')).capacityBytes).toBe(16 * 1024 * 1024);
    expect(await client.domains.blockJob(machine, 'vda')).toBeNull();
    expect(await client.domains.jobInfo(machine)).toBeNull();
    expect(await client.domains.hasManagedSave(machine)).toBe(false);

    const picture = await client.domains.screenshot(machine, 0);
    expect(picture.data.length).toBeGreaterThan(100);
    await expect(client.domains.screenshot(machine, 5)).rejects.toMatchObject({ code: 'operation-invalid' });
    await expect(client.domains.agentCommand(machine, '{"execute":"guest-ping"}')).rejects.toMatchObject({
      code: 'argument-unsupported',
    });

    const snapshot = await client.snapshots.create(machine, snapshotXml('first'));
    expect(await libvirtd.virsh('snapshot-current', 'machine', '--name')).toBe('first');
    await client.domains.suspend(machine);
    await client.snapshots.revert(snapshot);
    expect(await client.domains.state(machine)).toBe('running');
    await client.snapshots.delete(snapshot);
    await client.domains.managedSave(machine);
    expect(await client.domains.hasManagedSave(machine)).toBe(true);
    await client.domains.removeManagedSave(machine);
    await client.domains.undefine(machine);
    await events.until('undefined removed');
    expect(events.received).toEqual(
      expect.arrayContaining([
        'defined added',
        'started booted',
        'resumed unpaused',
        'suspended paused',
        'stopped from-snapshot',
        'started from-snapshot',
        'resumed from-snapshot',
        'stopped saved',
      ]),
    );
    expect((await client.domains.list()).map(({ name }) => name)).not.toContain('machine');
  });

  it('is told apart in an error by libvirt’s own words', async () => {
    await using client = await openLibvirt(libvirtd.uri);
    await expect(client.domains.lookupByName('nobody')).rejects.toMatchObject({
      code: 'no-domain',
      origin: 'qemu',
      message: "Domain not found: no domain with matching name 'nobody'",
    });
    await expect(client.domains.define('no XML')).rejects.toMatchObject({ code: 'xml-detail' });
  });
});
