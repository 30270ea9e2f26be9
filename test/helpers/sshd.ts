import { execFile, spawn } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { userInfo } from 'node:os';
import { promisify } from 'node:util';
import { makeTemporaryFolder, type TemporaryFolder } from './temporary-folder.ts';

const execFileAsync = promisify(execFile);

export interface TestSshdOptions {
  /** Variables of the sessions, such as those of a private libvirtd. */
  readonly environment: NodeJS.ProcessEnv;
  /** Shell commands before the one that is asked for, such as what a start-up file may do. */
  readonly preamble?: string;
}

export interface SshClientOptions {
  /** Which host key the client knows for this server; `right` when not given. */
  readonly hostKey?: 'right' | 'wrong' | 'none';
  /** Whether the client's key is let in; true when not given. */
  readonly authorized?: boolean;
}

export interface TestSshd extends AsyncDisposable {
  readonly port: number;
  readonly user: string;
  readonly folder: TemporaryFolder;
  /** The path of an ssh program that knows this server and ignores the user's own configuration, for `command=` in a URI. */
  client(options?: SshClientOptions): Promise<string>;
  /** `qemu+ssh://user@127.0.0.1:port/session?command=…` with further parameters. */
  uri(parameters?: Readonly<Record<string, string>>, client?: SshClientOptions): Promise<string>;
  /** Kills the server's side of all connections, as a crash does. */
  cut(): Promise<void>;
  /** May be called twice. */
  stop(): Promise<void>;
}

/** Starts an sshd on the loopback interface with its own keys and configuration, for the user who runs the tests. */
export async function startSshd(options: TestSshdOptions): Promise<TestSshd> {
  const folder = await makeTemporaryFolder();
  try {
    return await launch(folder, options);
  } catch (error) {
    await folder[Symbol.asyncDispose]();
    throw error;
  }
}

async function launch(folder: TemporaryFolder, options: TestSshdOptions): Promise<TestSshd> {
  const user = userInfo().username;
  await Promise.all(['host', 'stranger', 'user', 'intruder'].map((name) => makeKey(folder.entry(name))));
  await writeFile(folder.entry('authorized_keys'), await readFile(folder.entry('user.pub')));
  if (process.getuid?.() === 0) {
    // sshd insists on this empty folder, which a service manager makes elsewhere.
    await mkdir('/run/sshd', { recursive: true, mode: 0o755 });
  }
  const port = await freePort();
  await writeFile(folder.entry('sshd_config'), serverConfiguration(folder, port, options));
  const { stdout: program } = await execFileAsync('sh', ['-c', 'PATH="$PATH:/usr/sbin" command -v sshd']);
  const child = spawn(program.trim(), ['-D', '-e', '-f', folder.entry('sshd_config')], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let log = '';
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  await new Promise<void>((resolve, reject) => {
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      log += text;
      if (log.includes('Server listening')) {
        resolve();
      }
    });
    child.once('error', reject);
    child.once('exit', () => reject(new Error(`sshd does not start:\n${log}`)));
  });
  let clients = 0;
  const sshd: TestSshd = {
    port,
    user,
    folder,
    async client({ hostKey = 'right', authorized = true } = {}) {
      clients += 1;
      const name = folder.entry(`client-${clients}`);
      const publicKey = await readFile(
        folder.entry(hostKey === 'wrong' ? 'stranger.pub' : 'host.pub'),
        'utf8',
      );
      await writeFile(`${name}.known`, hostKey === 'none' ? '' : `[127.0.0.1]:${port} ${publicKey}`);
      await writeFile(
        `${name}.config`,
        [
          `UserKnownHostsFile ${name}.known`,
          'GlobalKnownHostsFile none',
          `IdentityFile ${folder.entry(authorized ? 'user' : 'intruder')}`,
          'IdentitiesOnly yes',
          'IdentityAgent none',
          '',
        ].join('\n'),
      );
      await writeFile(name, `#!/bin/sh\nexec ssh -F ${name}.config "$@"\n`, { mode: 0o700 });
      return name;
    },
    async uri(parameters = {}, client) {
      const query = new URLSearchParams({ ...parameters, command: await sshd.client(client) });
      return `qemu+ssh://${user}@127.0.0.1:${port}/session?${query.toString().replaceAll('+', '%20')}`;
    },
    async cut() {
      // The listening process is above them, and stays. From 9.8 on there are two for each connection.
      const { stdout } = await execFileAsync('ps', ['-e', '-o', 'pid=,ppid=,comm=']);
      for (const pid of sessionsBelow(child.pid ?? -1, stdout)) killIfThere(pid);
    },
    async stop() {
      child.kill('SIGKILL');
      await exited;
      await folder[Symbol.asyncDispose]();
    },
    [Symbol.asyncDispose]: () => sshd.stop(),
  };
  return sshd;
}

function killIfThere(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    // One of a pair ends by itself when the other does.
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
  }
}

/** sshd's processes below one; `list` has pid, parent and name of each process. */
function sessionsBelow(pid: number, list: string): readonly number[] {
  const processes = list
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/));
  return processes
    .filter(([, parent, name]) => Number(parent) === pid && name?.startsWith('sshd') === true)
    .flatMap(([child]) => [Number(child), ...sessionsBelow(Number(child), list)]);
}

function serverConfiguration(folder: TemporaryFolder, port: number, options: TestSshdOptions): string {
  const variables = Object.entries(options.environment)
    .filter(([name, value]) => name !== 'PATH' && value !== undefined)
    .map(([name, value]) => `"${name}=${value}"`);
  const preamble = options.preamble === undefined ? '' : `${options.preamble}; `;
  // For libvirt's programs root must look like a user here too, as for the daemon of startLibvirtd.
  const asUser = process.getuid?.() === 0 ? 'unshare --user --map-user=1000 --map-group=1000 -- ' : '';
  return [
    `Port ${port}`,
    'ListenAddress 127.0.0.1',
    `HostKey ${folder.entry('host')}`,
    `AuthorizedKeysFile ${folder.entry('authorized_keys')}`,
    'PidFile none',
    'StrictModes no',
    'UsePAM no',
    'PasswordAuthentication no',
    'KbdInteractiveAuthentication no',
    'PermitRootLogin prohibit-password',
    `SetEnv ${variables.join(' ')}`,
    `ForceCommand ${preamble}exec ${asUser}sh -c "$SSH_ORIGINAL_COMMAND"`,
    '',
  ].join('\n');
}

const makeKey = (file: string) =>
  execFileAsync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', 'test', '-f', file]);

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') {
    throw new Error('the system gave no port');
  }
  return address.port;
}
