/** psql: runs files for an administrator, or without a runner. https://www.postgresql.org/docs/current/app-psql.html */
import type { Runner } from './runner.js';

export const psql = {
  name: 'psql',
  command: 'psql -X -1 -v ON_ERROR_STOP=1 -f FILE',
  outside: { command: 'psql -X -v ON_ERROR_STOP=1 -f FILE' },
  paths: { before: 'db/admin/before_V001.sql', after: 'db/admin/after_V001.sql' },
} as const satisfies Runner;
