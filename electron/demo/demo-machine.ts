import { spawn } from 'node:child_process';
import { open, readFile, stat, writeFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { saidBy } from '../../shared/sentences/said-error.ts';
import { say } from '../../shared/sentences/say.ts';
import { hasCode } from '../files/durable-file.ts';
import { QemuImgError } from '../qemu-img/errors.ts';
import { DEMO_MACHINE_NAME, type DemoCommandLineOptions, demoCommandLine } from './demo-command-line.ts';
import { makeDemoDisk } from './demo-disk.ts';
import { DemoError } from './demo-error.ts';
import { type DemoFolder, makeDemoFolder, readDemoFolder } from './demo-folder.ts';
import { findDemoProcess, hasMonitor } from './demo-process.ts';
import { findQemuBinary, qemuMissingError } from './qemu-binary.ts';

export { DemoError } from './demo-error.ts';

/** The demo machine while it runs. */
export type DemoMachine = {
  readonly uuid: string;
  readonly name: string;
  /** Its QMP monitor. */
  readonly socketPath: string;
  readonly pid: number;
};

export type StartDemoMachineOptions = {
  /** The store's folder; the machine lives in `demo` below it. */
  readonly home: string;
  /** An absolute path; looked for when not given. */
  readonly qemuBinary?: string;
  readonly accelerators?: DemoCommandLineOptions['accelerators'];
  /** The guest's boot image; two folders above this file by default, in the sources as in the built app. */
  readonly guestImage?: URL;
  readonly signal?: AbortSignal;
};

/** How long a QEMU that was asked to end may take, in ms: it writes what its disk has not yet. */
const STOP_DEADLINE_MS = 10_000;
const STOP_POLL_MS = 20;

const DEFAULT_GUEST_IMAGE = new URL('../../assets/demo/guest.img', import.meta.url);

/**
 * Starts the demo machine, with its folder and disk if need be, or returns the one that runs. It is a process of its
 * own, which outlives the app; its monitor accepts connections when this resolves.
 * Throws {@link DemoError} or the signal's reason; a machine that was started by then is stopped again.
 */
export async function startDemoMachine(options: StartDemoMachineOptions): Promise<DemoMachine> {
  const { home, signal, guestImage = DEFAULT_GUEST_IMAGE } = options;
  const running = await findDemoMachine({ home });
  if (running !== null) return running;

  signal?.throwIfAborted();
  const binary = options.qemuBinary ?? (await findQemuBinary());
  const folder = await prepare(home, guestImage, signal);
  const command = demoCommandLine({
    ...folder,
    ...(options.accelerators === undefined ? {} : { accelerators: options.accelerators }),
  });
  const outcome = await runDaemon(binary, command, folder.logPath);

  const machine = await findDemoMachine({ home });
  if (signal?.aborted && machine !== null && outcome.exitCode === 0) await stopDemoMachine({ home });
  signal?.throwIfAborted();
  if (machine !== null) return machine;
  throw await startError(folder, outcome.lastWords);
}

/** Returns the demo machine of this store if it runs and can be reached, else null. An earlier run of the app may have started it. */
export async function findDemoMachine({ home }: { readonly home: string }): Promise<DemoMachine | null> {
  const folder = await readDemoFolder(home);
  const pid = folder === null ? null : await findDemoProcess(folder);
  if (folder === null || pid === null || !(await isSocket(folder.socketPath))) return null;
  return { uuid: folder.uuid, name: DEMO_MACHINE_NAME, socketPath: folder.socketPath, pid };
}

/**
 * Powers the demo machine off and resolves when it has ended; at once when it does not run. It is asked to end and never
 * forced, and no other process is, whatever a stale file says. Throws {@link DemoError} `not-stopped` after 10 s.
 */
export async function stopDemoMachine({ home }: { readonly home: string }): Promise<void> {
  const folder = await readDemoFolder(home);
  const pid = folder === null ? null : await findDemoProcess(folder);
  if (folder === null || pid === null) return;
  terminate(pid);
  const deadline = performance.now() + STOP_DEADLINE_MS;
  while (await hasMonitor(pid, folder.socketPath)) {
    if (performance.now() > deadline) {
      throw new DemoError(
        'not-stopped',
        say('demo/not-stopped', { seconds: STOP_DEADLINE_MS / 1000, pid: String(pid) }),
      );
    }
    await delay(STOP_POLL_MS);
  }
}

async function prepare(home: string, guestImage: URL, signal: AbortSignal | undefined): Promise<DemoFolder> {
  try {
    const folder = await makeDemoFolder(home);
    await makeDemoDisk(folder.diskPath, guestImage, signal);
    return folder;
  } catch (error) {
    throw preparationError(error, home);
  }
}

function preparationError(error: unknown, home: string): unknown {
  if (error instanceof QemuImgError && error.code === 'not-installed') return qemuMissingError(error);
  const isFull =
    hasCode(error, 'ENOSPC') ||
    hasCode(error, 'EDQUOT') ||
    (error instanceof QemuImgError && error.code === 'no-space');
  if (isFull) {
    return new DemoError('no-space', say('demo/no-room', { path: home }), { cause: error });
  }
  if (error instanceof QemuImgError || (error instanceof Error && 'syscall' in error)) {
    return new DemoError('folder', say('demo/folder', { path: home, why: saidBy(error) }), { cause: error });
  }
  return error;
}

async function startError(folder: DemoFolder, lastWords: string): Promise<DemoError> {
  const pid = await findDemoProcess(folder);
  if (pid === null) {
    return new DemoError('qemu-failed', say('demo/not-started', { said: lastWords }));
  }
  return new DemoError('unreachable', say('demo/unreachable', { pid: String(pid), path: folder.socketPath }));
}

/** Runs QEMU until it has become a daemon, with its monitor ready, or has given up. */
async function runDaemon(
  binary: string,
  command: readonly string[],
  logPath: string,
): Promise<{ readonly exitCode: number | null; readonly lastWords: string }> {
  await writeFile(logPath, '', { mode: 0o600 });
  const log = await open(logPath, 'a');
  try {
    const { promise, resolve, reject } = Promise.withResolvers<number | null>();
    const child = spawn(binary, command, { stdio: ['ignore', 'ignore', log.fd], detached: true });
    child.on('error', (error) => reject(hasCode(error, 'ENOENT') ? qemuMissingError(error) : error));
    child.on('exit', resolve);
    const exitCode = await promise;
    return { exitCode, lastWords: await lastLine(logPath) };
  } finally {
    await log.close();
  }
}

async function lastLine(path: string): Promise<string> {
  const text = await readFile(path, 'utf8');
  return text.trim().split('\n').at(-1) || 'nothing.';
}

async function isSocket(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isSocket();
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return false;
    throw error;
  }
}

function terminate(pid: number): void {
  try {
    process.kill(pid, 'SIGTERM');
  } catch (error) {
    if (!hasCode(error, 'ESRCH')) throw error;
  }
}
