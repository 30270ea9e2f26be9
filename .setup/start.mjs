import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { makeSureOfBuild } from './build.mjs';
import { makeSureOfElectron } from './electron-runtime.mjs';
import { makeSureOfNpmPackages, node24 } from './npm-packages.mjs';
import { say } from './programs.mjs';
import { project } from './stamp.mjs';
import { makeSureOfPackages } from './system.mjs';

// `npm start`: sets up what is missing, then opens the app. Plain JavaScript for Node 20, with nothing installed yet.

const { values } = parseArgs({
  options: {
    demo: { type: 'boolean', default: false },
    'retry-electron': { type: 'boolean', default: false },
    port: { type: 'string' },
  },
});

process.exitCode = await start();

async function start() {
  if (!(await makeSureOfNpmPackages())) return 1;
  // The app opens without QEMU too, for machines of other computers; it says itself what can't be done then.
  await makeSureOfPackages('start');
  const electron = await makeSureOfElectron({ retry: values['retry-electron'] });
  if (electron === null) await makeSureOfPackages('window');
  if (!(await makeSureOfBuild())) return 1;
  const demo = values.demo ? ['--demo'] : [];
  if (electron !== null && canOpenWindow()) {
    const status = await follow(electron, [project, ...demo]);
    if (status === 0) return 0;
    say(`Electron ended with status ${status}; the browser face is opened instead.`);
  }
  const port = values.port === undefined ? [] : ['--port', values.port];
  return await follow(node24, [join(project, '.build/electron/cli.js'), 'serve', '--open', ...port, ...demo]);
}

/** Electron needs a display, and like Chromium does not run as root with its sandbox. */
function canOpenWindow() {
  if (process.platform !== 'linux') return true;
  return Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY) && process.getuid?.() !== 0;
}

/**
 * Runs the app in the foreground and returns its exit status. Ctrl+C reaches it by the terminal, and it may have a question
 * then; other signals are handed on.
 *
 * @param {string} program
 * @param {readonly string[]} args
 * @returns {Promise<number>}
 */
function follow(program, args) {
  return new Promise((resolve) => {
    const child = spawn(program, args, { stdio: 'inherit' });
    const ignore = () => undefined;
    process.on('SIGINT', ignore);
    /** @type {readonly NodeJS.Signals[]} */
    const handedOn = ['SIGTERM', 'SIGHUP'];
    /** @param {NodeJS.Signals} signal */
    const handOn = (signal) => child.kill(signal);
    for (const signal of handedOn) process.on(signal, handOn);
    const end = (/** @type {number} */ status) => {
      process.off('SIGINT', ignore);
      for (const signal of handedOn) process.off(signal, handOn);
      resolve(status);
    };
    child.on('error', (error) => {
      say(`${program} could not be started: ${error.message}.`);
      end(1);
    });
    child.on('exit', (status, signal) => end(status ?? (signal === null ? 1 : 128)));
  });
}
