import { defineConfig } from 'vitest/config';

// Tests of real programs get a second try where nobody watches; Vitest's report counts it.
const secondTry = process.env.CI === undefined ? 0 : 1;

const project = (name: string, testTimeout: number, isOfRealPrograms = false) => ({
  test: {
    name,
    include: [`test/${name}/**/*.test.{ts,tsx}`],
    testTimeout,
    hookTimeout: Math.max(testTimeout, 30_000),
    fileParallelism: !isOfRealPrograms,
    retry: isOfRealPrograms ? secondTry : 0,
  },
});

export default defineConfig({
  test: {
    projects: [
      project('unit', 10_000),
      project('contract', 20_000),
      project('integration', 180_000, true),
      project('e2e', 240_000, true),
    ],
  },
});
