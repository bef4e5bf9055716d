/** The baselines in PGlite, where there is no server to be had: they load three times, and once is enough. */
import { expect, test } from 'vitest';
import { scan } from '../../src/source/scan.js';
import { baselineOf } from './baseline.js';
import { readCatalog } from './catalog.js';
import { dumpsOf, readDump } from './dumps.js';
import { withoutLz4 } from './lz4.js';
import { startPglite, type Engine } from './pglite.js';
import { LIMITS, type Limit } from './pgliteLimits.js';
import { differences } from './schema.js';

test.each(dumpsOf(18).map(({ name }) => [name]))('PGlite runs %s three times', async (name) => {
  const baseline = withoutLz4(baselineOf(name, { owners: 'strip', privileges: 'strip' }));
  const statements = scan(baseline).map(({ text }) => text);
  const limits = LIMITS[name] ?? [];
  for (const { statement } of limits) {
    expect(
      statements.filter((text) => text.includes(statement)),
      statement,
    ).toHaveLength(1);
  }

  const engine = await startPglite();
  try {
    await engine.run(readDump('roles.sql').toString());
    const ran = await runOnce(engine, statements, limits);
    expect(ran, 'statements that PGlite runs after all: take them off the list').toEqual([]);
    const first = await readCatalog(engine.query, { privileges: false });
    for (const run of [2, 3]) {
      await runOnce(
        engine,
        statements,
        limits.map(({ statement }) => ({ statement })),
      );
      const now = await readCatalog(engine.query, { privileges: false });
      expect(differences(first, now), `run ${run} changed what run 1 had made`).toBe('');
    }
  } finally {
    await engine.stop();
  }
});

/** Runs all in one transaction; throws where a statement fails that is not on the list, returns those on it that ran. */
async function runOnce(
  engine: Engine,
  statements: readonly string[],
  limits: readonly Limit[],
): Promise<string[]> {
  const ran: string[] = [];
  await engine.run('BEGIN');
  for (const statement of statements) {
    const limit = limits.find((candidate) => statement.includes(candidate.statement));
    const error = await attempt(engine, statement, limit !== undefined);
    if (limit === undefined && error !== undefined)
      throw new Error(`${error}\nin: ${statement.slice(0, 2000)}`);
    if (limit !== undefined && error === undefined) ran.push(limit.statement);
    if (limit?.instead !== undefined) await engine.run(limit.instead);
  }
  await engine.run('COMMIT');
  return ran;
}

async function attempt(engine: Engine, statement: string, mayFail: boolean): Promise<string | undefined> {
  if (mayFail) await engine.run('SAVEPOINT before');
  try {
    await engine.run(statement);
    return undefined;
  } catch (error) {
    if (mayFail) await engine.run('ROLLBACK TO before');
    return (error as Error).message;
  }
}
