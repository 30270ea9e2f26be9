import { execFile } from 'node:child_process';
import { mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LibvirtClient } from '../../electron/libvirt-rpc/client.ts';
import { openLibvirt } from '../../electron/libvirt-rpc/open.ts';
import { programs } from '../../electron/libvirt-rpc/procedures.ts';
import { startProxy } from '../helpers/libvirt-proxy.ts';
import { startLibvirtd, type TestLibvirtd } from '../helpers/libvirtd.ts';
import { makeTemporaryFolder } from '../helpers/temporary-folder.ts';

const execFileAsync = promisify(execFile);

let libvirtd: TestLibvirtd;

beforeAll(async () => {
  libvirtd = await startLibvirtd();
});

afterAll(async () => {
  await libvirtd?.stop();
});

const snapshotXml = (name: string) => `<domainsnapshot><name>${name}</name></domainsnapshot>`;

async function failureOf(opening: Promise<LibvirtClient>): Promise<unknown> {
  return await opening.then(
    () => 'connected',
    (error: unknown) => error,
  );
}

describe('a connection', () => {
  it('is found by alias and by environment', async () => {
    const configuration = libvirtd.folder.entry('config/libvirt/libvirt.conf');
    await writeFile(configuration, `uri_aliases = [ "mine=${libvirtd.testUri}" ]\n`);
    const environment = { ...libvirtd.environment, LIBVIRT_DEFAULT_URI: 'mine' };
    await using byAlias = await openLibvirt('mine', { environment, privileged: false });
    await using byDefault = await openLibvirt(null, { environment, privileged: false });
    expect([byAlias.uri, byDefault.uri]).toEqual([libvirtd.testUri, libvirtd.testUri]);
  });

  it('leads to the user’s own daemon for qemu:///session', async () => {
    await using client = await openLibvirt('qemu:///session', {
      environment: libvirtd.environment,
      privileged: false,
    });
    expect(await client.driver()).toBe('QEMU');
  });

  it('is kept alive while nothing happens', async () => {
    await using lively = await startLibvirtd({
      configuration: ['keepalive_interval = 1', 'keepalive_count = 1'],
    });
    const listenPath = lively.folder.entry('watched.sock');
    const { promise: answered, resolve } = Promise.withResolvers<void>();
    let pongs = 0;
    await using _proxy = await startProxy({
      listen: listenPath,
      target: lively.socketPath,
      onFrame: (from, frame) => {
        if (from === 'client' && frame.readUInt32BE(4) === programs.keepalive.number) {
          pongs += 1;
          if (pongs === 4) {
            resolve();
          }
        }
      },
    });
    await using client = await openLibvirt(lively.testUri.replace(lively.socketPath, listenPath));
    await answered;
    expect(await client.driver()).toBe('TEST');
  });

  it('to a daemon that hangs is given up', async () => {
    await using hung = await startLibvirtd();
    const client = await openLibvirt(hung.testUri, { keepalive: { intervalMs: 50, count: 3 } });
    hung.signal('SIGSTOP');
    await expect(client.domains.list()).rejects.toMatchObject({ code: 'unresponsive' });
    hung.signal('SIGCONT');
    await using again = await openLibvirt(hung.testUri);
    expect((await again.domains.list()).length).toBe(1);
  });

  it('ends with the daemon, and can be made again after its restart', async () => {
    await using mortal = await startLibvirtd();
    const client = await openLibvirt(mortal.testUri);
    await mortal.restart();
    expect(await client.ended).toMatchObject({
      code: 'ended',
      remedy: { text: expect.stringContaining('machines go on') },
    });
    await expect(client.domains.list()).rejects.toMatchObject({ code: 'ended' });
    await using again = await openLibvirt(mortal.testUri);
    expect((await again.domains.list()).length).toBe(1);
  });

  it('says what is wrong with the socket', async () => {
    await using folder = await makeTemporaryFolder();
    const at = (name: string) => openLibvirt(`test+unix:///default?socket=${folder.entry(name)}`);
    expect(await failureOf(at('none'))).toMatchObject({ code: 'socket-missing' });
    await writeFile(folder.entry('file'), '');
    expect(await failureOf(at('file'))).toMatchObject({ code: 'refused' });
    const server = createServer((socket) => socket.resume().end('HTTP/1.1 400 Bad Request\r\n\r\n'));
    await new Promise<void>((resolve) => server.listen(folder.entry('web'), resolve));
    expect(await failureOf(at('web'))).toMatchObject({ code: 'protocol' });
    await new Promise((resolve) => server.close(resolve));
  });

  it('that nobody answers can be given up', async () => {
    await using folder = await makeTemporaryFolder();
    const { promise: accepted, resolve: accept } = Promise.withResolvers<void>();
    const server = createServer((socket) => {
      socket.resume();
      accept();
    });
    await new Promise<void>((resolve) => server.listen(folder.entry('mute'), resolve));
    const abort = new AbortController();
    const opening = openLibvirt(`test+unix:///default?socket=${folder.entry('mute')}`, {
      signal: abort.signal,
    });
    await accepted;
    abort.abort(new Error('window closed'));
    await expect(opening).rejects.toThrow('window closed');
    await new Promise((resolve) => server.close(resolve));
  });
});

describe('authentication', () => {
  it('by SASL is refused with the way out', async () => {
    await using strict = await startLibvirtd({ authentication: 'sasl' });
    expect(await failureOf(openLibvirt(strict.testUri))).toMatchObject({
      code: 'unsupported',
      message: expect.stringContaining('SASL'),
      remedy: { text: expect.stringContaining('ssh') },
    });
  });

  it('that polkit refuses leaves a read-only connection, with the reason', async () => {
    await using strict = await startLibvirtd({ authentication: 'polkit' });
    expect(await failureOf(openLibvirt(strict.testUri))).toMatchObject({ code: 'permission' });
    // As on a real system, one socket to manage machines and one to look at them.
    await using folder = await makeTemporaryFolder();
    await symlink(strict.socketPath, folder.entry('libvirt-sock'));
    await symlink(libvirtd.socketPath, folder.entry('libvirt-sock-ro'));
    await using client = await openLibvirt('test:///default', {
      folders: { system: folder.path, session: folder.entry('none') },
      privileged: true,
    });
    expect(client.access).toMatchObject({ mode: 'read-only', reason: { code: 'permission' } });
    expect((await client.domains.list()).length).toBe(1);
  });
});

describe('the session daemon', () => {
  /** An environment where no daemon runs, with a `libvirtd` on the PATH that sees root as a user. */
  async function freshEnvironment(folder: AsyncDisposable & { entry(name: string): string }) {
    const names = ['home', 'run', 'config', 'cache', 'data', 'state', 'bin'];
    await Promise.all(names.map((name) => mkdir(folder.entry(name))));
    const asUser = process.getuid?.() === 0 ? 'unshare --user --map-user=1000 --map-group=1000 -- ' : '';
    const { stdout } = await execFileAsync('sh', ['-c', 'PATH="$PATH:/usr/sbin" command -v libvirtd']);
    const script = `#!/bin/sh\nexec ${asUser}${stdout.trim()} "$@"\n`;
    await writeFile(folder.entry('bin/libvirtd'), script, { mode: 0o700 });
    return {
      PATH: `${folder.entry('bin')}:${process.env.PATH}`,
      LIBVIRTD_PATH: folder.entry('bin/libvirtd'),
      HOME: folder.entry('home'),
      XDG_RUNTIME_DIR: folder.entry('run'),
      XDG_CONFIG_HOME: folder.entry('config'),
      XDG_CACHE_HOME: folder.entry('cache'),
    };
  }

  it('is started when it is absent, once for all who ask', async () => {
    await using folder = await makeTemporaryFolder();
    const environment = await freshEnvironment(folder);
    const options = { environment, privileged: false };
    const clients = await Promise.all([
      openLibvirt('test:///default', options),
      openLibvirt('test:///default', options),
    ]);
    const pid = Number(await readFile(folder.entry('run/libvirt/libvirtd.pid'), 'utf8'));
    try {
      const [one, other] = clients;
      const machine = await one.domains.lookupByName('test');
      await one.snapshots.create(machine, snapshotXml('shared'));
      expect(await other.snapshots.listNames(machine)).toEqual(['shared']);
    } finally {
      process.kill(pid, 'SIGKILL');
    }
    await Promise.all(clients.map(({ ended }) => ended));
  });

  it('is not started against the user’s will, nor by root, nor where there is none', async () => {
    await using folder = await makeTemporaryFolder();
    const environment = await freshEnvironment(folder);
    const unwanted = { ...environment, LIBVIRT_AUTOSTART: '0' };
    expect(
      await failureOf(openLibvirt('qemu:///session', { environment: unwanted, privileged: false })),
    ).toMatchObject({ code: 'socket-missing' });
    expect(await failureOf(openLibvirt('qemu:///session', { environment, privileged: true }))).toMatchObject({
      code: 'socket-missing',
    });
    const absent = { ...environment, LIBVIRTD_PATH: folder.entry('bin/none') };
    expect(
      await failureOf(openLibvirt('qemu:///session', { environment: absent, privileged: false })),
    ).toMatchObject({
      code: 'daemon',
    });
  });

  it('that ends at once is reported', async () => {
    await using folder = await makeTemporaryFolder();
    const environment = await freshEnvironment(folder);
    await writeFile(folder.entry('bin/libvirtd'), '#!/bin/sh\nexit 3\n');
    expect(await failureOf(openLibvirt('qemu:///session', { environment, privileged: false }))).toMatchObject(
      {
        code: 'daemon',
        message: expect.stringContaining('ended again'),
      },
    );
  });
});
