import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { makeTemporaryFolder } from './temporary-folder.ts';

const project = join(import.meta.dirname, '../..');
const program = join(project, 'electron/cli.ts');

export interface CommandResult {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** The command line with a store and a core of its own, which other tests and the user's own core have no part in. */
export interface CommandLine extends AsyncDisposable {
  readonly environment: NodeJS.ProcessEnv;
  /** Runs `snapgrove` to its end. */
  run(...args: readonly string[]): Promise<CommandResult>;
  /** Runs it with --json and returns the value; throws with what it said when its status is another than `status`. */
  json(args: readonly string[], status?: number): Promise<unknown>;
}

/** Runs Node with these arguments to its end. */
export async function runNode(
  args: readonly string[],
  options: { readonly env: NodeJS.ProcessEnv; readonly cwd?: string },
): Promise<CommandResult> {
  const child = spawn(process.execPath, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
  const [stdout, stderr, [status]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'close'),
  ]);
  return { status, stdout, stderr };
}

/** Makes a command line; `environment` adds to the process's. */
export async function makeCommandLine(environment: NodeJS.ProcessEnv = {}): Promise<CommandLine> {
  const folder = await makeTemporaryFolder();
  const whole = {
    ...process.env,
    LIBVIRT_DEFAULT_URI: undefined,
    // Each run would compile the same sources again.
    NODE_COMPILE_CACHE: join(project, '.build/compile-cache'),
    SNAPGROVE_HOME: folder.entry('store'),
    SNAPGROVE_RUNTIME_DIR: folder.entry('run'),
    ...environment,
  };
  const run = (...args: readonly string[]) => runNode([program, ...args], { env: whole, cwd: folder.path });
  return {
    environment: whole,
    run,
    async json(args, status = 0) {
      const result = await run('--json', ...args);
      if (result.status !== status)
        throw new Error(`status ${result.status}: ${result.stdout}${result.stderr}`);
      return JSON.parse(result.stdout);
    },
    [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose](),
  };
}
