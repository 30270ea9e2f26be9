import { sayProblem } from '../../shared/sentences/say.ts';
import type { Connection } from './connection.ts';
import { ConnectionFailure } from './connection-failure.ts';
import { isUnknownProcedure, LibvirtError } from './errors.ts';
import { authenticationTypes, procedures } from './procedures.ts';
import type { ConnectionUri } from './uri.ts';

/**
 * Does what the daemon asks of a client before anything else: nothing, or polkit, whose agent may ask a person on the daemon's computer.
 * Throws ConnectionFailure `permission` when polkit says no, `unsupported` for SASL.
 */
export async function authenticate(
  connection: Connection,
  uri: ConnectionUri,
  signal: AbortSignal,
): Promise<void> {
  const types = await offeredTypes(connection, signal);
  const wanted = uri.parameters.get('auth');
  const type = wanted !== undefined && isTypeName(wanted) ? authenticationTypes[wanted] : types[0];
  switch (type) {
    case undefined:
    case authenticationTypes.none:
      return;
    case authenticationTypes.polkit:
      await authenticateByPolkit(connection, signal);
      return;
    default:
      throw new ConnectionFailure('unsupported', sayProblem('link/sasl', { uri: uri.text }));
  }
}

async function offeredTypes(connection: Connection, signal: AbortSignal): Promise<readonly number[]> {
  try {
    return (await connection.call(procedures.authList, undefined, { signal })).types;
  } catch (error) {
    if (isUnknownProcedure(error)) {
      return [];
    }
    throw error;
  }
}

async function authenticateByPolkit(connection: Connection, signal: AbortSignal): Promise<void> {
  try {
    await connection.call(procedures.authPolkit, undefined, { signal });
  } catch (error) {
    if (!(error instanceof LibvirtError)) {
      throw error;
    }
    throw new ConnectionFailure(
      'permission',
      error.code === 'authentication-cancelled'
        ? sayProblem('link/password-cancelled')
        : sayProblem('link/not-allowed', { said: error.message }),
      { cause: error },
    );
  }
}

const isTypeName = (name: string): name is keyof typeof authenticationTypes => name in authenticationTypes;
