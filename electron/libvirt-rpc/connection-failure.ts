import type { XdrError } from './xdr.ts';

/** Why there is no connection, or no longer one. */
export type ConnectionFailureCode =
  | 'closed'
  | 'ended'
  | 'protocol'
  | 'unresponsive'
  | 'timeout'
  | 'uri'
  | 'unsupported'
  | 'authentication'
  | 'socket-missing'
  | 'permission'
  | 'refused'
  | 'daemon'
  | 'ssh-missing'
  | 'host-key-unknown'
  | 'host-key-changed'
  | 'host-not-found'
  | 'unreachable'
  | 'stray-output'
  | 'helper-missing';

/** A connection that could not be made or has ended. `message` says what happened, `remedy` what to do. */
export class ConnectionFailure extends Error {
  override readonly name = 'ConnectionFailure';
  readonly code: ConnectionFailureCode;
  readonly remedy: string;

  constructor(code: ConnectionFailureCode, message: string, remedy: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
    this.remedy = remedy;
  }
}

/** The answer to calls on a connection that was closed on purpose. */
export const closedByUs = () =>
  new ConnectionFailure('closed', 'The connection was closed.', 'Connect again to go on.');

/** The peer stopped answering, not even keepalives. */
export const unresponsive = (seconds: number) =>
  new ConnectionFailure(
    'unresponsive',
    `The libvirt daemon has not answered for ${seconds} seconds.`,
    'The machines go on by themselves. Check the network and the host; the connection is made again as soon as it answers.',
  );

/** Nothing that comes can be trusted any longer: `what` was seen. */
export const outOfStep = (what: string, cause?: unknown) =>
  new ConnectionFailure(
    'protocol',
    `What the other side sends is not libvirt’s protocol: ${what}.`,
    'The machines are not affected. Connect again; if it happens again, check that the address leads to a libvirt daemon.',
    { cause },
  );

/** One answer did not have the structure that it should have; the connection goes on. */
export const unreadable = (error: XdrError) =>
  new ConnectionFailure(
    'protocol',
    `An answer of the libvirt daemon could not be read: ${error.message}.`,
    'What was asked for may have been done: look at the machine before trying again.',
    { cause: error },
  );
