import type { ConnectionUri } from './uri.ts';
import { daemonName } from './uri.ts';

export interface SshOptions {
  /** Whether ssh may ask for a password: `askpass` through the user's `SSH_ASKPASS` program, `terminal` on the terminal, or not at all. */
  readonly prompt: 'never' | 'askpass' | 'terminal';
  /** Asks the helper for a connection that may only look. */
  readonly readOnly?: boolean;
}

/** Seconds until ssh gives a silent host up. */
const connectTimeoutSeconds = 20;

/**
 * The arguments of the user's ssh for a URI, as libvirt's client has them (`virNetSocketNewConnectSSH`, rpc/virnetsocket.c).
 * Host keys are always checked, also where ssh's configuration would take new ones unasked; `no_verify=1` in the URI is the exception.
 */
export function sshArguments(uri: ConnectionUri, host: string, options: SshOptions): string[] {
  const keyFile = uri.parameters.get('keyfile');
  const unverified = isSet(uri, 'no_verify');
  const silent = options.prompt === 'never' || isSet(uri, 'no_tty');
  return [
    ...(uri.port === null ? [] : ['-p', String(uri.port)]),
    ...(uri.user === null ? [] : ['-l', uri.user]),
    ...(keyFile === undefined ? [] : ['-i', keyFile]),
    '-T',
    '-e',
    'none',
    ...(silent ? ['-o', 'BatchMode=yes'] : []),
    '-o',
    `StrictHostKeyChecking=${unverified ? 'no' : 'yes'}`,
    '-o',
    `ConnectTimeout=${connectTimeoutSeconds}`,
    // Whatever stands after this is a host, however it begins.
    '--',
    host,
    remoteCommand(uri, options.readOnly ?? false),
  ];
}

/**
 * The command at the far end: libvirt's helper, which finds the right socket there, or netcat to the legacy socket where there is no helper
 * (`virNetClientSSHHelperCommand`, rpc/virnetclient.c). A `socket=` or `proxy=netcat` asks for netcat, `proxy=native` for the helper alone.
 */
function remoteCommand(uri: ConnectionUri, readOnly: boolean): string {
  const helper = `virt-ssh-helper ${readOnly ? '-r ' : ''}${quote(daemonName(uri))}`;
  const netcat = netcatCommand(uri, readOnly);
  const proxy = uri.parameters.get('proxy') ?? 'auto';
  const script =
    uri.parameters.has('socket') || proxy === 'netcat'
      ? netcat
      : proxy === 'native' || uri.path === '/session'
        ? helper
        : `if command -v virt-ssh-helper >/dev/null 2>&1; then ${helper}; else ${netcat}; fi`;
  // The login shell may be any; the script is for a POSIX one.
  return `sh -c ${quote(script)}`;
}

/** Some netcats end with their input only when told to by -q, which others do not know. */
function netcatCommand(uri: ConnectionUri, readOnly: boolean): string {
  const program = quote(uri.parameters.get('netcat') ?? 'nc');
  const socket = uri.parameters.get('socket') ?? `/var/run/libvirt/libvirt-sock${readOnly ? '-ro' : ''}`;
  return (
    `if ${program} -q 2>&1 | grep "requires an argument" >/dev/null 2>&1; then ARG=-q0; else ARG=; fi; ` +
    `${program} $ARG -U ${quote(socket)}`
  );
}

const quote = (word: string): string => `'${word.replaceAll("'", `'\\''`)}'`;

const isSet = (uri: ConnectionUri, parameter: string): boolean =>
  Number(uri.parameters.get(parameter) ?? '0') > 0;
