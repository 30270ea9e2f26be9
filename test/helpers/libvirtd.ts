import { execFile, spawn } from 'node:child_process';
import { cp, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import type { Version } from '../../electron/libvirt-rpc/client.ts';
import { connectWhenReady } from '../../electron/libvirt-rpc/daemon.ts';
import { makeTemporaryFolder, type TemporaryFolder } from './temporary-folder.ts';

const execFileAsync = promisify(execFile);

/** Seconds after which a daemon ends that a crashed test run left behind. */
const idleSeconds = 300;

/** libvirt asks each installed QEMU what it can do, which takes seconds; it checks itself whether the answers still hold. */
const capabilitiesCache = path.join(
  process.env.SNAPGROVE_OTHER_DEBIAN ??
    path.resolve(import.meta.dirname, '../../node_modules/.cache/snapgrove'),
  `libvirt-${process.getuid?.() ?? 'user'}`,
);

export interface TestLibvirtdOptions {
  /** What the daemon asks of its clients; `none` when not given. */
  readonly authentication?: 'none' | 'polkit' | 'sasl';
  /** Lines for `libvirtd.conf`, after those of the helper. */
  readonly configuration?: readonly string[];
}

export interface TestDisk {
  readonly path: string;
  /** `vda` when not given. */
  readonly target?: string;
  /** `qcow2` when not given. */
  readonly format?: 'qcow2' | 'raw';
}

export interface TestDomainOptions {
  readonly name: string;
  readonly uuid?: string;
  /** In MiB; 32 when not given. */
  readonly memory?: number;
  readonly disks?: readonly TestDisk[];
  /** A standard VGA with a picture to take; true when not given. */
  readonly video?: boolean;
  /** XML inside `<devices>`. */
  readonly devices?: string;
  /** XML inside `<domain>`. */
  readonly elements?: string;
}

export interface TestLibvirtd extends AsyncDisposable {
  readonly folder: TemporaryFolder;
  readonly socketPath: string;
  readonly pid: number;
  /** `qemu:///session` of this daemon, for virsh and for `openLibvirt`. */
  readonly uri: string;
  /** libvirt's test driver in this daemon; its machines live as long as the daemon. */
  readonly testUri: string;
  /** HOME and XDG folders of this daemon; with it, plain `qemu:///session` leads here for a user who is not root. */
  readonly environment: NodeJS.ProcessEnv;
  /** Runs virsh on `uri`; returns what it printed, trimmed. Throws with what it said on standard error. */
  virsh(...args: string[]): Promise<string>;
  /** Runs virsh on another URI of this daemon, such as `testUri`. */
  virshAt(uri: string, ...args: string[]): Promise<string>;
  /** The daemon's version, as virsh has it. */
  version(): Promise<Version>;
  /** Defines a machine from XML, such as `testDomainXml` makes. */
  define(xml: string): Promise<void>;
  /** What the daemon logged. */
  log(): string;
  /** Sends a signal to the daemon, such as SIGSTOP for one that hangs. */
  signal(signal: NodeJS.Signals): void;
  /** Ends the daemon, leaving machines running, and starts it again in the same folder. */
  restart(): Promise<void>;
  /** Ends the daemon and its machines and removes the folder. May be called twice. */
  stop(): Promise<void>;
}

/**
 * Starts a libvirtd that shares nothing with the system's: own sockets, configuration and state below a temporary folder.
 * It is a session daemon (`qemu:///session`); as root it runs in a user namespace where root looks like a user, and has root's access to files.
 */
export async function startLibvirtd(options: TestLibvirtdOptions = {}): Promise<TestLibvirtd> {
  const folder = await makeTemporaryFolder();
  const environment = environmentIn(folder);
  try {
    await writeConfiguration(folder, options);
    // There is none before the first run.
    await cp(capabilitiesCache, folder.entry('cache'), { recursive: true }).catch(() => undefined);
  } catch (error) {
    await folder[Symbol.asyncDispose]();
    throw error;
  }
  const socketPath = folder.entry('run/libvirt/libvirt-sock');
  const uri = `qemu+unix:///session?socket=${socketPath}`;
  const virshAt = async (at: string, ...args: string[]): Promise<string> => {
    const { stdout } = await execFileAsync('virsh', ['--quiet', '--connect', at, ...args], {
      env: environment,
      maxBuffer: 64 * 1024 * 1024,
    });
    return stdout.trim();
  };
  let daemon = launch(folder, environment);
  let stopped: Promise<void> | null = null;
  const stop = async () => {
    await daemon.end();
    await killMachines(folder);
    await folder[Symbol.asyncDispose]();
  };
  const libvirtd: TestLibvirtd = {
    folder,
    socketPath,
    get pid() {
      return daemon.pid;
    },
    uri,
    testUri: `test+unix:///default?socket=${socketPath}`,
    environment,
    virshAt,
    virsh: (...args) => virshAt(uri, ...args),
    async version() {
      const [major = 0, minor = 0, release = 0] =
        /running against daemon: (.+)$/i
          .exec(await virshAt(uri, 'version', '--daemon'))?.[1]
          ?.split('.')
          .map(Number) ?? [];
      return { major, minor, release };
    },
    async define(xml) {
      const file = folder.entry(`define-${crypto.randomUUID()}.xml`);
      await writeFile(file, xml);
      await virshAt(uri, 'define', file);
      await rm(file);
    },
    log: () => daemon.log(),
    signal: (signal) => daemon.kill(signal),
    async restart() {
      await daemon.end();
      daemon = launch(folder, environment);
      await daemon.ready(socketPath);
    },
    stop: () => {
      stopped ??= stop();
      return stopped;
    },
    [Symbol.asyncDispose]: () => libvirtd.stop(),
  };
  try {
    await daemon.ready(socketPath);
    await saveCapabilities(folder, libvirtd, options);
    return libvirtd;
  } catch (error) {
    await libvirtd.stop();
    throw new Error(`libvirtd does not start:\n${daemon.log()}`, { cause: error });
  }
}

/** The XML of a small machine without hardware virtualisation and without a boot disk of its own. */
export function testDomainXml(options: TestDomainOptions): string {
  const disks = (options.disks ?? []).map(
    ({ path: file, target = 'vda', format = 'qcow2' }) => `
    <disk type='file' device='disk'>
      <driver name='qemu' type='${format}'/><source file='${file}'/>
      <target dev='${target}' bus='${target.startsWith('vd') ? 'virtio' : 'ide'}'/>
    </disk>`,
  );
  return `<domain type='qemu'>
  <name>${options.name}</name>
  ${options.uuid === undefined ? '' : `<uuid>${options.uuid}</uuid>`}
  <memory unit='MiB'>${options.memory ?? 32}</memory>
  <vcpu>1</vcpu>
  <os><type arch='x86_64' machine='pc'>hvm</type></os>
  <devices>
    <emulator>/usr/bin/qemu-system-x86_64</emulator>${disks.join('')}
    ${options.video === false ? '' : "<video><model type='vga'/></video>"}
    <memballoon model='none'/>
    ${options.devices ?? ''}
  </devices>
  ${options.elements ?? ''}
</domain>`;
}

function environmentIn(folder: TemporaryFolder): NodeJS.ProcessEnv {
  return {
    PATH: process.env.PATH,
    LC_ALL: 'C.UTF-8',
    HOME: folder.entry('home'),
    XDG_RUNTIME_DIR: folder.entry('run'),
    XDG_CONFIG_HOME: folder.entry('config'),
    XDG_CACHE_HOME: folder.entry('cache'),
    XDG_DATA_HOME: folder.entry('data'),
    XDG_STATE_HOME: folder.entry('state'),
  };
}

async function writeConfiguration(folder: TemporaryFolder, options: TestLibvirtdOptions): Promise<void> {
  for (const name of ['home', 'run', 'cache', 'data', 'state', 'config/libvirt']) {
    await mkdir(folder.entry(name), { recursive: true });
  }
  await writeFile(
    folder.entry('config/libvirt/libvirtd.conf'),
    [
      'log_outputs = "2:stderr"',
      `auth_unix_rw = "${options.authentication ?? 'none'}"`,
      ...(options.configuration ?? []),
      '',
    ].join('\n'),
  );
  // Nothing that needs another daemon (virtlogd), or the system's cgroups and namespaces.
  await writeFile(
    folder.entry('config/libvirt/qemu.conf'),
    'stdio_handler = "file"\nsecurity_driver = "none"\nnamespaces = []\nseccomp_sandbox = 0\n',
  );
}

function launch(folder: TemporaryFolder, environment: NodeJS.ProcessEnv) {
  const args = [`--timeout=${idleSeconds}`, '--config', folder.entry('config/libvirt/libvirtd.conf')];
  const program = 'libvirtd';
  // libvirtd goes by the user number whether it is the system's: in this namespace root has another one.
  const asUser = ['--user', '--map-user=1000', '--map-group=1000', '--', program, ...args];
  const env = { ...environment, PATH: `${environment.PATH ?? ''}:/usr/sbin` };
  const child =
    process.getuid?.() === 0
      ? spawn('unshare', asUser, { env, stdio: ['ignore', 'ignore', 'pipe'] })
      : spawn(program, args, { env, stdio: ['ignore', 'ignore', 'pipe'] });
  let log = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    log += text;
  });
  const exited = new Promise<void>((resolve) => {
    child.once('exit', () => resolve());
    child.once('error', (error) => {
      log += error.message;
      resolve();
    });
  });
  return {
    pid: child.pid ?? -1,
    log: () => log,
    kill: (signal: NodeJS.Signals) => child.kill(signal),
    async ready(socketPath: string): Promise<void> {
      (await connectWhenReady(child, program, socketPath)).close();
    },
    async end(): Promise<void> {
      child.kill('SIGKILL');
      await exited;
    },
  };
}

/** The daemon leaves its machines running; their pid files say which they are. */
async function killMachines(folder: TemporaryFolder): Promise<void> {
  const runtime = folder.entry('run/libvirt/qemu/run');
  for (const name of await readdir(runtime).catch(() => [])) {
    if (name.endsWith('.pid')) {
      const pid = Number(await readFile(path.join(runtime, name), 'utf8'));
      const commandLine = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
      if (pid > 1 && commandLine.includes(folder.path)) {
        process.kill(pid, 'SIGKILL');
      }
    }
  }
}

/** The folder of what libvirt found out about QEMU; asks a daemon for it first where there is none yet. */
export async function knownCapabilities(): Promise<string> {
  if (!(await isKept())) await (await startLibvirtd()).stop();
  return path.join(capabilitiesCache, 'libvirt/qemu/cache/capabilities');
}

async function isKept(): Promise<boolean> {
  return await readdir(capabilitiesCache).then(
    () => true,
    () => false,
  );
}

/** Keeps what this daemon found out about QEMU for the next one, unless it is there already. */
async function saveCapabilities(
  folder: TemporaryFolder,
  libvirtd: TestLibvirtd,
  options: TestLibvirtdOptions,
): Promise<void> {
  if ((await isKept()) || (options.authentication ?? 'none') !== 'none') {
    return;
  }
  await libvirtd.virsh('capabilities');
  const unfinished = `${capabilitiesCache}-${crypto.randomUUID()}`;
  await cp(folder.entry('cache'), unfinished, { recursive: true });
  // Another test run may have been quicker.
  await rename(unfinished, capabilitiesCache).catch(() => rm(unfinished, { recursive: true }));
}
