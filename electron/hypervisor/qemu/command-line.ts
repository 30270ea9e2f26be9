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

/** Where the QMP monitors of a QEMU command line listen: paths as written, or host:port. */
export function monitorAddresses(argv: readonly string[]): readonly string[] {
  const addresses: string[] = [];
  for (const option of ['qmp', 'qmp-pretty']) {
    for (const value of optionValues(argv, option)) {
      const address = legacyAddress(value) ?? characterDevice(argv, value);
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
  return [...new Set(addresses)];
}

/** `unix:PATH,server=on` or `tcp:HOST:PORT,server`. */
function legacyAddress(value: string): string | null {
  const parts = splitOption(value);
  const first = parts[0] ?? '';
  if (!isServer(parts)) return null;
  if (first.startsWith('unix:')) return first.slice('unix:'.length);
  if (first.startsWith('tcp:')) return hostAndPort(first.slice('tcp:'.length));
  return null;
}

/** `-chardev socket,id=ID,path=PATH,server=on`. */
function characterDevice(argv: readonly string[], id: string): string | null {
  for (const value of optionValues(argv, 'chardev')) {
    const parts = splitOption(value);
    if (named(parts, 'id') !== id || !isServer(parts)) continue;
    if (parts[0] !== 'socket' && named(parts, 'backend') !== 'socket') continue;
    const path = named(parts, 'path');
    if (path !== null) return path;
    const port = named(parts, 'port');
    if (port !== null) return hostAndPort(`${named(parts, 'host') ?? ''}:${port}`);
  }
  return null;
}

function isServer(parts: readonly string[]): boolean {
  return parts.some((part) => part === 'server' || part === 'server=on' || part === 'server=yes');
}

function hostAndPort(text: string): string {
  return text.startsWith(':') || text.startsWith('0.0.0.0:')
    ? `127.0.0.1:${text.slice(text.lastIndexOf(':') + 1)}`
    : text;
}

/** Why a recorded command line can't be run again, or null when it can. */
export function notRunnable(argv: readonly string[]): string | null {
  if (argv.length === 0) return 'its command line is not known.';
  if (argv.some((argument) => /(^|[,=:])(fd=\d+|\/dev\/fdset\/)/.test(argument))) {
    return 'the program that started it handed it open files, which only that program can do again.';
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
  return [...kept, '-S'];
}

/** Whether the command line asks for a machine that waits for `cont`. */
export function startsStopped(argv: readonly string[]): boolean {
  return argv.some((argument) => /^--?S$/.test(argument));
}
