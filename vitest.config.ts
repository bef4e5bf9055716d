import { configDefaults, defineConfig } from 'vitest/config';

const ELSEWHERE = [...configDefaults.exclude, 'test/{database,runners,browser,packaging}/**'];
const WITH_PGLITE = [
  'test/verifyCli.test.ts',
  'test/verbs/**/*.test.ts',
  'test/migrate/privileges.test.ts',
  'test/migrationProof*.test.ts',
  'test/sourcesEngine.test.ts',
  'test/projectPglite.test.ts',
  'test/fold*.test.ts',
];
const shared = {
  // Files share the loaded modules: conversions depend on nothing but their input, and loading costs more than most tests.
  isolate: false,
  // No test is about time: the limit only ends one that hangs, on whatever machine.
  testTimeout: 120_000,
  hookTimeout: 120_000,
};

// Tests that need a server (test/database) have a configuration of their own: npm run test:db.
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          ...shared,
          name: 'all',
          include: ['test/**/*.test.ts'],
          exclude: [...ELSEWHERE, ...WITH_PGLITE],
        },
      },
      {
        // Each database of PGlite lives for seconds, in which optimizing its code costs more than it saves.
        test: { ...shared, name: 'pglite', include: WITH_PGLITE, execArgv: ['--liftoff-only'] },
      },
    ],
  },
});
