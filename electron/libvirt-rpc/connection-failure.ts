import { SaidError } from '../../shared/sentences/said-error.ts';
import { type Problem, sayProblem } from '../../shared/sentences/say.ts';
import type { Sentence } from '../../shared/sentences/sentence.ts';
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
export class ConnectionFailure extends SaidError {
  override readonly name = 'ConnectionFailure';
  readonly code: ConnectionFailureCode;
  readonly remedy: Sentence;

  constructor(code: ConnectionFailureCode, { message, remedy }: Problem, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
    this.remedy = remedy;
  }
}

/** The answer to calls on a connection that was closed on purpose. */
export const closedByUs = () => new ConnectionFailure('closed', sayProblem('link/closed-by-us'));

/** The peer stopped answering, not even keepalives. */
export const unresponsive = (seconds: number) =>
  new ConnectionFailure('unresponsive', sayProblem('link/unresponsive', { seconds }));

/** Nothing that comes can be trusted any longer: `what` was seen. */
export const outOfStep = (what: string, cause?: unknown) =>
  new ConnectionFailure('protocol', sayProblem('link/out-of-step', { said: what }), { cause });

/** One answer did not have the structure that it should have; the connection goes on. */
export const unreadable = (error: XdrError) =>
  new ConnectionFailure('protocol', sayProblem('link/unreadable', { said: error.message }), { cause: error });
