import { readdir, readFile, readlink } from 'node:fs/promises';
import { basename, isAbsolute, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { hasCode, isMissing } from '../../files/durable-file.ts';
import { parseQmpAddress, type QmpAddress } from '../../qmp/address.ts';
import { type MonitorAddress, monitorAddresses, optionValue } from './command-line.ts';

/** A QEMU of this user with a QMP monitor that can be connected to. */
export interface QemuProcess {
  readonly pid: number;
  /** The same for one run of the process only: ids are used again. */
  readonly run: string;
  readonly argv: readonly string[];
  readonly folder: string;
  readonly name: string | null;
  /** Its QMP monitors. */
  readonly monitors: readonly Monitor[];
}

interface Monitor {
  /** An absolute socket path, or host:port. */
  readonly address: string;
  /** As the kernel lists it: a relative path stays relative. */
  readonly listed: string;
}

/** Also what distributions and wrappers call it. */
const QEMU_PROGRAM = /^\.?(qemu-system-.+|qemu-kvm|kvm)$/;

/** The QEMU processes that this user may look into, from /proc; empty where there is no /proc. */
export async function qemuProcesses(): Promise<readonly QemuProcess[]> {
  let entries: readonly string[];
  try {
    entries = await readdir('/proc');
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
  const processes = await Promise.all(
    entries.filter((entry) => /^\d+$/.test(entry)).map((entry) => readProcess(Number(entry))),
  );
  return processes.filter((each) => each !== null);
}

/**
 * The process on this computer, of this user and with the same root folder, whose monitor listens at `address`;
 * null when there is none, as for a socket that leads to another computer or into a container.
 */
export async function processAt(address: string): Promise<QemuProcess | null> {
  const wanted = parseQmpAddress(address);
  for (const process of await qemuProcesses()) {
    if (process.monitors.some((monitor) => isSamePlace(parseQmpAddress(monitor.address), wanted)))
      return process;
  }
  return null;
}

function isSamePlace(a: QmpAddress, b: QmpAddress): boolean {
  if (a.type === 'unix') return b.type === 'unix' && a.path === b.path;
  if (b.type === 'unix') return false;
  return a.port === b.port && (a.host === b.host || (isLoopback(a.host) && isLoopback(b.host)));
}

/** Whether a host name means this computer without asking anybody. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || host.startsWith('127.');
}

async function readProcess(pid: number): Promise<QemuProcess | null> {
  try {
    const argv = (await readFile(`/proc/${pid}/cmdline`, 'utf8')).split('\0').slice(0, -1);
    if (argv[0] === undefined || !QEMU_PROGRAM.test(basename(argv[0]))) return null;
    const [folder, root, facts] = await Promise.all([
      readlink(`/proc/${pid}/cwd`),
      readlink(`/proc/${pid}/root`),
      readFile(`/proc/${pid}/stat`, 'utf8'),
    ]);
    // In a container its paths are not ours.
    if (root !== '/') return null;
    const monitors = monitorAddresses(argv).flatMap((address) => monitorOf(address, folder) ?? []);
    return { pid, run: runOf(pid, facts), argv, folder, name: optionValue(argv, 'name', 'guest'), monitors };
  } catch (error) {
    // It ended while we looked, or belongs to somebody else.
    if (isMissing(error) || hasCode(error, 'ESRCH') || hasCode(error, 'EACCES') || hasCode(error, 'EPERM'))
      return null;
    throw error;
  }
}

/**
 * Whether a process still runs, by its `run`: not once it has ended, also where nobody has taken note of that yet. One that
 * is killed may end its first thread before the others, and its files stay open, and locked, until the last has ended.
 */
export async function isRunning(run: string): Promise<boolean> {
  const [pid = ''] = run.split(' ');
  try {
    const facts = await readFile(`/proc/${pid}/stat`, 'utf8');
    if (runOf(Number(pid), facts) !== run) return false;
    const [state] = facts.slice(facts.lastIndexOf(')') + 2).split(' ');
    return (state !== 'Z' && state !== 'X') || (await readdir(`/proc/${pid}/task`)).length > 1;
  } catch (error) {
    if (isMissing(error) || hasCode(error, 'ESRCH')) return false;
    throw error;
  }
}

/** How often it is looked whether a process has ended, in ms. */
const END_LOOK_MS = 20;

/** Whether a process ends within so many ms, by its `run`; resolves as soon as it has. */
export async function endsWithin(run: string, deadlineMs: number): Promise<boolean> {
  const until = performance.now() + deadlineMs;
  while (await isRunning(run)) {
    if (performance.now() >= until) return false;
    await delay(END_LOOK_MS, undefined, { ref: false });
  }
  return true;
}

/** From the text of /proc/PID/stat (proc(5)): the time of the start is field 22; the name, field 2, may hold anything. */
function runOf(pid: number, text: string): string {
  const startedAt = text.slice(text.lastIndexOf(')') + 2).split(' ')[19] ?? '';
  return `${pid} ${startedAt}`;
}

/** Null for what can't be an address, such as a path that is too long. */
function monitorOf(address: MonitorAddress, folder: string): Monitor | null {
  const listed = address.type === 'unix' ? address.path : hostAndPort(address.host, address.port);
  const absolute = address.type === 'unix' && !isAbsolute(listed) ? resolve(folder, listed) : listed;
  try {
    parseQmpAddress(absolute);
  } catch {
    // QEMU took it all the same; we can't.
    return null;
  }
  return { address: absolute, listed };
}

function hostAndPort(host: string, port: string): string {
  return host.includes(':') && !host.startsWith('[') ? `[${host}]:${port}` : `${host}:${port}`;
}

/** Where the monitors of a command line that runs in `folder` can be reached. */
export function reachableAt(argv: readonly string[], folder: string | null): readonly string[] {
  return monitorAddresses(argv).flatMap((address) => monitorOf(address, folder ?? '/')?.address ?? []);
}

/** Which monitors have a client now, from /proc/net: asking does not disturb them. */
export async function connectedMonitors(): Promise<(monitor: Monitor) => boolean> {
  const [unix, tcp, tcp6] = await Promise.all(
    ['/proc/net/unix', '/proc/net/tcp', '/proc/net/tcp6'].map(readTable),
  );
  const paths = connectedPaths(unix ?? '');
  const ports = new Set([...connectedPorts(tcp ?? ''), ...connectedPorts(tcp6 ?? '')]);
  return ({ address, listed }) =>
    paths.has(listed) || paths.has(address) || ports.has(Number(/^[^/].*:(\d+)$/.exec(address)?.[1] ?? -1));
}

async function readTable(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (isMissing(error)) return '';
    throw error;
  }
}

/** Paths whose socket is connected (state 03) in the text of /proc/net/unix (net/unix/af_unix.c). */
export function connectedPaths(text: string): ReadonlySet<string> {
  const paths = new Set<string>();
  for (const line of text.split('\n').slice(1)) {
    const match = /^\S+ \S+ \S+ \S+ \S+ (\S+) +\d+ (.+)$/.exec(line);
    if (match?.[1] === '03' && match[2] !== undefined) paths.add(match[2]);
  }
  return paths;
}

/** Local ports with an established connection (state 01) in the text of /proc/net/tcp (net/ipv4/tcp_ipv4.c). */
export function connectedPorts(text: string): ReadonlySet<number> {
  const ports = new Set<number>();
  for (const line of text.split('\n').slice(1)) {
    const match = /^\s*\d+: [0-9A-F]+:([0-9A-F]{4}) \S+ 01 /.exec(line);
    if (match?.[1] !== undefined) ports.add(Number.parseInt(match[1], 16));
  }
  return ports;
}
