import { defineConfig } from 'vitest/config';

const project = (name: string, testTimeout: number, fileParallelism = true) => ({
  test: {
    name,
    include: [`test/${name}/**/*.test.{ts,tsx}`],
    testTimeout,
    hookTimeout: Math.max(testTimeout, 30_000),
    fileParallelism,
  },
});

export default defineConfig({
  test: {
    projects: [
      project('unit', 10_000),
      project('contract', 20_000),
      project('integration', 60_000, false),
      project('e2e', 120_000, false),
    ],
  },
});
