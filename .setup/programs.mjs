import { spawn } from 'node:child_process';
import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import { delimiter, isAbsolute, join } from 'node:path';
import { project } from './stamp.mjs';

/** Where daemons and Red Hat's QEMU are, which are not on everybody's PATH. */
const furtherFolders = [
  '/usr/sbin',
  '/usr/local/sbin',
  '/usr/libexec',
  '/usr/local/bin',
  '/opt/homebrew/bin',
];

/** What set-up has to say, in one line each. @param {string} line */
export function say(line) {
  process.stdout.write(`snapgrove: ${line}\n`);
}

/**
 * The path of the first of some programs that is there, or null.
 *
 * @param {readonly string[]} names
 * @returns {Promise<string | null>}
 */
export async function findProgram(names) {
  const folders = [...searchPath().split(delimiter).filter(isAbsolute), ...furtherFolders];
  for (const name of names) {
    for (const folder of folders) {
      const file = join(folder, process.platform === 'win32' ? `${name}.exe` : name);
      try {
        await access(file, constants.X_OK);
        return file;
      } catch {
        // Not there: look further.
      }
    }
  }
  return null;
}

/** The PATH without the project's own programs, which set-up may be about to replace. */
export function searchPath() {
  return (process.env.PATH ?? '')
    .split(delimiter)
    .filter((folder) => !folder.startsWith(join(project, 'node_modules')))
    .join(delimiter);
}

/**
 * Runs a program to its end and returns its exit status (null when it could not be started or took too long) and what it
 * said, in order. `show` lets it speak to the terminal instead.
 *
 * @param {string} program
 * @param {readonly string[]} args
 * @param {{ readonly show?: boolean, readonly env?: NodeJS.ProcessEnv, readonly deadlineMs?: number,
 *   readonly shell?: boolean }} [options]
 * @returns {Promise<{ readonly status: number | null, readonly output: string }>}
 */
export function run(program, args, { show = false, env = process.env, deadlineMs, shell = false } = {}) {
  return new Promise((resolve) => {
    let output = '';
    const child = spawn(program, args, {
      cwd: project,
      env,
      shell,
      stdio: show ? 'inherit' : ['inherit', 'pipe', 'pipe'],
      ...(deadlineMs === undefined ? {} : { timeout: deadlineMs }),
    });
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text) => {
        output += text;
      });
    }
    child.on('error', (error) => resolve({ status: null, output: `${output}${error.message}\n` }));
    child.on('close', (status) => resolve({ status, output }));
  });
}

/**
 * A command and its arguments that run another one, with somebody who takes note at once when one of its orphans ends, such
 * as a QEMU that libvirt began. Containers often have a first process that is slow to, and libvirt waits for that.
 *
 * @param {readonly string[]} command
 * @returns {Promise<readonly string[]>}
 */
export async function withReaper(command) {
  const tini = await findProgram(['tini']);
  return tini === null ? command : [tini, '-s', '--', ...command];
}

/**
 * The last lines of what a program said, for a report.
 *
 * @param {string} output
 */
export function lastLines(output, count = 6) {
  return output
    .split('\n')
    .map((line) => line.trimEnd())
    .filter((line) => line !== '')
    .slice(-count)
    .map((line) => `  ${line}\n`)
    .join('');
}
