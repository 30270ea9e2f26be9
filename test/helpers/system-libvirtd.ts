import { execFile, spawn } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { connectWhenReady } from '../../electron/libvirt-rpc/daemon.ts';
import { knownCapabilities } from './libvirtd.ts';
import { makeTemporaryFolder, type TemporaryFolder } from './temporary-folder.ts';

const execFileAsync = promisify(execFile);

/** Seconds after which a daemon ends that a crashed test run left behind. */
const idleSeconds = 120;

/** A libvirtd as a system has it, with one socket for changes and one for looking only. */
export interface SystemLibvirtd extends AsyncDisposable {
  readonly folder: TemporaryFolder;
  /** The folder of the sockets: what `/run/libvirt` is on a system. */
  readonly sockets: string;
  readonly socketPath: string;
  readonly readOnlySocketPath: string;
  /** Runs virsh through the socket for changes; returns what it printed, trimmed. */
  virsh(...args: string[]): Promise<string>;
}

/**
 * Starts a libvirtd that takes itself for the system's, in a mount and network namespace of its own: of this computer's
 * libvirt it sees neither configuration nor state nor network. Ends with `await using`.
 */
export async function startSystemLibvirtd(): Promise<SystemLibvirtd> {
  const folder = await makeTemporaryFolder();
  const sockets = folder.entry('run');
  try {
    await Promise.all(['run', 'etc'].map((name) => mkdir(folder.entry(name))));
    await writeFile(
      folder.entry('etc/libvirtd.conf'),
      'log_outputs = "2:stderr"\nauth_unix_rw = "none"\nauth_unix_ro = "none"\nunix_sock_ro_perms = "0777"\nunix_sock_rw_perms = "0700"\n',
    );
    await writeFile(
      folder.entry('etc/qemu.conf'),
      'stdio_handler = "file"\nsecurity_driver = "none"\nnamespaces = []\nseccomp_sandbox = 0\nuser = "root"\ngroup = "root"\ncgroup_controllers = []\ndynamic_ownership = 0\nremember_owner = 0\n',
    );
    // Debian's libvirt looks for this user, which its package makes only where a system runs.
    const users = 'libvirt-qemu:x:64055:64055::/nonexistent:/bin/false\n';
    await writeFile(folder.entry('passwd'), `${await readFile('/etc/passwd', 'utf8')}${users}`);
    const groups = 'libvirt-qemu:x:64055:\nkvm:x:64056:\n';
    await writeFile(folder.entry('group'), `${await readFile('/etc/group', 'utf8')}${groups}`);
    await writeFile(folder.entry('start'), startScript(folder, await knownCapabilities()), { mode: 0o700 });
  } catch (error) {
    await folder[Symbol.asyncDispose]();
    throw error;
  }
  const asRoot = process.getuid?.() === 0 ? [] : ['--user', '--map-root-user'];
  const child = spawn(
    'unshare',
    [...asRoot, '--mount', '--net', '--propagation', 'private', folder.entry('start')],
    { env: { ...process.env, PATH: `${process.env.PATH}:/usr/sbin` }, stdio: ['ignore', 'ignore', 'pipe'] },
  );
  let log = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    log += text;
  });
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const stop = async () => {
    child.kill('SIGKILL');
    await exited;
    await folder[Symbol.asyncDispose]();
  };
  const socketPath = `${sockets}/libvirt-sock`;
  try {
    (await connectWhenReady(child, 'libvirtd', socketPath)).close();
  } catch (error) {
    await stop();
    throw new Error(`libvirtd does not start:\n${log}`, { cause: error });
  }
  return {
    folder,
    sockets,
    socketPath,
    readOnlySocketPath: `${sockets}/libvirt-sock-ro`,
    async virsh(...args) {
      const uri = `qemu+unix:///system?socket=${socketPath}`;
      const { stdout } = await execFileAsync('virsh', ['--quiet', '--connect', uri, ...args]);
      return stdout.trim();
    },
    [Symbol.asyncDispose]: stop,
  };
}

/** A user who is not root may not take on the groups of another, under whom this libvirtd would look at QEMU. */
function startScript(folder: TemporaryFolder, capabilities: string): string {
  return `#!/bin/sh
set -e
mount --bind ${folder.entry('passwd')} /etc/passwd
mount --bind ${folder.entry('group')} /etc/group
mount --bind ${folder.entry('etc')} /etc/libvirt
mount -t tmpfs none /run
mkdir /run/libvirt
mount --bind ${folder.entry('run')} /run/libvirt
mount -t tmpfs none /var
mkdir -p /var/lib/libvirt /var/cache/libvirt/qemu /var/log/libvirt
cp -r ${capabilities} /var/cache/libvirt/qemu
ln -s /run /var/run
exec libvirtd --timeout=${idleSeconds} --config /etc/libvirt/libvirtd.conf
`;
}
