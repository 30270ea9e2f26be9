import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { makeSureOfBuild } from './build.mjs';
import { node24, projectEnvironment } from './npm-packages.mjs';
import { run, say } from './programs.mjs';
import { project } from './stamp.mjs';

// `npm run bench [NAME…]`: runs the measurements of test/bench whose names hold one of the words, or all, one after another.

const wanted = process.argv.slice(2);
const folder = join(project, 'test/bench');
const names = (await readdir(folder))
  .filter((name) => name.endsWith('.bench.ts'))
  .filter((name) => wanted.length === 0 || wanted.some((word) => name.includes(word)))
  .sort();

if (!(await makeSureOfBuild())) process.exit(1);
const missed = [];
for (const name of names) {
  say(name);
  const { status } = await run(node24, ['--expose-gc', join(folder, name)], {
    show: true,
    env: projectEnvironment(),
  });
  if (status !== 0) missed.push(name);
}
if (missed.length > 0) say(`Missed its aims, or failed: ${missed.join(', ')}.`);
process.exitCode = missed.length > 0 || names.length === 0 ? 1 : 0;
