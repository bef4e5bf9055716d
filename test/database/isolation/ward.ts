/** The ward with a plant in it, judged. In PGlite: a PostgreSQL 18 in this process, file_fdw included. */
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll } from 'vitest';
import { type IsolationResult, verifyIsolation } from '../../../src/verify/isolation/isolation.js';
import type { Known } from '../../../src/verify/isolation/leaks.js';
import { type Scratch, startScratch } from './scratch.js';

const WARD = readFileSync(new URL('ward.sql', import.meta.url), 'utf8');

/** What the ward’s own definer routines let through where a superuser owns them. */
const OF_SUPERUSERS: readonly Known[] = ['ward.visit_count()', 'ward.discharge(bigint)'].map((relation) => ({
  relation,
  attack: 'superuser owner',
  why: 'no policy binds a superuser',
}));

export interface Ward {
  /** Each time in a ward that is as new. */
  verify(plant: string, known?: readonly Known[]): Promise<IsolationResult>;
  plant(plant: string): Promise<void>;
  run: Scratch['run'];
  query: Scratch['query'];
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
      return verifyIsolation(database, {
        known: [...OF_SUPERUSERS, ...known],
        tenantSetting: 'app.tenant_id',
        userSetting: 'app.user_id',
      });
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
