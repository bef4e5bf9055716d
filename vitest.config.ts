import { defineConfig } from 'vitest/config';

// Tests that need a server (test/database) have a configuration of their own: npm run test:db.
export default defineConfig({
  // No test is about time: the limit only ends one that hangs, on whatever machine.
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['test/{database,runners,browser}/**'],
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
});
