import { type ChildProcess, spawn } from 'node:child_process';
import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { sayProblem } from '../../shared/sentences/say.ts';
import { ConnectionFailure } from './connection-failure.ts';
import type { DaemonSocket } from './sockets.ts';
import type { Transport } from './transport.ts';
import { connectUnix } from './transport-unix.ts';

/** The daemon ends by itself after this many seconds without a client, as the one that libvirt's own client starts. */
const idleSeconds = 120;
/** Milliseconds between attempts to connect to a daemon that starts. */
const retryMs = 50;
const startDeadlineMs = 20_000;

/** Where distributions keep daemons, beside `PATH`, which for users often lacks them. */
const daemonFolders = ['/usr/sbin', '/usr/local/sbin', '/usr/bin', '/usr/libexec'];

export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Starts this user's session daemon and connects to it; another client doing the same at that moment does no harm, because the daemon locks.
 * Throws ConnectionFailure `daemon` when there is none, or it does not come up within 20 seconds.
 */
export async function startSessionDaemon(
  socket: DaemonSocket,
  environment: Environment,
  signal?: AbortSignal,
): Promise<Transport> {
  const names = socket.daemon === 'modular' ? ['virtqemud', 'libvirtd'] : ['libvirtd', 'virtqemud'];
  const program = await findDaemon(names, environment);
  if (program === null) {
    throw new ConnectionFailure('daemon', sayProblem('link/not-installed'));
  }
  const folder = path.dirname(socket.path);
  const socketPath = path.join(folder, program.endsWith('virtqemud') ? 'virtqemud-sock' : 'libvirt-sock');
  const child = spawn(program, [`--timeout=${idleSeconds}`], {
    detached: true,
    stdio: 'ignore',
    env: environment,
    cwd: '/',
  });
  child.unref();
  return await connectWhenReady(child, program, socketPath, signal);
}

/** Connects to a daemon that was just started, as soon as it listens. Throws ConnectionFailure `daemon` when it ends, or after 20 seconds. */
export async function connectWhenReady(
  child: ChildProcess,
  program: string,
  socketPath: string,
  signal?: AbortSignal,
): Promise<Transport> {
  let launchError: Error | null = null;
  child.once('error', (error) => {
    launchError = error;
  });
  const deadline = Date.now() + startDeadlineMs;
  for (;;) {
    try {
      return await connectUnix(socketPath, signal);
    } catch (error) {
      signal?.throwIfAborted();
      const ended = launchError !== null || child.exitCode !== null || child.signalCode !== null;
      if (ended || Date.now() > deadline) {
        throw new ConnectionFailure(
          'daemon',
          sayProblem(ended ? 'link/daemon-ended' : 'link/daemon-silent', {
            program,
            seconds: String(idleSeconds),
          }),
          { cause: launchError ?? error },
        );
      }
    }
    await delay(retryMs, undefined, signal === undefined ? {} : { signal });
  }
}

/** The first of `names` in `VIRTD_PATH` or `LIBVIRTD_PATH` (as libvirt has it), `PATH` and the usual folders. */
async function findDaemon(names: readonly string[], environment: Environment): Promise<string | null> {
  const given = environment.VIRTD_PATH ?? environment.LIBVIRTD_PATH;
  const folders = [...(environment.PATH ?? '').split(path.delimiter), ...daemonFolders];
  const candidates = names.flatMap((name) => folders.map((folder) => path.join(folder, name)));
  for (const candidate of given === undefined ? candidates : [given]) {
    if (path.isAbsolute(candidate) && (await isExecutable(candidate))) {
      return candidate;
    }
  }
  return null;
}

const isExecutable = (file: string): Promise<boolean> =>
  access(file, constants.X_OK).then(
    () => true,
    () => false,
  );
