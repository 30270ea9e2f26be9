import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openLibvirt } from '../../electron/libvirt-rpc/open.ts';
import { startLibvirtd, type TestLibvirtd, testDomainXml } from '../helpers/libvirtd.ts';
import { startSshd, type TestSshd, type TestSshdOptions } from '../helpers/sshd.ts';

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

async function namesAt(uri: string): Promise<string[]> {
  await using client = await openLibvirt(uri);
  return (await client.domains.list()).map(({ name }) => name);
}

async function failureAt(uri: string): Promise<unknown> {
  return await openLibvirt(uri).then(
    () => 'connected',
    (error: unknown) => error,
  );
}

async function failureWith(options: Partial<TestSshdOptions>): Promise<unknown> {
  await using other = await startSshd({ environment: libvirtd.environment, ...options });
  return await failureAt(await other.uri());
}

describe('libvirt over ssh', () => {
  it('is reached through virt-ssh-helper', async () => {
    expect(await namesAt(await sshd.uri())).toEqual(['far-away']);
  });

  it('is reached through netcat and a socket', async () => {
    expect(await namesAt(await sshd.uri({ socket: libvirtd.socketPath }))).toEqual(['far-away']);
    await using client = await openLibvirt(await sshd.uri({ socket: libvirtd.socketPath, proxy: 'netcat' }));
    expect(await client.driver()).toBe('QEMU');
  });

  it('carries pictures and events', async () => {
    const uri = (await sshd.uri({ socket: libvirtd.socketPath })).replace('qemu+ssh', 'test+ssh');
    await using client = await openLibvirt(uri.replace('/session', '/default'));
    const machine = await client.domains.lookupByName('test');
    const picture = await client.domains.screenshot(machine, 0);
    expect(picture.data.subarray(1, 4).toString()).toBe('PNG');
    const { promise, resolve } = Promise.withResolvers<unknown>();
    await client.events.listen(resolve);
    await client.domains.suspend(machine);
    expect(await promise).toMatchObject({ kind: 'lifecycle', change: 'suspended', detail: 'paused' });
    await client.domains.resume(machine);
  });

  it('is refused when the host key is unknown, and the key stays unknown', async () => {
    const uri = await sshd.uri({}, { hostKey: 'none' });
    for (let attempt = 0; attempt < 2; attempt++) {
      expect(await failureAt(uri)).toMatchObject({
        code: 'host-key-unknown',
        remedy: { text: expect.stringContaining(`ssh -p ${sshd.port} ${sshd.user}@127.0.0.1`) },
      });
    }
  });

  it('is refused when the host key has changed', async () => {
    expect(await failureAt(await sshd.uri({}, { hostKey: 'wrong' }))).toMatchObject({
      code: 'host-key-changed',
      remedy: { text: expect.stringContaining(`“ssh-keygen -R "[127.0.0.1]:${sshd.port}"”`) },
    });
  });

  it('takes an unknown host key where the URI says no_verify=1', async () => {
    expect(await namesAt(await sshd.uri({ no_verify: '1' }, { hostKey: 'none' }))).toEqual(['far-away']);
  });

  it('is refused when the server does not know our key', async () => {
    expect(await failureAt(await sshd.uri({}, { authorized: false }))).toMatchObject({
      code: 'authentication',
      message: expect.stringContaining('127.0.0.1'),
    });
  });

  it('says that nobody listens there', async () => {
    const other = await startSshd({ environment: libvirtd.environment });
    const uri = await other.uri();
    const command = await sshd.client();
    await other.stop();
    expect(
      await failureAt(uri.replace(/command=.*/, `command=${encodeURIComponent(command)}`)),
    ).toMatchObject({
      code: 'refused',
    });
  });

  it('says that a host does not exist', async () => {
    const uri = (await sshd.uri()).replace('127.0.0.1', 'no-such-host.invalid');
    expect(await failureAt(uri)).toMatchObject({ code: 'host-not-found' });
  });

  it('never takes a host for an option', async () => {
    const touched = sshd.folder.entry('touched');
    const host = `-oProxyCommand=touch%20${touched}`;
    expect(await failureAt(`qemu+ssh://${host}/session`)).toMatchObject({ code: 'uri' });
    expect(await failureAt(`qemu+ssh://${host.replace('-', '%2D')}/session`)).toMatchObject({ code: 'uri' });
  });

  it('says that text is in the way', async () => {
    expect(await failureWith({ preamble: 'echo Welcome to rack-1' })).toMatchObject({
      code: 'stray-output',
      message: expect.stringContaining('“Welcome to rack-1”'),
    });
  });

  it('does not mind text on standard error', async () => {
    await using other = await startSshd({
      environment: libvirtd.environment,
      preamble: 'echo pyenv: command not found >&2',
    });
    expect(await namesAt(await other.uri())).toEqual(['far-away']);
  });

  it('says that there is no helper', async () => {
    expect(await failureAt(await sshd.uri({ proxy: 'netcat', netcat: 'no-such-netcat' }))).toMatchObject({
      code: 'helper-missing',
    });
  });

  it('says that there is no daemon', async () => {
    expect(await failureAt(await sshd.uri({ socket: '/nowhere/libvirt-sock' }))).toMatchObject({
      code: 'daemon',
    });
  });

  it('says that the ssh program is missing', async () => {
    expect(await failureAt('qemu+ssh://127.0.0.1/session?command=/nowhere/ssh')).toMatchObject({
      code: 'ssh-missing',
      message: expect.stringContaining('/nowhere/ssh'),
    });
  });

  it('asks through SSH_ASKPASS where that is set', async () => {
    await using other = await startSshd({ environment: libvirtd.environment });
    const asked = other.folder.entry('asked');
    await writeFile(other.folder.entry('askpass'), `#!/bin/sh\necho "$1" >> ${asked}\necho wrong\n`, {
      mode: 0o700,
    });
    await protectKey(other.folder.entry('user'));
    const environment = { ...process.env, SSH_ASKPASS: other.folder.entry('askpass') };
    await expect(openLibvirt(await other.uri(), { environment })).rejects.toMatchObject({
      code: 'authentication',
    });
    expect(await readFile(asked, 'utf8')).toContain('passphrase');
  });

  it('that is cut in mid-call fails the call at once, with the reason', async () => {
    const client = await openLibvirt(await sshd.uri());
    libvirtd.signal('SIGSTOP');
    try {
      const call = client.domains.list();
      await sshd.cut();
      await expect(call).rejects.toMatchObject({ name: 'ConnectionFailure', code: 'ended' });
      expect((await client.ended).message).toContain('127.0.0.1');
    } finally {
      libvirtd.signal('SIGCONT');
    }
    expect(await namesAt(await sshd.uri())).toEqual(['far-away']);
  });
});

async function protectKey(file: string): Promise<void> {
  await promisify(execFile)('ssh-keygen', ['-q', '-p', '-P', '', '-N', 'secret phrase', '-f', file]);
}
