import { once } from 'node:events';
import { connect } from 'node:net';
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
const socketFailures: ReadonlyMap<string, readonly [ConnectionFailureCode, string, string]> = new Map([
  [
    'ENOENT',
    [
      'socket-missing',
      'No libvirt daemon listens on this computer',
      'Install and start libvirt (for instance with “systemctl enable --now libvirtd.socket” or “virtqemud.socket”), or give another address.',
    ],
  ],
  [
    'ECONNREFUSED',
    [
      'refused',
      'The libvirt daemon is not running',
      'Start it (for instance with “systemctl start libvirtd” or “systemctl start virtqemud”).',
    ],
  ],
  [
    'EACCES',
    [
      'permission',
      'This user may not use the libvirt daemon',
      'Add the user to the group “libvirt” (“sudo usermod -aG libvirt $USER”), then log out and in again.',
    ],
  ],
]);

function cannotConnect(socketPath: string, error: unknown): ConnectionFailure {
  const known =
    error instanceof Error && 'code' in error ? socketFailures.get(String(error.code)) : undefined;
  const [code, what, remedy] = known ?? [
    'refused',
    `The libvirt daemon cannot be reached (${messageOf(error)})`,
    'Check that libvirt is running, then connect again.',
  ];
  return new ConnectionFailure(code, `${what}: ${socketPath}.`, remedy, { cause: error });
}

function ended(socketPath: string, cause: unknown): ConnectionFailure {
  const why = cause === undefined ? '' : ` (${messageOf(cause)})`;
  return new ConnectionFailure(
    'ended',
    `The libvirt daemon closed the connection${why}: ${socketPath}.`,
    'The machines go on by themselves. The connection is made again as soon as the daemon is back.',
    { cause },
  );
}
