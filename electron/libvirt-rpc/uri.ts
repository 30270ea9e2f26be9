import { say, sayProblem } from '../../shared/sentences/say.ts';
import type { Sentence } from '../../shared/sentences/sentence.ts';
import { ConnectionFailure } from './connection-failure.ts';

/** How to reach the daemon. `local` is this computer's own. */
export type ConnectionTransport = 'local' | 'ssh';

/** A connection URI as virsh takes them, in its parts, percent-decoded. */
export interface ConnectionUri {
  /** The URI that was parsed. */
  readonly text: string;
  /** `qemu`, `test`, … */
  readonly driver: string;
  readonly transport: ConnectionTransport;
  readonly user: string | null;
  /** Null for this computer. */
  readonly host: string | null;
  readonly port: number | null;
  /** `/system`, `/session`, `/default`, … */
  readonly path: string;
  readonly parameters: ReadonlyMap<string, string>;
}

const uriPattern =
  /^(?<driver>[a-z][a-z0-9.-]*)(?:\+(?<transport>[a-z0-9]+))?:(?:\/\/(?<authority>[^/?#]*))?(?<path>\/[^?#]*|)(?:\?(?<query>[^#]*))?(?:#.*)?$/i;

const authorityPattern = /^(?:(?<user>[^@]*)@)?(?<host>\[[^\]]*\]|[^:@]*)(?::(?<port>\d*))?$/;

/** Parameters that say how to reach the daemon and are not passed on to it (docs/uri.rst, `doRemoteOpen` in remote/remote_driver.c). */
const ownParameters = new Set([
  'name',
  'command',
  'socket',
  'auth',
  'sshauth',
  'netcat',
  'keyfile',
  'pkipath',
  'known_hosts',
  'known_hosts_verify',
  'tls_priority',
  'mode',
  'proxy',
  'no_sanity',
  'no_verify',
  'no_tty',
]);

/** Parses a URI. Throws ConnectionFailure `uri` for what is none, `unsupported` for TLS, TCP and others. */
export function parseConnectionUri(text: string): ConnectionUri {
  const parts = uriPattern.exec(text)?.groups;
  const authority = parts === undefined ? undefined : authorityPattern.exec(parts.authority ?? '')?.groups;
  if (parts?.driver === undefined || authority === undefined) {
    throw badUri(text, say('uri/form'));
  }
  const host = percentDecode(text, (authority.host ?? '').replace(/^\[(.*)\]$/, '$1'));
  const user = authority.user === undefined ? null : percentDecode(text, authority.user);
  checkName(text, 'host', host);
  checkName(text, 'user', user ?? '');
  return {
    text,
    driver: parts.driver.toLowerCase(),
    transport: transportOf(text, parts.transport?.toLowerCase(), host),
    user,
    host: host === '' ? null : host,
    port: portOf(text, authority.port),
    path: percentDecode(text, parts.path ?? ''),
    parameters: new Map(parametersOf(text, parts.query ?? '')),
  };
}

/** The name under which the daemon itself opens the connection: no transport, no host, none of our own parameters. */
export function daemonName(uri: ConnectionUri): string {
  const named = uri.parameters.get('name');
  if (named !== undefined) {
    return named;
  }
  const passedOn = Array.from(uri.parameters)
    .filter(([key]) => !ownParameters.has(key))
    .map(([key, value]) => `${encodeURIComponent(key)}=${encodeURIComponent(value)}`);
  const query = passedOn.length === 0 ? '' : `?${passedOn.join('&')}`;
  return `${uri.driver}://${encodeURI(uri.path)}${query}`;
}

function transportOf(text: string, name: string | undefined, host: string): ConnectionTransport {
  switch (name) {
    case undefined:
      if (host === '') {
        return 'local';
      }
      throw unsupported(text, say('uri/tls'));
    case 'unix':
      if (host === '') {
        return 'local';
      }
      throw badUri(text, say('uri/unix-host'));
    // libvirt's in-process ssh clients: the user's own ssh program does the same.
    case 'ssh':
    case 'libssh':
    case 'libssh2':
      if (host !== '') {
        return 'ssh';
      }
      throw badUri(text, say('uri/no-host'));
    default:
      throw unsupported(text, name.toUpperCase());
  }
}

function portOf(text: string, port: string | undefined): number | null {
  if (port === undefined || port === '') {
    return null;
  }
  const number = Number(port);
  if (number < 1 || number > 65_535) {
    throw badUri(text, say('uri/port', { port }));
  }
  return number;
}

function* parametersOf(text: string, query: string): Generator<[string, string]> {
  for (const part of query.split(/[&;]/)) {
    if (part !== '') {
      const [key = '', ...value] = part.split('=');
      yield [percentDecode(text, key), percentDecode(text, value.join('='))];
    }
  }
}

function percentDecode(text: string, value: string): string {
  try {
    return decodeURIComponent(value);
  } catch (error) {
    throw badUri(text, say('uri/encoding', { part: value }), error);
  }
}

/** Host and user become arguments of ssh: nothing that it could take for an option, and nothing invisible. */
function checkName(text: string, what: 'host' | 'user', value: string): void {
  if (value.startsWith('-') || /[\s\p{Cc}]/u.test(value)) {
    throw badUri(text, say(what === 'host' ? 'uri/host-name' : 'uri/user-name', { part: value }));
  }
}

const badUri = (text: string, why: Sentence, cause?: unknown) =>
  new ConnectionFailure('uri', sayProblem('uri/bad', { uri: text, why }), { cause });

const unsupported = (text: string, what: string | Sentence) =>
  new ConnectionFailure('unsupported', sayProblem('uri/unsupported', { uri: text, what }));
