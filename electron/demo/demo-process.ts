import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { isMissing, readIfThere } from '../files/durable-file.ts';
import { monitorArgument } from './demo-command-line.ts';
import type { DemoFolder } from './demo-folder.ts';

const execFileAsync = promisify(execFile);

/**
 * Returns the process id of the QEMU that has the demo machine's monitor, or null. The file with the process id may
 * be stale and its number in use by any other program, so the process's own command line decides.
 */
export async function findDemoProcess(folder: DemoFolder): Promise<number | null> {
  const text = await readIfThere(folder.pidPath);
  const pid = Number(text?.trim() || Number.NaN);
  if (!Number.isSafeInteger(pid) || pid <= 1) return null;
  return (await hasMonitor(pid, folder.socketPath)) ? pid : null;
}

/** Tells whether the process runs with the demo machine's monitor in its command line. */
export async function hasMonitor(pid: number, socketPath: string): Promise<boolean> {
  const monitor = monitorArgument(socketPath);
  if (process.platform === 'linux') return (await linuxArguments(pid)).includes(monitor);
  return (await printedArguments(pid)).includes(monitor);
}

/** A process that has ended, also one not yet reaped, has no arguments. */
async function linuxArguments(pid: number): Promise<readonly string[]> {
  try {
    return (await readFile(`/proc/${pid}/cmdline`, 'utf8')).split('\0');
  } catch (error) {
    if (isMissing(error) || isGone(error)) return [];
    throw error;
  }
}

async function printedArguments(pid: number): Promise<string> {
  try {
    const { stdout } = await execFileAsync('ps', ['-ww', '-o', 'args=', '-p', String(pid)]);
    return stdout;
  } catch {
    // ps fails when there is no such process.
    return '';
  }
}

/** Linux says ESRCH for a process that ends while its file is being read. */
function isGone(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ESRCH';
}
