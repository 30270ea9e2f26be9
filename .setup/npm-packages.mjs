import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { findProgram, lastLines, run, say, searchPath } from './programs.mjs';
import { hashOf, project, readStamp, writeStamp } from './stamp.mjs';

const stamp = 'node_modules/.snapgrove/lock';
const wanted = 24;

/** Node 24 as the npm package `node` brings it. */
export const node24 = join(
  project,
  'node_modules/node/bin',
  process.platform === 'win32' ? 'node.exe' : 'node',
);

/** The environment for programs of node_modules: Node 24 and they come first. */
export function projectEnvironment() {
  const folders = [join(project, 'node_modules/node/bin'), join(project, 'node_modules/.bin'), searchPath()];
  return { ...process.env, PATH: folders.join(delimiter) };
}

/** Makes sure of the npm packages that the lock file names and of Node 24. Returns false, and says why, where it can't. */
export async function makeSureOfNpmPackages() {
  const lock = await hashOf(['package-lock.json']);
  if ((await readStamp(stamp)) !== lock) {
    say(
      'Installing the npm packages of the lock file, which the app is made of; the first time takes a minute.',
    );
    const { status, output } = await npm(['ci', '--no-audit', '--no-fund', '--loglevel=error']);
    if (status !== 0) {
      say('The npm packages could not be installed. This is what npm said last:');
      process.stdout.write(lastLines(output, 12));
      say(
        'It needs the network, or a registry that npm is told of. Nothing else was changed; try again then.',
      );
      return false;
    }
    if (!(await makeSureOfNode())) return false;
    await writeStamp(stamp, lock);
    return true;
  }
  return existsSync(node24) || (await makeSureOfNode());
}

async function makeSureOfNode() {
  if (await isNode24()) return true;
  // npm may have been told not to run the packages' scripts; this one brings the program.
  const { output } = await npm(['rebuild', 'node', '--foreground-scripts', '--ignore-scripts=false']);
  if (await isNode24()) return true;
  say(
    `The npm package "node" did not bring Node ${wanted}, which the app runs under. This is what npm said last:`,
  );
  process.stdout.write(lastLines(output));
  say('Let npm run its script (`npm rebuild node`), or remove node_modules and try again.');
  return false;
}

async function isNode24() {
  const { status, output } = await run(node24, ['--version']);
  return status === 0 && Number(/^v(\d+)/.exec(output)?.[1]) >= wanted;
}

/**
 * Runs npm outside of node_modules, which it may be about to replace, with the Node that brought it.
 *
 * @param {readonly string[]} args
 */
async function npm(args) {
  const env = { ...process.env, PATH: searchPath() };
  const onWindows = process.platform === 'win32';
  const script = process.env.npm_execpath;
  if (!onWindows && (await findProgram(['npm'])) === null && script) {
    return await run(process.execPath, [script, ...args], { env });
  }
  return await run('npm', args, { env, shell: onWindows });
}
