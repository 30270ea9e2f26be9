import { spawn } from 'node:child_process';
import { open, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { HypervisorError } from '../hypervisor.ts';

/**
 * Runs a recorded command line so that the machine outlives us. Resolves when the process was started; it
 * tells through `exited` when it ends. Throws HypervisorError when the program can't be run.
 */
export async function spawnQemu(
  machine: string,
  argv: readonly string[],
  folder: string | null,
  logFolder: string,
): Promise<{ readonly pid: number; readonly exited: Promise<string> }> {
  const [program, ...args] = argv;
  if (program === undefined) throw new HypervisorError('refused', `The command line of ${machine} is empty.`);
  const logPath = join(logFolder, 'qemu.log');
  const log = await open(logPath, 'w', 0o600);
  try {
    const child = spawn(program, args, {
      cwd: folder ?? undefined,
      detached: true,
      stdio: ['ignore', 'ignore', log.fd],
    });
    const exited = new Promise<string>((resolve) => {
      child.on('exit', () => resolve(logPath));
      child.on('error', () => resolve(logPath));
    });
    await new Promise<void>((resolve, reject) => {
      child.once('spawn', resolve);
      child.once('error', (cause) =>
        reject(
          new HypervisorError(
            'failed',
            `${machine} was not started: ${program} can’t be run (${cause.message}).`,
            {
              cause,
            },
          ),
        ),
      );
    });
    child.unref();
    return { pid: child.pid ?? 0, exited };
  } finally {
    await log.close();
  }
}

/** The last thing that QEMU said before it ended. */
export async function lastWords(logPath: string): Promise<string> {
  const lines = (await readFile(logPath, 'utf8')).trim().split('\n');
  return lines.at(-1) || 'it said nothing';
}
