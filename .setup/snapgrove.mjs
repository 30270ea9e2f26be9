#!/usr/bin/env node
import { spawn } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

// The command `snapgrove` of a checkout, under the Node 24 of node_modules whatever Node is here: what was built of these
// sources, which starts quicker, or else the sources.

const project = fileURLToPath(new URL('..', import.meta.url));
const windows = process.platform === 'win32';
const own = join(project, 'node_modules/node/bin', windows ? 'node.exe' : 'node');
const node = existsSync(own) ? own : process.execPath;

const built = join(project, '.build/electron/cli.js');
const program = isCurrent() ? built : join(project, 'electron/cli.ts');
const child = spawn(node, [program, ...process.argv.slice(2)], { stdio: 'inherit' });
// Ctrl+C reaches it by the terminal; it decides what that means.
process.on('SIGINT', () => undefined);
for (const signal of /** @type {const} */ (['SIGTERM', 'SIGHUP']))
  process.on(signal, () => child.kill(signal));
child.on('error', (error) => {
  process.stderr.write(
    `snapgrove: ${node} could not be started (${error.message}). Run \`npm start\` first.\n`,
  );
  process.exitCode = 1;
});
child.on('exit', (status, signal) => {
  process.exitCode = status ?? (signal === null ? 1 : 128);
});

/** Whether no source of the command line is newer than the build. */
function isCurrent() {
  if (!existsSync(built)) return false;
  const since = statSync(built).mtimeMs;
  return ['electron', 'shared', 'package.json'].every((path) => isOlder(join(project, path), since));
}

/**
 * @param {string} path
 * @param {number} since
 * @returns {boolean}
 */
function isOlder(path, since) {
  const found = statSync(path);
  if (!found.isDirectory()) return found.mtimeMs <= since;
  return readdirSync(path).every((name) => isOlder(join(path, name), since));
}
