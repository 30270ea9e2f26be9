import type { ConnectionUri } from './uri.ts';

/** Where this user's and this computer's libvirt daemons put their sockets. */
export interface SocketFolders {
  /** `/var/run/libvirt` (remote/remote_sockets.c). */
  readonly system: string;
  /** `$XDG_RUNTIME_DIR/libvirt`, or `~/.cache/libvirt` without that variable. */
  readonly session: string;
}

export interface DaemonSocket {
  readonly path: string;
  /** The session daemon runs for this user alone; it is started when it is absent. */
  readonly scope: 'system' | 'session' | 'given';
  /** The daemon that listens here. */
  readonly daemon: 'modular' | 'legacy' | 'unknown';
  /** A second socket that anyone may look through, but not touch; null where there is none. */
  readonly readOnlyPath: string | null;
}

/** The folders by environment. `home` is the user's home folder. */
export function socketFolders(
  environment: Readonly<Record<string, string | undefined>>,
  home: string,
): SocketFolders {
  const runtime = environment.XDG_RUNTIME_DIR;
  const cache = environment.XDG_CACHE_HOME;
  const session =
    runtime !== undefined && runtime !== ''
      ? runtime
      : cache !== undefined && cache !== ''
        ? cache
        : `${home}/.cache`;
  return { system: '/var/run/libvirt', session: `${session}/libvirt` };
}

/**
 * The socket for a local URI, chosen as libvirt's own client does (`remoteGetUNIXSocket`, remote/remote_sockets.c):
 * `socket=` as given; else the modular daemon's where it exists, else the legacy one's; `mode=direct` or `mode=legacy` decides.
 * Where no daemon of this user has run yet, the kind that this computer's system uses is taken.
 * Drivers without a daemon of their own, such as `test`, are served by any: this user's, for root the system's.
 */
export function chooseSocket(
  uri: ConnectionUri,
  folders: SocketFolders,
  exists: (path: string) => boolean,
  privileged: boolean,
): DaemonSocket {
  const given = uri.parameters.get('socket');
  if (given !== undefined) {
    return { path: given, scope: 'given', daemon: 'unknown', readOnlyPath: null };
  }
  const scope = uri.path === '/system' || (privileged && uri.path !== '/session') ? 'system' : 'session';
  const mode = uri.parameters.get('mode') ?? 'auto';
  const isModular = mode === 'direct' || (mode === 'auto' && prefersModular(folders, scope, exists));
  const path = `${folders[scope]}/${isModular ? 'virtqemud' : 'libvirt'}-sock`;
  return {
    path,
    scope,
    daemon: isModular ? 'modular' : 'legacy',
    readOnlyPath: scope === 'system' ? `${path}-ro` : null,
  };
}

function prefersModular(
  folders: SocketFolders,
  scope: 'system' | 'session',
  exists: (path: string) => boolean,
): boolean {
  for (const folder of [folders[scope], folders.system]) {
    if (exists(`${folder}/virtqemud-sock`)) {
      return true;
    }
    if (exists(`${folder}/libvirt-sock`)) {
      return false;
    }
  }
  return false;
}
