import { defineConfig } from 'vitest/config';

// Tests that need a server (test/database) have a configuration of their own: npm run test:db.
export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['test/{database,runners,browser}/**'],
    // Files share the loaded modules: conversions depend on nothing but their input, and loading costs more than most tests.
    isolate: false,
    // No test is about time: the limit only ends one that hangs, on whatever machine.
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
});
