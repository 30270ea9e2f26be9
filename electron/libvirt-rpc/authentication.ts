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
      throw new ConnectionFailure(
        'unsupported',
        `The libvirt daemon of ${uri.text} asks for a SASL user name and password, which is not supported.`,
        'Connect over ssh (“qemu+ssh://user@host/system”), or as a user whom the daemon lets in through polkit or the group “libvirt”.',
      );
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
        ? 'The question for the password was cancelled, so libvirt lets this user only look.'
        : `libvirt does not let this user manage machines: ${error.message}.`,
      'Add the user to the group “libvirt” (“sudo usermod -aG libvirt $USER”), then log out and in again.',
      { cause: error },
    );
  }
}

const isTypeName = (name: string): name is keyof typeof authenticationTypes => name in authenticationTypes;
