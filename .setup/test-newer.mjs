import { rm } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { makeSureOfLinuxGuest } from './linux-guest.mjs';
import { makeSureOfNpmPackages, node24, projectEnvironment } from './npm-packages.mjs';
import { insideOf, makeSureOfOtherDebian } from './other-debian.mjs';
import { lastLines, run, say, withReaper } from './programs.mjs';
import { project } from './stamp.mjs';
import { closingLine, countTests, tableOf, totalOf } from './test-counts.mjs';
import { readReport } from './test-report.mjs';

// `npm run test:newer [SUITE] [FILE…]`: the tests of QEMU and libvirt with the programs of another release of Debian, which
// is trixie where none is named. Words after the release pick test files, as Vitest takes them. Each file is a run of its
// own, so that one that breaks off costs no other its result; the table at the end has them all.

const [suite = 'trixie', ...words] = process.argv.slice(2);

if (!/^[a-z][a-z-]*$/.test(suite)) {
  say(`“${suite}” is no release of Debian. Use, for instance: npm run test:newer trixie libvirt-hypervisor`);
  process.exit(2);
}
const debian = (await makeSureOfNpmPackages()) ? await makeSureOfOtherDebian(suite) : null;
if (debian === null) process.exit(1);
// Where it can't be had its tests fail, and the others have their results.
await makeSureOfLinuxGuest();
const env = { ...projectEnvironment(), SNAPGROVE_OTHER_DEBIAN: debian.folder };

const files = await testFiles();
if (files.length === 0) {
  say(`There is no test file of that name: ${words.join(', ')}`);
  process.exit(2);
}
const results = [];
for (const file of files) results.push({ file, ...(await countsOf(file)) });

const versions = await inside(['sh', '-c', 'qemu-system-x86_64 --version | head -n 1; libvirtd --version']);
process.stdout.write(`\n${versions.output}${tableOf(results)}`);
const total = totalOf(results);
process.stdout.write(`${closingLine(total)}\n`);
process.exitCode = total.failed === 0 ? 0 : 1;

/** The files that are meant, as paths in the project. */
async function testFiles() {
  // A word right after `--json` would be a file to write to.
  const listing = [...vitest('list'), ...words, '--json', '--filesOnly'];
  const { status, output } = await run(node24, listing, { env });
  if (status !== 0) {
    say('Vitest can’t list the test files. This is what it said last:');
    process.stdout.write(lastLines(output));
    process.exit(1);
  }
  /** @type {readonly { readonly file: string }[]} */
  const listed = output.trim() === '' ? [] : JSON.parse(output);
  return listed.map(({ file }) => relative(project, file));
}

/** @param {string} file */
async function countsOf(file) {
  const report = join(project, `test-results/newer-${suite}.json`);
  await rm(report, { force: true });
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  const { status } = await inside([node24, ...vitest('run'), ...reporters, file], { show: true, env });
  const { complaints, ...counts } = countTests(await readReport(report), status);
  for (const complaint of complaints) say(complaint);
  return counts;
}

/** @param {string} command */
function vitest(command) {
  return [join(project, 'node_modules/vitest/vitest.mjs'), command, '--project', 'newer'];
}

/**
 * Runs a command with that release's programs.
 *
 * @param {readonly string[]} command
 * @param {Parameters<typeof run>[2]} [options]
 */
async function inside(command, options) {
  const [program = '', ...args] = debian === null ? [] : await withReaper(insideOf(debian, command));
  return await run(program, args, options);
}
