import { defineConfig } from 'vitest/config';

// Tests of real programs get a second try where nobody watches; Vitest's report counts it.
const secondTry = process.env.CI === undefined ? 0 : 1;

const project = (
  name: string,
  testTimeout: number,
  isOfRealPrograms = false,
  include: readonly string[] = [],
) => ({
  test: {
    name,
    include: [`test/${name}/**/*.test.{ts,tsx}`, ...include],
    testTimeout,
    hookTimeout: Math.max(testTimeout, 30_000),
    fileParallelism: !isOfRealPrograms,
    retry: isOfRealPrograms ? secondTry : 0,
  },
});

/** With the programs of another Debian (`npm run test:newer`): what is about QEMU and libvirt, and what the system's own are too old for. */
const newer = project('newer', 180_000, true, [
  'test/integration/{libvirt,qemu,qmp,domainsnapshot}*.test.ts',
]);

export default defineConfig({
  test: {
    projects: [
      project('unit', 10_000),
      project('contract', 20_000),
      project('integration', 180_000, true),
      project('e2e', 240_000, true),
      ...(process.env.SNAPGROVE_OTHER_DEBIAN === undefined ? [] : [newer]),
    ],
  },
});
