import { defineConfig } from 'vitest/config';

// Migration runners against a real server. What they need comes from their registries (Maven Central) on the first run.
export default defineConfig({
  test: {
    include: ['test/runners/**/*.test.ts'],
    fileParallelism: false,
    testTimeout: 180_000,
    hookTimeout: 300_000,
    teardownTimeout: 30_000,
  },
});
