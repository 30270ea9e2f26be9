import { execFile, spawn } from 'node:child_process';
import { access, constants, open } from 'node:fs/promises';
import { connect } from 'node:net';
import { promisify } from 'node:util';
import { vi } from 'vitest';
import type { Version } from '../../electron/libvirt-rpc/client.ts';
import { makeTemporaryFolder, type TemporaryFolder } from './temporary-folder.ts';

const execFileAsync = promisify(execFile);

export interface TestDrive {
  readonly nodeName: string;
  readonly path: string;
  readonly format: 'qcow2' | 'raw';
  readonly readOnly?: boolean;
  /** QEMU device model; `virtio-blk-pci` when not given. */
  readonly device?: string;
}

export interface TestQemuOptions {
  readonly drives?: readonly TestDrive[];
  readonly name?: string;
  readonly uuid?: string;
  /** Guest memory in MiB; 32 when not given. */
  readonly memory?: number;
  /** `auto` (the default) is KVM with TCG where KVM cannot be used. */
  readonly accel?: 'auto' | 'kvm' | 'tcg';
  /** A standard VGA; without it there is nothing to take a screendump of. */
  readonly display?: boolean;
  /** Further arguments, after all the others. */
  readonly args?: readonly string[];
  /** Options after `-qmp unix:PATH,server=on,wait=off`, such as `pretty=on`. */
  readonly qmpOptions?: string;
  /** Where the socket goes and what `folder` is; a new temporary folder, removed by `stop`, when not given. */
  readonly folder?: TemporaryFolder;
}

export interface QemuExit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

export interface TestQemu extends AsyncDisposable {
  readonly pid: number;
  readonly socketPath: string;
  readonly folder: TemporaryFolder;
  /** Resolves when the process has ended, whatever the reason. */
  readonly exited: Promise<QemuExit>;
  /** What QEMU has said on standard error so far. */
  stderr(): string;
  /** Sends a signal, SIGKILL when not given, and leaves the files. */
  kill(signal?: NodeJS.Signals): void;
  /** Kills, waits for the end, and removes the folder. May be called twice. */
  stop(): Promise<void>;
}

export type Accelerator = 'kvm' | 'tcg';

/** TCG, and KVM where this computer lets us use it. */
export async function usableAccelerators(): Promise<readonly Accelerator[]> {
  try {
    await access('/dev/kvm', constants.R_OK | constants.W_OK);
    return ['tcg', 'kvm'];
  } catch {
    console.warn(
      '/dev/kvm cannot be used here: what is tested under KVM elsewhere is tested under TCG alone.',
    );
    return ['tcg'];
  }
}

/** The version of the QEMU that the tests run. */
export async function qemuVersion(): Promise<Version> {
  const { stdout } = await execFileAsync('qemu-system-x86_64', ['--version']);
  const [major = 0, minor = 0, release = 0] =
    /version (\d+(?:\.\d+)+)/.exec(stdout)?.[1]?.split('.').map(Number) ?? [];
  return { major, minor, release };
}

/** Makes an empty qcow2 image of `sizeMiB` with the real qemu-img. */
export async function createQcow2(path: string, sizeMiB = 16): Promise<void> {
  await execFileAsync('qemu-img', ['create', '-q', '-f', 'qcow2', path, `${sizeMiB}M`]);
}

/** Makes a sparse raw image of `sizeMiB`. */
export async function createRaw(path: string, sizeMiB = 16): Promise<void> {
  await using file = await open(path, 'wx');
  await file.truncate(sizeMiB * 1024 * 1024);
}

function acceleratorArguments(accel: TestQemuOptions['accel'] = 'auto'): readonly string[] {
  return accel === 'auto' ? ['-accel', 'kvm', '-accel', 'tcg'] : ['-accel', accel];
}

function driveArguments(drive: TestDrive): readonly string[] {
  const { nodeName, path, format, readOnly = false, device = 'virtio-blk-pci' } = drive;
  const blockdev = {
    driver: format,
    'node-name': nodeName,
    'read-only': readOnly,
    file: { driver: 'file', filename: path },
  };
  return [
    '-blockdev',
    JSON.stringify(blockdev),
    '-device',
    `${device},drive=${nodeName},id=${nodeName}-device`,
  ];
}

/** Resolves once a socket accepts connections, or nobody is there to do it any more; rejects after 15 s. */
export async function untilListening(socketPath: string, hasExited = () => false): Promise<void> {
  await vi.waitFor(
    async () => {
      if (!hasExited()) await connectOnce(socketPath);
    },
    { timeout: 15_000, interval: 10 },
  );
}

function connectOnce(socketPath: string): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const socket = connect(socketPath, () => {
    socket.destroy();
    resolve();
  });
  socket.on('error', reject);
  return promise;
}

/** Starts a real QEMU whose monitor accepts connections when this resolves; throws with QEMU's own words when it ends instead. */
export async function startQemu(options: TestQemuOptions = {}): Promise<TestQemu> {
  const { drives = [], name, uuid, memory = 32, display = true, args = [] } = options;
  const folder = options.folder ?? (await makeTemporaryFolder());
  const socketPath = folder.entry('qmp.sock');
  const qmpOptions = options.qmpOptions ? `,${options.qmpOptions}` : '';
  const child = spawn(
    'qemu-system-x86_64',
    [
      '-nodefaults',
      '-no-user-config',
      '-display',
      'none',
      '-m',
      String(memory),
      ...acceleratorArguments(options.accel),
      ...(display ? ['-vga', 'std'] : []),
      ...(name === undefined ? [] : ['-name', name]),
      ...(uuid === undefined ? [] : ['-uuid', uuid]),
      '-qmp',
      `unix:${socketPath},server=on,wait=off${qmpOptions}`,
      ...drives.flatMap(driveArguments),
      ...args,
    ],
    { stdio: ['ignore', 'ignore', 'pipe'] },
  );

  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  const exit = Promise.withResolvers<QemuExit>();
  let hasExited = false;
  child.on('close', (code, signal) => {
    hasExited = true;
    exit.resolve({ code, signal });
  });
  child.on('error', (error) => {
    stderr += error.message;
  });
  const killWithTestProcess = () => child.kill('SIGKILL');
  process.once('exit', killWithTestProcess);

  async function stop(): Promise<void> {
    child.kill('SIGKILL');
    await exit.promise;
    process.off('exit', killWithTestProcess);
    await folder[Symbol.asyncDispose]();
  }

  try {
    await untilListening(socketPath, () => hasExited);
  } catch (cause) {
    await stop();
    throw new Error(`QEMU's monitor did not come up: ${stderr}`, { cause });
  }
  if (hasExited || child.pid === undefined) {
    await stop();
    throw new Error(`QEMU did not start: ${stderr}`);
  }
  return {
    pid: child.pid,
    socketPath,
    folder,
    exited: exit.promise,
    stderr: () => stderr,
    kill: (signal = 'SIGKILL') => child.kill(signal),
    stop,
    [Symbol.asyncDispose]: stop,
  };
}
