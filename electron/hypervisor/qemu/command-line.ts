import { say } from '../../../shared/sentences/say.ts';
import type { Sentence } from '../../../shared/sentences/sentence.ts';
/** Splits a QEMU option value at single commas; doubled ones stand for a comma (util/keyval.c). */
export function splitOption(value: string): readonly string[] {
  const parts: string[] = [];
  let part = '';
  for (let index = 0; index < value.length; index++) {
    const character = value[index] ?? '';
    if (character !== ',') part += character;
    else if (value[index + 1] === ',') {
      part += ',';
      index += 1;
    } else {
      parts.push(part);
      part = '';
    }
  }
  return [...parts, part];
}

/** The value of `key` in the last `-option`; `implied` is the key that a bare first part stands for. Null when not given. */
export function optionValue(argv: readonly string[], option: string, key: string): string | null {
  let found: string | null = null;
  for (const value of optionValues(argv, option)) {
    const parts = splitOption(value);
    const first = parts[0] ?? '';
    found = named(parts, key) ?? (first.includes('=') ? found : first);
  }
  return found;
}

function optionValues(argv: readonly string[], option: string): readonly string[] {
  const values: string[] = [];
  for (const [index, argument] of argv.entries()) {
    const value = argv[index + 1];
    if ((argument === `-${option}` || argument === `--${option}`) && value !== undefined) values.push(value);
  }
  return values;
}

function named(parts: readonly string[], key: string): string | null {
  const prefix = `${key}=`;
  return parts.find((part) => part.startsWith(prefix))?.slice(prefix.length) ?? null;
}

/** Where a QMP monitor listens, as a command line says it; a path may be relative to QEMU's folder. */
export type MonitorAddress =
  | { readonly type: 'unix'; readonly path: string }
  | { readonly type: 'tcp'; readonly host: string; readonly port: string };

/** Where the QMP monitors of a QEMU command line can be connected to, each once. */
export function monitorAddresses(argv: readonly string[]): readonly MonitorAddress[] {
  const addresses: MonitorAddress[] = [];
  for (const option of ['qmp', 'qmp-pretty']) {
    for (const value of optionValues(argv, option)) {
      const id = value.startsWith('chardev:') ? value.slice('chardev:'.length) : null;
      const address = id === null ? legacyAddress(value) : characterDevice(argv, id);
      if (address !== null) addresses.push(address);
    }
  }
  for (const value of optionValues(argv, 'mon')) {
    const parts = splitOption(value);
    if (named(parts, 'mode') !== 'control') continue;
    const id = named(parts, 'chardev') ?? (parts[0]?.includes('=') === false ? parts[0] : null);
    const address = id === null ? null : characterDevice(argv, id);
    if (address !== null) addresses.push(address);
  }
  const seen = new Set<string>();
  return addresses.filter((address) => {
    const text = JSON.stringify(address);
    return !seen.has(text) && seen.add(text);
  });
}

/** `unix:PATH,server=on` or `tcp:HOST:PORT,server`. */
function legacyAddress(value: string): MonitorAddress | null {
  const parts = splitOption(value);
  const [first = ''] = parts;
  if (!isServer(parts)) return null;
  if (first.startsWith('unix:')) return { type: 'unix', path: first.slice('unix:'.length) };
  const tcp = /^(?:tcp|telnet):(.*):(\d+)$/.exec(first);
  return tcp === null ? null : tcpAddress(tcp[1], tcp[2]);
}

/** `-chardev socket,id=ID,path=PATH,server=on`. */
function characterDevice(argv: readonly string[], id: string): MonitorAddress | null {
  for (const value of optionValues(argv, 'chardev')) {
    const parts = splitOption(value);
    if (named(parts, 'id') !== id || !isServer(parts)) continue;
    if (parts[0] !== 'socket' && named(parts, 'backend') !== 'socket') continue;
    const path = named(parts, 'path');
    if (path !== null) return { type: 'unix', path };
    const port = named(parts, 'port');
    if (port !== null) return tcpAddress(named(parts, 'host') ?? '', port);
  }
  return null;
}

function isServer(parts: readonly string[]): boolean {
  return parts.some((part) => /^server(?:=(?:on|yes|true|y))?$/.test(part));
}

/** Whoever listens on every interface is reached on the loopback one. */
function tcpAddress(host: string | undefined, port: string | undefined): MonitorAddress {
  const everywhere =
    host === undefined || host === '' || host === '0.0.0.0' || host === '::' || host === '[::]';
  return { type: 'tcp', host: everywhere ? '127.0.0.1' : host, port: port ?? '' };
}

/** Why a recorded command line can't be run again, as a clause; null when it can. */
export function notRunnable(argv: readonly string[]): Sentence | null {
  if (argv.length === 0) return say('start/empty');
  if (argv.some((argument) => /(^|[,=:])(fd=\d+|\/dev\/fdset\/)/.test(argument))) {
    return say('start/open-files');
  }
  return null;
}

/** The command line for a start in which nothing runs before we say so: `-S` added, `-loadvm` and `-incoming` left out. */
export function stoppedStart(argv: readonly string[]): readonly string[] {
  const kept: string[] = [];
  for (let index = 0; index < argv.length; index++) {
    const argument = argv[index] ?? '';
    if (/^--?(loadvm|incoming)$/.test(argument)) index += 1;
    else if (!/^--?S$/.test(argument)) kept.push(argument);
  }
  const [program, ...args] = kept;
  return program === undefined ? [] : [program, '-S', ...args];
}

/** Whether the command line asks for a machine that waits for `cont`. */
export function startsStopped(argv: readonly string[]): boolean {
  return argv.some((argument) => /^--?S$/.test(argument));
}
