import { defineConfig } from 'vitest/config';

// Tests against real servers: one file at a time, since two clusters and their clients already fill a small machine.
export default defineConfig({
  test: {
    include: ['test/database/**/*.test.ts'],
    fileParallelism: false,
    testTimeout: 120_000,
    hookTimeout: 120_000,
    teardownTimeout: 30_000,
  },
});
