import { SaidError } from '../../shared/sentences/said-error.ts';
import { say } from '../../shared/sentences/say.ts';
import type { Sentence } from '../../shared/sentences/sentence.ts';
/** Where a QMP monitor listens. */
export type QmpAddress =
  | { readonly type: 'unix'; readonly path: string }
  | { readonly type: 'tcp'; readonly host: string; readonly port: number };

/** Thrown by {@link parseQmpAddress}; its message is fit to show. */
export class QmpAddressError extends SaidError {
  constructor(said: Sentence) {
    super(said);
    this.name = 'QmpAddressError';
  }
}

/** The room in Linux's `sockaddr_un.sun_path`, in bytes, without the closing zero. */
const MAX_SOCKET_PATH_BYTES = 107;

/**
 * Reads an address as a person or QEMU's `-qmp` option writes it: `/run/vm/qmp.sock`,
 * `unix:/run/vm/qmp.sock,server=on`, `localhost:4444`, `[::1]:4444`, `tcp:localhost:4444`.
 * @throws {QmpAddressError}
 */
export function parseQmpAddress(text: string): QmpAddress {
  const trimmed = text.trim();
  if (trimmed === '') throw new QmpAddressError(say('qmp-address/empty'));
  if (trimmed.startsWith('/')) return unixAddress(trimmed);
  if (trimmed.startsWith('unix:')) return unixAddress(withoutOptions(trimmed.slice('unix:'.length)));
  if (trimmed.startsWith('telnet:')) return tcpAddress(withoutOptions(trimmed.slice('telnet:'.length)), text);
  if (trimmed.startsWith('tcp:')) return tcpAddress(withoutOptions(trimmed.slice('tcp:'.length)), text);
  return tcpAddress(trimmed, text);
}

/** Writes an address in the form that {@link parseQmpAddress} reads. */
export function formatQmpAddress(address: QmpAddress): string {
  if (address.type === 'unix') return address.path;
  return address.host.includes(':') ? `[${address.host}]:${address.port}` : `${address.host}:${address.port}`;
}

/** QEMU's option syntax: the value ends at a single comma, a doubled one stands for itself. */
function withoutOptions(value: string): string {
  const [end] = /^(?:[^,]|,,)*/.exec(value) ?? [''];
  return end.replaceAll(',,', ',');
}

function unixAddress(path: string): QmpAddress {
  if (!path.startsWith('/')) {
    throw new QmpAddressError(say('qmp-address/relative', { path }));
  }
  if (path.includes('\0')) throw new QmpAddressError(say('qmp-address/zero'));
  if (Buffer.byteLength(path) > MAX_SOCKET_PATH_BYTES) {
    throw new QmpAddressError(say('qmp-address/long', { most: MAX_SOCKET_PATH_BYTES, path }));
  }
  return { type: 'unix', path };
}

function tcpAddress(value: string, text: string): QmpAddress {
  const match = /^(?:\[(?<v6>[0-9a-fA-F:.%\w]+)\]|(?<host>[^:/\s[\]]*)):(?<port>\d{1,5})$/.exec(value);
  const port = Number(match?.groups?.port);
  if (match === null || port < 1 || port > 65_535) {
    throw new QmpAddressError(say('qmp-address/none', { address: text }));
  }
  const host = match.groups?.v6 ?? match.groups?.host ?? '';
  // QEMU takes `tcp::4444` as "every interface"; the way in is this computer.
  return { type: 'tcp', host: host === '' ? 'localhost' : host, port };
}
