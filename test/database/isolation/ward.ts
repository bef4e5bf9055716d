/** The ward with a plant in it, judged. In PGlite: a PostgreSQL 18 in this process, file_fdw included. */
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll } from 'vitest';
import { type IsolationResult, verifyIsolation } from '../../../src/verify/isolation/isolation.js';
import type { Known } from '../../../src/verify/isolation/stage/leaks.js';
import type { Database } from '../../../src/verify/engine/engine.js';
import { type Scratch, startScratch } from './scratch.js';

const WARD = readFileSync(new URL('ward.sql', import.meta.url), 'utf8');

export interface Ward {
  /** Each time in a ward that is as new. */
  verify(plant: string, known?: readonly Known[]): Promise<IsolationResult>;
  plant(plant: string): Promise<void>;
  run: Scratch['run'];
  query: Scratch['query'];
}

/** Keys that the conversion declares wherever there are any: their values are made, and the application may write them. */
const CHOSEN = `
SELECT i.indrelid::regclass::text AS relation, c.relname AS name FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = ANY (i.indkey)
JOIN pg_attribute t ON t.attrelid = i.indrelid AND t.attname = 'tenant_id'
WHERE i.indisprimary AND NOT c.relispartition AND c.relnamespace = 'ward'::regnamespace AND t.attnum <> ALL (i.indkey)
  AND (a.attidentity <> '' OR a.atttypid = 'uuid'::regtype) AND has_schema_privilege('ward_app', 'ward', 'USAGE')
  AND (has_column_privilege('ward_app', i.indrelid, a.attnum, 'INSERT') OR has_column_privilege('ward_app', i.indrelid, a.attnum, 'UPDATE'))
  AND NOT EXISTS (SELECT FROM pg_constraint f WHERE f.conrelid = i.indrelid AND f.contype = 'f' AND a.attnum = ANY (f.conkey))`;

/** What is found in the database, but for the keys that are chosen in it and its own definer routines. */
export async function judged(database: Database, known: readonly Known[]): Promise<IsolationResult> {
  const chosen = await database.query<{ relation: string; name: string }>(CHOSEN);
  const routines = await database.query<{ identity: string }>(
    `SELECT identity FROM unnest(ARRAY['ward.visit_count()', 'ward.discharge(bigint)']) identity WHERE to_regprocedure(identity) IS NOT NULL`,
  );
  // No policy binds a superuser, and these let through all that it may read and write.
  const ofSuperusers = routines.map(({ identity }) => ({
    relation: identity,
    attack: 'superuser owner',
    why: 'no policy binds a superuser',
  }));
  const result = await verifyIsolation(database, {
    known: [
      ...known,
      ...ofSuperusers,
      ...chosen.map((key) => ({ ...key, attack: 'unique', why: 'ward_app may write it' })),
    ],
    policy: 'baseline_tenant_isolation',
    tenantSetting: 'app.tenant_id',
    userSetting: 'app.user_id',
  });
  const isOwn = ({ relation, attack, name }: Known): boolean =>
    chosen.some((one) => one.name === name) ||
    ofSuperusers.some((one) => one.relation === relation && one.attack === attack);
  return { ...result, shown: result.shown.filter((one) => !isOwn(one)) };
}

/** One database for the tests of a file. */
export function openWard(): Ward {
  let database: Scratch;
  beforeAll(async () => {
    database = await startScratch();
  });
  afterAll(() => database?.close());
  const plant = (sql: string): Promise<void> => database.run(WARD + sql);
  return {
    async verify(sql, known = []) {
      await plant(sql);
      return judged(database, known);
    },
    plant,
    run: (sql) => database.run(sql),
    query: (sql, parameters) => database.query(sql, parameters),
  };
}

export const names = ({ undeclared }: IsolationResult): string[] =>
  undeclared
    .map(({ relation, attack, name }) => [relation, attack, name].filter(Boolean).join(' '))
    .toSorted();

/** Of tenants' tables. */
export const TENANT_ID = 'tenant_id uuid DEFAULT ward.current_tenant_id() NOT NULL';

/** Nothing gets across, and nothing is left untried. */
export const CLOSED = { isolated: true, undeclared: [], unfounded: [], unfilled: [], unclear: [] };

/** What the conversion makes of a table of tenants, and of the partitions that it has by now. */
export const closed = (table: string): string => `
  CREATE POLICY baseline_tenant_isolation ON ${table} AS RESTRICTIVE
    USING (tenant_id = (SELECT ward.current_tenant_id())) WITH CHECK (tenant_id = (SELECT ward.current_tenant_id()));
  CREATE POLICY baseline_tenant_access ON ${table} USING (true) WITH CHECK (true);
  GRANT SELECT, INSERT, UPDATE, DELETE ON ${table} TO ward_app;
  DO $closed$
  DECLARE
    part regclass;
  BEGIN
    FOR part IN SELECT c.oid FROM pg_class c WHERE c.relkind IN ('r', 'p')
      AND (c.oid = '${table}'::regclass OR c.oid IN (SELECT relid FROM pg_partition_tree('${table}')))
    LOOP
      EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY', part);
    END LOOP;
  END $closed$;`;
