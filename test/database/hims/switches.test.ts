/** Each transform of the preset off by itself: a real server takes what the others make. */
import { expect, test } from 'vitest';
import { transforms } from '../../../src/transforms/registry.js';
import { convertedWith, settings } from '../../hims/sample.js';
import { withoutLz4 } from '../lz4.js';
import { startPglite } from '../pglite.js';

const own = transforms.filter(({ preset }) => preset === 'hims').map(({ name }) => name);

test.each(own)('without %s the baseline loads, and loads again', async (name) => {
  const { sql } = convertedWith({ ...settings, off: [name] });
  const engine = await startPglite();
  try {
    for (const run of [1, 2]) {
      await engine.run(`BEGIN;\n${withoutLz4(sql)}\nCOMMIT;`);
      const [counted] = await engine.query(
        `SELECT count(*) AS tables FROM pg_tables WHERE schemaname !~ '^(pg_|information_schema$)'`,
      );
      // 147 tables, their partitions, and the migration tool's own where nothing leaves it out.
      expect(counted!.tables, `run ${run}`).toBe(158 + (name === 'migrationTools' ? 1 : 0));
    }
  } finally {
    await engine.stop();
  }
});
