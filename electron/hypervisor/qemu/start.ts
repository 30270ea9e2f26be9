import { spawn } from 'node:child_process';
import { open, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { say } from '../../../shared/sentences/say.ts';
import { makeFolder } from '../../files/durable-file.ts';
import { HypervisorError } from '../hypervisor.ts';

/** A QEMU that was just started, and outlives us. */
export interface SpawnedQemu {
  /** What it says goes there. */
  readonly logPath: string;
  /** Resolves when the process has ended; `ok` when it did so without a complaint. */
  readonly exited: Promise<{ readonly ok: boolean }>;
  /** Asks the process to end. */
  readonly end: () => void;
}

/** Runs a command line in `folder`. Throws HypervisorError when the program can't be run. */
export async function spawnQemu(
  machine: string,
  argv: readonly string[],
  folder: string | null,
  logFolder: string,
): Promise<SpawnedQemu> {
  const [program, ...args] = argv;
  if (program === undefined)
    throw new HypervisorError('refused', say('power/empty-command-line', { machine }));
  await makeFolder(logFolder);
  const logPath = join(logFolder, 'qemu.log');
  const log = await open(logPath, 'w', 0o600);
  try {
    const child = spawn(program, args, {
      cwd: folder ?? undefined,
      detached: true,
      stdio: ['ignore', log.fd, log.fd],
    });
    const started = Promise.withResolvers<void>();
    const exited = Promise.withResolvers<{ readonly ok: boolean }>();
    child.once('spawn', started.resolve);
    child.once('error', (cause) => {
      const said = say('power/not-run', { machine, program, said: cause.message });
      started.reject(new HypervisorError('failed', said, { cause }));
    });
    child.once('exit', (code) => exited.resolve({ ok: code === 0 }));
    await started.promise;
    child.unref();
    return { logPath, exited: exited.promise, end: () => child.kill() };
  } finally {
    await log.close();
  }
}

/** The last thing that QEMU said before it ended, without a full stop. */
export async function lastWords(logPath: string): Promise<string> {
  const lines = (await readFile(logPath, 'utf8')).trim().split('\n');
  return (lines.at(-1) || 'nothing').replace(/\.$/, '');
}
