import { readdir, readFile, readlink } from 'node:fs/promises';
import { basename, isAbsolute, resolve } from 'node:path';
import { hasCode, isMissing } from '../../files/durable-file.ts';
import { monitorAddresses, optionValue } from './command-line.ts';

/** A QEMU of this user with a QMP monitor that can be connected to. */
export interface QemuProcess {
  readonly pid: number;
  readonly argv: readonly string[];
  readonly folder: string;
  readonly name: string | null;
  /** Its QMP monitors: absolute socket paths or host:port. */
  readonly addresses: readonly string[];
}

const QEMU_PROGRAM = /^(qemu-system-.+|qemu-kvm|kvm)$/;

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

async function readProcess(pid: number): Promise<QemuProcess | null> {
  try {
    const argv = (await readFile(`/proc/${pid}/cmdline`, 'utf8')).split('\0').slice(0, -1);
    if (argv[0] === undefined || !QEMU_PROGRAM.test(basename(argv[0]))) return null;
    const folder = await readlink(`/proc/${pid}/cwd`);
    const addresses = monitorAddresses(argv).map((address) => absolute(address, folder));
    return { pid, argv, folder, name: optionValue(argv, 'name', 'guest'), addresses };
  } catch (error) {
    // It ended while we looked, or belongs to somebody else.
    if (isMissing(error) || hasCode(error, 'ESRCH') || hasCode(error, 'EACCES') || hasCode(error, 'EPERM'))
      return null;
    throw error;
  }
}

function absolute(address: string, folder: string): string {
  return address.includes('/') && !isAbsolute(address) ? resolve(folder, address) : address;
}

/** Unix socket paths that have a connected peer now, from /proc/net/unix: asking does not disturb it. */
export async function connectedSockets(): Promise<ReadonlySet<string>> {
  try {
    return connectedPaths(await readFile('/proc/net/unix', 'utf8'));
  } catch (error) {
    if (isMissing(error)) return new Set();
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
