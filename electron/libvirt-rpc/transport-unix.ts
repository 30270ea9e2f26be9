import { once } from 'node:events';
import { connect } from 'node:net';
import { sayProblem } from '../../shared/sentences/say.ts';
import { ConnectionFailure, type ConnectionFailureCode } from './connection-failure.ts';
import { messageOf } from './errors.ts';
import type { Transport } from './transport.ts';

/** Connects to a daemon's unix socket. Throws ConnectionFailure `socket-missing`, `permission` or `refused`, or the signal's reason. */
export async function connectUnix(socketPath: string, signal?: AbortSignal): Promise<Transport> {
  const socket = connect({ path: socketPath });
  try {
    await once(socket, 'connect', signal === undefined ? {} : { signal });
  } catch (error) {
    socket.destroy();
    signal?.throwIfAborted();
    throw cannotConnect(socketPath, error);
  }
  return {
    start(receiver) {
      let cause: unknown;
      socket.on('error', (error) => {
        cause = error;
      });
      socket.once('close', () => receiver.end(ended(socketPath, cause)));
      socket.on('data', (chunk) => receiver.data(chunk));
    },
    write: (bytes) => socket.write(bytes),
    close: () => socket.destroy(),
  };
}

/** What the operating system's error codes mean for someone who wants to reach libvirt. */
const socketFailures: ReadonlyMap<
  string,
  readonly [ConnectionFailureCode, 'link/no-socket' | 'link/not-running' | 'link/permission']
> = new Map([
  ['ENOENT', ['socket-missing', 'link/no-socket']],
  ['ECONNREFUSED', ['refused', 'link/not-running']],
  ['EACCES', ['permission', 'link/permission']],
]);

function cannotConnect(path: string, error: unknown): ConnectionFailure {
  const known =
    error instanceof Error && 'code' in error ? socketFailures.get(String(error.code)) : undefined;
  if (known === undefined) {
    const problem = sayProblem('link/not-reached', { said: messageOf(error), path });
    return new ConnectionFailure('refused', problem, { cause: error });
  }
  const [code, sentence] = known;
  return new ConnectionFailure(code, sayProblem(sentence, { path }), { cause: error });
}

function ended(path: string, cause: unknown): ConnectionFailure {
  const problem =
    cause === undefined
      ? sayProblem('link/daemon-closed', { path })
      : sayProblem('link/daemon-broke', { said: messageOf(cause), path });
  return new ConnectionFailure('ended', problem, { cause });
}
