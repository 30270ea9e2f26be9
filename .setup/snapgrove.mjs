#!/usr/bin/env node
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

// The command `snapgrove` of a checkout: runs electron/cli.ts under the Node 24 of node_modules, whatever Node is here.

const project = fileURLToPath(new URL('..', import.meta.url));
const windows = process.platform === 'win32';
const own = join(project, 'node_modules/node/bin', windows ? 'node.exe' : 'node');
const node = existsSync(own) ? own : process.execPath;

const child = spawn(node, [join(project, 'electron/cli.ts'), ...process.argv.slice(2)], { stdio: 'inherit' });
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
