import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { node24, projectEnvironment } from './npm-packages.mjs';
import { lastLines, run, say } from './programs.mjs';
import { hashOf, project, readStamp, writeStamp } from './stamp.mjs';

const stamp = '.build/sources';
const sources = [
  'renderer',
  'shared',
  'electron',
  'electron.vite.config.ts',
  'package-lock.json',
  'package.json',
];

/** Builds the page and Electron's programs, unless they are those of these sources. Returns false, and says why, where it can't. */
export async function makeSureOfBuild() {
  const hash = await hashOf(sources);
  if ((await readStamp(stamp)) === hash && existsSync(join(project, '.build/renderer/index.html')))
    return true;
  say('Building the app, as its sources changed or it is the first time.');
  const program = join(project, 'node_modules/electron-vite/bin/electron-vite.js');
  const { status, output } = await run(node24, [program, 'build'], { env: projectEnvironment() });
  if (status !== 0) {
    say('The app could not be built. This is what was said last:');
    process.stdout.write(lastLines(output, 20));
    return false;
  }
  await writeStamp(stamp, hash);
  return true;
}
