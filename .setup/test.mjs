import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { makeSureOfBuild } from './build.mjs';
import { makeSureOfLinuxGuest } from './linux-guest.mjs';
import { makeSureOfNpmPackages, node24, projectEnvironment } from './npm-packages.mjs';
import { run, say, withReaper } from './programs.mjs';
import { project } from './stamp.mjs';
import { makeSureOfPackages } from './system.mjs';
import { closingLine, countTests } from './test-counts.mjs';
import { readReport } from './test-report.mjs';

// `npm test`: installs what the tests need and runs them all. Plain JavaScript for Node 20, with nothing installed yet.

const totals = { passed: 0, failed: 0, skipped: 0 };
const startedAt = Date.now();

if (
  (await step('the npm packages', makeSureOfNpmPackages)) &&
  (await step('the packages of the system', () => makeSureOfPackages('test')))
) {
  await step('the guest of the tests', makeSureOfLinuxGuest);
  const built = await step('the build', makeSureOfBuild);
  await step('the type check', () => script('types'));
  await step('the linter', () => script('lint'));
  await vitest('unit', 'contract');
  await vitest('integration');
  if (built) await vitest('e2e');
}
const minutes = ((Date.now() - startedAt) / 60_000).toFixed(1);
say(`All steps took ${minutes} minutes.`);
process.stdout.write(`${closingLine(totals)}\n`);
process.exitCode = totals.failed === 0 ? 0 : 1;

/**
 * @param {string} name
 * @param {() => Promise<boolean>} work
 */
async function step(name, work) {
  const ok = await work();
  if (!ok) {
    totals.failed += 1;
    say(`Failed: ${name}.`);
  }
  return ok;
}

/** @param {string} name */
async function script(name) {
  say(`npm run ${name}`);
  const { status } = await run('npm', ['run', '--silent', name], {
    show: true,
    env: projectEnvironment(),
    shell: process.platform === 'win32',
  });
  return status === 0;
}

/** @param {readonly string[]} projects */
async function vitest(...projects) {
  const report = join(project, 'test-results', `${projects.join('-')}.json`);
  await rm(report, { force: true });
  const [program = '', ...args] = await withReaper([
    node24,
    join(project, 'node_modules/vitest/vitest.mjs'),
    'run',
    ...projects.flatMap((name) => ['--project', name]),
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${report}`,
  ]);
  const { status } = await run(program, args, { show: true, env: projectEnvironment() });
  const { passed, failed, skipped, complaints } = countTests(await readReport(report), status);
  for (const complaint of complaints) say(complaint);
  totals.passed += passed;
  totals.failed += failed;
  totals.skipped += skipped;
}
