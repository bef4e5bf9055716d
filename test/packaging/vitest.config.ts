import { defineConfig } from 'vitest/config';

// Tests of what npm installs: they need the registry.
export default defineConfig({
  test: {
    include: ['test/packaging/**/*.test.ts'],
    testTimeout: 300_000,
    hookTimeout: 300_000,
  },
});
