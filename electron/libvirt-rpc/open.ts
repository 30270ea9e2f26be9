import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import path from 'node:path';
import { sayProblem } from '../../shared/sentences/say.ts';
import { authenticate } from './authentication.ts';
import { type Access, LibvirtClient } from './client.ts';
import {
  type ClientConfiguration,
  chooseUri,
  emptyClientConfiguration,
  parseClientConfiguration,
} from './client-configuration.ts';
import { Connection } from './connection.ts';
import { ConnectionFailure } from './connection-failure.ts';
import { type Environment, startSessionDaemon } from './daemon.ts';
import { isUnknownProcedure, LibvirtError } from './errors.ts';
import { bits, connectFlags } from './flags.ts';
import type { KeepaliveOptions } from './keepalive.ts';
import { features, procedures } from './procedures.ts';
import { chooseSocket, type SocketFolders, socketFolders } from './sockets.ts';
import type { SshOptions } from './ssh-command.ts';
import type { Transport } from './transport.ts';
import { connectSsh } from './transport-ssh.ts';
import { connectUnix } from './transport-unix.ts';
import { type ConnectionUri, daemonName, parseConnectionUri } from './uri.ts';

export interface OpenOptions {
  /** Stops opening; it has no effect on an open connection. */
  readonly signal?: AbortSignal;
  /** Whether to ask for a connection that may only look. */
  readonly readOnly?: boolean;
  /** How ssh may ask for passwords; when not given, through `SSH_ASKPASS` where it is set, else not at all. */
  readonly prompt?: SshOptions['prompt'];
  readonly keepalive?: KeepaliveOptions;
  /** `process.env` when not given. */
  readonly environment?: Environment;
  /** Where sockets are; by the environment when not given. */
  readonly folders?: SocketFolders;
  /** Whether the user is root; found out when not given. */
  readonly privileged?: boolean;
}

/** Milliseconds for the server's answers while opening; a fresh daemon first asks every QEMU that is installed. */
const answerDeadlineMs = 60_000;
/** Milliseconds where a person may be typing a password. */
const personDeadlineMs = 5 * 60_000;

interface Surroundings {
  readonly environment: Environment;
  readonly folders: SocketFolders;
  readonly privileged: boolean;
  readonly prompt: SshOptions['prompt'];
}

/**
 * Opens a connection as virsh does: `requested` is a URI, an alias from libvirt.conf, or null for the default.
 * Where the user may not change machines but may look, the connection is read-only and says why.
 * Throws ConnectionFailure, or the signal's reason.
 */
export async function openLibvirt(
  requested: string | null,
  options: OpenOptions = {},
): Promise<LibvirtClient> {
  const surroundings = surroundingsOf(options);
  const { environment, privileged } = surroundings;
  const configuration = await readClientConfiguration(environment, privileged);
  const uri = parseConnectionUri(chooseUri({ requested, environment, configuration, privileged }));
  if (options.readOnly === true || isReadOnlySocket(uri)) {
    return await openOnce(uri, surroundings, { mode: 'read-only', reason: null }, options);
  }
  try {
    return await openOnce(uri, surroundings, { mode: 'read-write' }, options);
  } catch (error) {
    const reason = reasonToOnlyLook(error, uri, surroundings);
    if (reason === null) throw error;
    const readOnly: Access = { mode: 'read-only', reason };
    // Not even looking is allowed: what matters is then why the user may not write.
    return await openOnce(uri, surroundings, readOnly, options).catch(() => Promise.reject(error));
  }
}

/** Whether a URI names the socket that is for looking only (`socket=…/libvirt-sock-ro`): the server refuses all else. */
function isReadOnlySocket(uri: ConnectionUri): boolean {
  return uri.parameters.get('socket')?.endsWith('-sock-ro') ?? false;
}

/** Why nothing may be changed, where it may still be possible to look; null where that would fail as well. */
function reasonToOnlyLook(
  error: unknown,
  uri: ConnectionUri,
  { folders, privileged }: Surroundings,
): ConnectionFailure | null {
  if (!(error instanceof ConnectionFailure)) return null;
  if (error.code === 'permission') return error;
  if (error.code !== 'socket-missing' || uri.transport === 'ssh') return null;
  const { path: missing, readOnlyPath } = chooseSocket(uri, folders, existsSync, privileged);
  if (readOnlyPath === null || !existsSync(readOnlyPath)) return null;
  return new ConnectionFailure('socket-missing', sayProblem('link/only-look-socket', { path: missing }), {
    cause: error,
  });
}

function surroundingsOf(options: OpenOptions): Surroundings {
  const environment = options.environment ?? process.env;
  return {
    environment,
    folders: options.folders ?? socketFolders(environment, homedir()),
    privileged: options.privileged ?? process.getuid?.() === 0,
    prompt: options.prompt ?? (environment.SSH_ASKPASS === undefined ? 'never' : 'askpass'),
  };
}

async function openOnce(
  uri: ConnectionUri,
  surroundings: Surroundings,
  access: Access,
  options: OpenOptions,
): Promise<LibvirtClient> {
  const readOnly = access.mode === 'read-only';
  const transport = await connectTransport(uri, surroundings, readOnly, options.signal);
  const connection = new Connection(
    transport,
    options.keepalive === undefined ? {} : { keepalive: options.keepalive },
  );
  const mayAsk = uri.transport === 'ssh' && surroundings.prompt !== 'never';
  try {
    await authenticate(
      connection,
      uri,
      deadline(mayAsk ? personDeadlineMs : answerDeadlineMs, options.signal),
    );
    const signal = deadline(answerDeadlineMs, options.signal);
    const flags = bits(connectFlags, readOnly ? ['read-only'] : []);
    const [knowsKeepalive] = await Promise.all([
      supports(connection, features.keepalive, signal),
      connection.call(procedures.connectOpen, { name: daemonName(uri), flags }, { signal }),
    ]);
    if (knowsKeepalive) {
      connection.startKeepalive();
    }
    const client = new LibvirtClient(connection, uri.text, access);
    await askForClosing(connection, signal);
    return client;
  } catch (error) {
    connection.close();
    throw openFailure(uri, error, options.signal);
  }
}

async function connectTransport(
  uri: ConnectionUri,
  { environment, folders, privileged, prompt }: Surroundings,
  readOnly: boolean,
  signal: AbortSignal | undefined,
): Promise<Transport> {
  if (uri.transport === 'ssh') {
    return connectSsh(uri, { environment, prompt, readOnly });
  }
  const socket = chooseSocket(uri, folders, existsSync, privileged);
  try {
    return await connectUnix(readOnly ? (socket.readOnlyPath ?? socket.path) : socket.path, signal);
  } catch (error) {
    const isAbsent =
      error instanceof ConnectionFailure && (error.code === 'socket-missing' || error.code === 'refused');
    const mayStart = socket.scope === 'session' && !privileged && environment.LIBVIRT_AUTOSTART !== '0';
    if (isAbsent && mayStart) {
      return await startSessionDaemon(socket, environment, signal);
    }
    throw error;
  }
}

/** Whether the server has a feature; one that does not know the question has none. */
async function supports(connection: Connection, feature: number, signal: AbortSignal): Promise<boolean> {
  try {
    return (await connection.call(procedures.connectSupportsFeature, { feature }, { signal })).value === 1;
  } catch (error) {
    if (isUnknownProcedure(error)) {
      return false;
    }
    throw error;
  }
}

/** Has the server say when it loses its hypervisor; one that is too old for it does without. */
async function askForClosing(connection: Connection, signal: AbortSignal): Promise<void> {
  try {
    await connection.call(procedures.connectRegisterCloseCallback, undefined, { signal });
  } catch (error) {
    if (!isUnknownProcedure(error)) {
      throw error;
    }
  }
}

async function readClientConfiguration(
  environment: Environment,
  privileged: boolean,
): Promise<ClientConfiguration> {
  const own = environment.XDG_CONFIG_HOME ?? path.join(environment.HOME ?? homedir(), '.config');
  const file = path.join(privileged ? '/etc' : own, 'libvirt', 'libvirt.conf');
  try {
    return parseClientConfiguration(await readFile(file, 'utf8'));
  } catch {
    // Most people have none; one that cannot be read is none.
    return emptyClientConfiguration;
  }
}

function deadline(ms: number, signal: AbortSignal | undefined): AbortSignal {
  const timeout = AbortSignal.timeout(ms);
  return signal === undefined ? timeout : AbortSignal.any([signal, timeout]);
}

function openFailure(uri: ConnectionUri, error: unknown, signal: AbortSignal | undefined): unknown {
  if (error instanceof ConnectionFailure || signal?.aborted === true) {
    return error;
  }
  if (error instanceof LibvirtError) {
    return new ConnectionFailure(
      error.code === 'access-denied' || error.code === 'operation-denied' ? 'permission' : 'daemon',
      sayProblem('link/not-opened', { uri: uri.text, said: error.message }),
      { cause: error },
    );
  }
  return new ConnectionFailure('timeout', sayProblem('link/late', { uri: uri.text }), { cause: error });
}
