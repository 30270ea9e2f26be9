import { join } from 'node:path';
import { makeSureOfNpmPackages, node24, projectEnvironment } from './npm-packages.mjs';
import { insideOf, makeSureOfOtherDebian } from './other-debian.mjs';
import { run, say } from './programs.mjs';
import { project } from './stamp.mjs';

// `npm run test:newer [SUITE] [FILE…]`: the tests of QEMU and libvirt with the programs of another release of Debian, which
// is trixie where none is named. Words after the release pick test files, as Vitest takes them.

const [suite = 'trixie', ...files] = process.argv.slice(2);

if (!/^[a-z][a-z-]*$/.test(suite)) {
  say(`“${suite}” is no release of Debian. Use, for instance: npm run test:newer trixie libvirt-hypervisor`);
  process.exit(2);
}
const debian = (await makeSureOfNpmPackages()) ? await makeSureOfOtherDebian(suite) : null;
if (debian === null) process.exit(1);

const versions = 'qemu-system-x86_64 --version | head -n 1; libvirtd --version';
const inside = insideOf(debian, ['sh', '-c', versions]);
process.stdout.write((await run(inside[0] ?? '', inside.slice(1))).output);
const vitest = [
  node24,
  join(project, 'node_modules/vitest/vitest.mjs'),
  'run',
  '--project',
  'newer',
  ...files,
];
const [program = '', ...args] = insideOf(debian, vitest);
const { status } = await run(program, args, {
  show: true,
  env: { ...projectEnvironment(), SNAPGROVE_OTHER_DEBIAN: debian.folder },
});
process.exitCode = status ?? 1;
