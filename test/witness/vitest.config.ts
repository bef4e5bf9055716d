import { defineConfig } from 'vitest/config';

// The witness in less than a minute, for who changes src/verify: no server, and few databases of PGlite. The rest is in test/database.
export default defineConfig({
  test: {
    include: [
      'test/witness/**/*.test.ts',
      'test/split.test.ts',
      'test/database/isolation/together.test.ts',
      'test/database/verify/columnLists.test.ts',
    ],
    isolate: false,
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
});
