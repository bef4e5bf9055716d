import { defineConfig } from 'vitest/config';

// Tests that need a server (test/database) have a configuration of their own: npm run test:db.
export default defineConfig({
  test: { include: ['test/*.test.ts'], testTimeout: 60_000 },
});
