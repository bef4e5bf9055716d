/** adopt on the hospital's database with rows of two tenants: it reaches the baseline, however often and wherever it is stopped. */
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Adoption, adoptionOf } from '../../src/adoption.js';
import { ready } from '../../src/index.js';
import { read } from '../../src/pipeline.js';
import { withDefaults } from '../../src/settings/settings.js';
import { split } from '../../src/verify/sql/split.js';
import { createDatabase, type Database } from './database.js';
import { readExport, readSettings } from './hims/conversion.js';
import { type Server, startServer } from './server.js';

const AS_OWNER = 'SET SESSION AUTHORIZATION hims_admin;\n';
const A = 'a0000000-0000-4000-8000';
const B = 'b0000000-0000-4000-8000';

let server: Server;
let raw: Database;
let plan: Adoption;
let fresh: string;
let rowsOfColumns: string;
let before: unknown;
const made: Database[] = [];

beforeAll(async () => {
  await ready();
  server = await startServer(15);
  plan = adoptionOf(read(readExport()), await options(['laboratory.reference_ranges']));
  raw = await create();
  expect(await raw.restore(readExport())).toEqual([]);
  const rows = readFileSync(new URL('../dumps/hims/sample_rows.sql', import.meta.url), 'utf8');
  expect(await raw.restore(rows)).toEqual([]);
  rowsOfColumns = await rowsQuery(raw);
  before = await raw.query(rowsOfColumns);
  const baseline = await create();
  expect(await baseline.apply(plan.baseline)).toBeUndefined();
  fresh = await schemaOf(baseline);
}, 300_000);

afterAll(async () => {
  for (const database of made) await database.drop();
  await server?.stop();
});

async function create(template?: Database): Promise<Database> {
  made.push(await createDatabase(server, template));
  return made.at(-1)!;
}

async function options(mixed: readonly string[]) {
  const settings = await readSettings();
  const tenancy = { ...settings.tenancy, mixedTables: [...settings.tenancy.mixedTables, ...mixed] };
  return {
    settings: withDefaults({ ...settings, tenancy, owners: 'keep', superuser: 'inline' }),
    tenant: undefined,
    backfill: { 'audit.data_access_log': 'patient_id -> clinical.patients' },
  } as const;
}

/** Runs the files as a runner does; the first error. */
async function run(database: Database, files: Adoption['files'], as = ''): Promise<string | undefined> {
  for (const { sql, transaction } of files) {
    const failed = transaction ? await database.apply(as + sql) : (await database.restore(as + sql))[0];
    if (failed !== undefined) return failed;
  }
  return undefined;
}

/** Lines in any order: PostgreSQL lists privileges in the order in which they were granted. */
async function schemaOf(database: Database, flags: readonly string[] = []): Promise<string> {
  const text = await database.pgDump(['--exclude-table=public.flyway_schema_history', ...flags]);
  return text
    .split('\n')
    .filter((line) => line.trim() !== '' && !/^(--|\\(un)?restrict )/.test(line))
    .toSorted()
    .join('\n');
}

/** A query for all rows of all tables, of the columns that there are now. */
async function rowsQuery(database: Database): Promise<string> {
  const tables = await database.query(
    `SELECT oid::regclass::text AS name, (SELECT string_agg(quote_ident(attname), ', ' ORDER BY attnum)
       FROM pg_attribute WHERE attrelid = c.oid AND attnum > 0 AND NOT attisdropped) AS columns
     FROM pg_class c WHERE relkind = 'r' AND relnamespace::regnamespace::text !~ '^(pg_|information_schema)'`,
  );
  const queries = tables.map(
    ({ name, columns }) =>
      `SELECT '${String(name).replaceAll("'", "''")}' AS name, count(*) AS rows, md5(string_agg(x::text, E'\\n' ORDER BY x::text)) AS digest FROM (SELECT ${String(columns)} FROM ONLY ${String(name)}) x`,
  );
  return `SELECT * FROM (${queries.join(' UNION ALL ')}) q ORDER BY name`;
}

interface Tenants {
  /** Rows of a tenant that have ids of the other one. */
  readonly wrong: readonly unknown[];
  readonly filled: number;
  /** Tables whose added column is NULL somewhere. */
  readonly empty: readonly unknown[];
}

/** The sample's ids tell whose they are. */
async function tenantsIn(database: Database): Promise<Tenants> {
  const tables = await database.query(
    `SELECT attrelid::regclass::text AS name FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid
     WHERE relkind = 'r' AND attname = 'tenant_id' AND atttypid = 'uuid'::regtype`,
  );
  const all = await database.query(
    tables
      .map(
        ({ name }) =>
          `SELECT '${String(name)}' AS name, tenant_id::text AS tenant, x::text AS row FROM ONLY ${String(name)} x`,
      )
      .join(' UNION ALL '),
  );
  const text = (value: unknown): string => String(value);
  return {
    wrong: all.filter(
      ({ tenant, row }) => tenant !== null && text(row).includes(text(tenant).startsWith('a') ? B : A),
    ),
    filled: all.filter(({ tenant }) => tenant !== null).length,
    empty: [...new Set(all.flatMap(({ name, tenant }) => (tenant === null ? [name] : [])))].toSorted(),
  };
}

describe('three files', () => {
  test('bring it to the baseline: same schema, same rows, each with its tenant; also the second time', async () => {
    const database = await create(raw);
    for (const _ of ['first', 'second']) {
      expect(await run(database, plan.files)).toBeUndefined();
      expect(await schemaOf(database)).toBe(fresh);
      expect(await database.query(rowsOfColumns)).toEqual(before);
      const { wrong, filled, empty } = await tenantsIn(database);
      expect(wrong).toEqual([]);
      expect(filled).toBeGreaterThan(150);
      // Shared rows, and logs without a tenant.
      expect(empty).toEqual([
        'abdm.fhir_bundles',
        'audit.audit_log_default',
        'clinical.diagnoses',
        'core.departments',
        'core.role_permissions',
        'core.roles',
        'hr.designations',
        'hr.shifts',
        'laboratory.reference_ranges',
        'laboratory.test_master',
      ]);
    }
  }, 300_000);

  test('an owner that policies apply to gets there too', async () => {
    const database = await create(raw);
    const control = await create();
    await control.apply('ALTER ROLE hims_admin NOSUPERUSER NOBYPASSRLS CREATEROLE');
    try {
      await control.apply(`ALTER DATABASE ${database.name} OWNER TO hims_admin`);
      for (const _ of ['first', 'second']) expect(await run(database, plan.files, AS_OWNER)).toBeUndefined();
    } finally {
      await control.apply('ALTER ROLE hims_admin SUPERUSER NOCREATEROLE');
    }
    expect(await database.query(rowsOfColumns)).toEqual(before);
    expect((await tenantsIn(database)).wrong).toEqual([]);
    expect(await database.query('SELECT count(*) FROM pg_class WHERE relforcerowsecurity')).toEqual(
      await made[1]!.query('SELECT count(*) FROM pg_class WHERE relforcerowsecurity'),
    );
  }, 300_000);

  test('the contract stops where rows have no tenant, and names them', async () => {
    const { files, findings } = adoptionOf(read(readExport()), await options([]));
    expect(findings.filter(({ kind }) => kind === 'shared').map(({ table }) => table.name)).toEqual([
      'panel_tests',
      'qc_runs',
      'reference_ranges',
    ]);
    const database = await create(raw);
    expect(await run(database, files.slice(0, 2))).toBeUndefined();
    const unchanged = await schemaOf(database);
    const said = await database.transcript(`BEGIN;\n${files[2]!.sql}`);
    expect(said).toContain(
      'laboratory.reference_ranges: 1 rows without tenant_id; this finds them: SELECT * FROM laboratory.reference_ranges WHERE tenant_id IS NULL;',
    );
    expect(await run(database, files.slice(2))).toMatch(/Rows lack a value; nothing was changed/);
    expect(await schemaOf(database)).toBe(unchanged);
  }, 300_000);
});

describe('stopped and run again, it ends the same', () => {
  const again = async (database: Database): Promise<void> => {
    expect(await run(database, plan.files)).toBeUndefined();
    expect(await schemaOf(database)).toBe(fresh);
    expect(await database.query(rowsOfColumns)).toEqual(before);
    expect((await tenantsIn(database)).wrong).toEqual([]);
  };

  test.each([1, 2])(
    'after file %i',
    async (count) => {
      const database = await create(raw);
      expect(await run(database, plan.files.slice(0, count))).toBeUndefined();
      await again(database);
    },
    300_000,
  );

  test.each([0.1, 0.3, 0.6, 0.9])(
    'after a part of the backfill: %f',
    async (part) => {
      const [expand, backfill] = plan.files;
      const statements = split(backfill!.sql).map(({ text }) => `${text};\n`);
      const database = await create(raw);
      expect(await run(database, [expand!])).toBeUndefined();
      expect(
        await database.restore(statements.slice(0, Math.round(statements.length * part)).join('')),
      ).toEqual([]);
      await again(database);
    },
    300_000,
  );

  test.each([
    [0, 0.5],
    [2, 0.2],
    [2, 0.8],
  ])(
    'in file %i after a part of it: %f',
    async (at, part) => {
      const statements = split(plan.files[at]!.sql).map(({ text }) => `${text};\n`);
      const database = await create(raw);
      expect(await run(database, plan.files.slice(0, at))).toBeUndefined();
      const some = `${statements.slice(0, Math.round(statements.length * part)).join('')}SELECT 1 / 0;`;
      expect(await database.apply(some)).toMatch(/division by zero/);
      await again(database);
    },
    300_000,
  );
});
