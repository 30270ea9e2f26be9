import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { node24, projectEnvironment } from './npm-packages.mjs';
import { lastLines, run, say } from './programs.mjs';
import { project, readStamp, writeStamp } from './stamp.mjs';

const folder = join(project, 'node_modules/electron');
const stamp = 'node_modules/.snapgrove/electron-runtime-missing';
/** How long the server may take to answer, and then the download, in ms. */
const answerTime = 10_000;
const downloadTime = 5 * 60_000;

/** The path of Electron's own program, or null where it was not downloaded. */
export function electronProgram() {
  const name = join(folder, 'path.txt');
  if (!existsSync(name)) return null;
  const program = join(
    process.env.ELECTRON_OVERRIDE_DIST_PATH ?? join(folder, 'dist'),
    readFileSync(name, 'utf8'),
  );
  return existsSync(program) ? program : null;
}

/**
 * Downloads Electron's runtime, once: where that fails it says so in one line and remembers it until the packages change or
 * `retry` is given. Returns the path of Electron's program, or null.
 *
 * @param {{ readonly retry: boolean }} options
 */
export async function makeSureOfElectron({ retry }) {
  const there = electronProgram();
  if (there !== null) return there;
  const { version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  if (!retry && (await readStamp(stamp)) === version) return null;
  say(`Downloading Electron ${version}, which shows the app’s window.`);
  const problem = (await unreachable(version)) ?? (await download());
  const program = electronProgram();
  if (problem === null && program !== null) return program;
  say(
    `Electron’s runtime can’t be had here (${problem ?? 'it was not unpacked'}); the browser face is opened instead. \`npm start -- --retry-electron\` tries again.`,
  );
  await writeStamp(stamp, version);
  return null;
}

/**
 * Asks the server for the download's head alone: where no network leads to it, a download may wait for minutes. Mirrors and
 * proxies are the downloader's own affair.
 *
 * @param {string} version
 */
async function unreachable(version) {
  const names = Object.keys(process.env).map((name) => name.toLowerCase());
  if (names.some((name) => name.includes('electron_mirror') || name === 'electron_get_use_proxy'))
    return null;
  const url = `https://github.com/electron/electron/releases/download/v${version}/SHASUMS256.txt`;
  try {
    await fetch(url, { method: 'HEAD', redirect: 'manual', signal: AbortSignal.timeout(answerTime) });
    return null;
  } catch {
    return 'github.com, where it is kept, can’t be reached';
  }
}

async function download() {
  const { status, output } = await run(node24, [join(folder, 'install.js')], {
    env: projectEnvironment(),
    deadlineMs: downloadTime,
  });
  return status === 0 ? null : lastLines(output, 20).trim().split('\n')[0] || 'the download took too long';
}
