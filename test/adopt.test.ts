/** adopt on small databases with rows of two tenants, in PGlite: each row ends with its tenant, and the rest is as in the baseline. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Adoption, adoptionOf } from '../src/adoption.js';
import { ready } from '../src/index.js';
import { read } from '../src/pipeline.js';
import { defaults, withDefaults } from '../src/settings/settings.js';
import type { Database, Engine } from '../src/verify/engine/engine.js';
import { openEngine } from '../src/verify/engines.js';
import { loadDump } from '../src/verify/load/load.js';
import { proveMigration } from '../src/verify/migration/proof.js';
import { runMigration } from '../src/verify/migration/run.js';
import { oneTenant, steps } from '../src/cli/migration/adoptProof.js';

const A = 'a0000000-0000-4000-8000-000000000001';
const B = 'b0000000-0000-4000-8000-000000000001';

const KERNEL = `
CREATE SCHEMA core;
CREATE TABLE core.tenants (id uuid NOT NULL, CONSTRAINT tenants_pkey PRIMARY KEY (id));
CREATE TABLE core.patients (id integer NOT NULL, tenant_id uuid NOT NULL, name text, CONSTRAINT patients_pkey PRIMARY KEY (id));
ALTER TABLE ONLY core.patients ADD CONSTRAINT patients_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES core.tenants(id);
CREATE TABLE core.visits (id integer NOT NULL, patient_id integer NOT NULL, note text, CONSTRAINT visits_pkey PRIMARY KEY (id));
ALTER TABLE ONLY core.visits ADD CONSTRAINT visits_patient_id_fkey FOREIGN KEY (patient_id) REFERENCES core.patients(id);
`;

const ROWS = `
INSERT INTO core.tenants VALUES ('${A}'), ('${B}');
INSERT INTO core.patients VALUES (1, '${A}', 'Sita'), (2, '${B}', 'Sita');
INSERT INTO core.visits VALUES (1, 1, 'first'), (2, 2, 'second');
`;

let engine: Engine;
beforeAll(async () => {
  await ready();
  engine = await openEngine({}, KERNEL);
});
afterAll(() => engine.close());

interface Options {
  readonly backfill?: Readonly<Record<string, string>>;
  readonly tenant?: string;
  readonly mixed?: readonly string[];
}

function adoption(dump: string, { backfill = {}, tenant, mixed = [] }: Options = {}): Adoption {
  const settings = withDefaults({ preset: 'hims', tenancy: { ...defaults.tenancy, mixedTables: mixed } });
  return adoptionOf(read(Buffer.from(dump)), { settings, tenant, backfill });
}

async function databaseWith(dump: string, rows: string): Promise<Database> {
  const database = await engine.create();
  const { failures } = await loadDump(engine, database, dump);
  expect(failures).toEqual([]);
  await database.run(rows);
  return database;
}

/** Runs the files as a runner does; the messages of what fails. */
async function run(database: Database, { files }: Pick<Adoption, 'files'>): Promise<string[]> {
  const migration = files.map(({ sql, transaction }) => ({ text: sql, transaction }));
  const { failures } = await runMigration(engine, database, migration);
  return failures.map(({ message }) => message);
}

/** `1 a`, `2 b`: the id and the first letter of the tenant, of rows of the table itself. */
async function tenantsOf(database: Database, table: string, id = 'id'): Promise<string[]> {
  const rows = await database.query<{ row: string }>(
    `SELECT concat(${id}, ' ', coalesce(left(tenant_id::text, 1), '-')) AS row FROM ${table} ORDER BY ${id}`,
  );
  return rows.map(({ row }) => row);
}

async function adopted(
  more: string,
  rows: string,
  options: Options = {},
): Promise<{ database: Database; failures: string[] }> {
  const dump = KERNEL + more;
  const database = await databaseWith(dump, ROWS + rows);
  const plan = adoption(dump, options);
  expect(plan.questions).toEqual([]);
  return { database, failures: await run(database, plan) };
}

describe('each row gets its tenant', () => {
  it.each<[string, string, string, string, readonly string[], Options?]>([
    ['by a key to a table with tenants', '', '', 'core.visits', ['1 a', '2 b']],
    [
      'by two steps',
      `CREATE TABLE core.bills (id integer NOT NULL, visit_id integer NOT NULL, CONSTRAINT bills_pkey PRIMARY KEY (id));
       ALTER TABLE ONLY core.bills ADD CONSTRAINT bills_visit_fkey FOREIGN KEY (visit_id) REFERENCES core.visits(id);`,
      'INSERT INTO core.bills VALUES (1, 2), (2, 1);',
      'core.bills',
      ['1 b', '2 a'],
    ],
    [
      'by the first of several keys that is not NULL',
      `CREATE TABLE core.letters (id integer NOT NULL, patient_id integer, visit_id integer, CONSTRAINT letters_pkey PRIMARY KEY (id));
       ALTER TABLE ONLY core.letters ADD CONSTRAINT letters_patient_fkey FOREIGN KEY (patient_id) REFERENCES core.patients(id);
       ALTER TABLE ONLY core.letters ADD CONSTRAINT letters_visit_fkey FOREIGN KEY (visit_id) REFERENCES core.visits(id);`,
      'INSERT INTO core.letters VALUES (1, NULL, 2), (2, 1, NULL), (3, 2, 2);',
      'core.letters',
      ['1 b', '2 a', '3 b'],
    ],
    [
      'by a row of the same table, however far',
      `CREATE TABLE core.tasks (id integer NOT NULL, visit_id integer, after integer, CONSTRAINT tasks_pkey PRIMARY KEY (id));
       ALTER TABLE ONLY core.tasks ADD CONSTRAINT tasks_visit_fkey FOREIGN KEY (visit_id) REFERENCES core.visits(id);
       ALTER TABLE ONLY core.tasks ADD CONSTRAINT tasks_after_fkey FOREIGN KEY (after) REFERENCES core.tasks(id);`,
      'INSERT INTO core.tasks VALUES (4, 1, NULL); INSERT INTO core.tasks VALUES (3, NULL, 4); INSERT INTO core.tasks VALUES (2, NULL, 3), (1, NULL, 2);',
      'core.tasks',
      ['1 a', '2 a', '3 a', '4 a'],
    ],
    [
      'by tables that refer to each other',
      `CREATE TABLE core.beds (id integer NOT NULL, stay_id integer, visit_id integer, CONSTRAINT beds_pkey PRIMARY KEY (id));
       CREATE TABLE core.stays (id integer NOT NULL, bed_id integer, visit_id integer, CONSTRAINT stays_pkey PRIMARY KEY (id));
       ALTER TABLE ONLY core.beds ADD CONSTRAINT beds_stay_fkey FOREIGN KEY (stay_id) REFERENCES core.stays(id);
       ALTER TABLE ONLY core.beds ADD CONSTRAINT beds_visit_fkey FOREIGN KEY (visit_id) REFERENCES core.visits(id);
       ALTER TABLE ONLY core.stays ADD CONSTRAINT stays_bed_fkey FOREIGN KEY (bed_id) REFERENCES core.beds(id);
       ALTER TABLE ONLY core.stays ADD CONSTRAINT stays_visit_fkey FOREIGN KEY (visit_id) REFERENCES core.visits(id);`,
      'INSERT INTO core.stays VALUES (1, NULL, 2); INSERT INTO core.beds VALUES (1, 1, NULL), (2, NULL, 1); INSERT INTO core.stays VALUES (2, 2, NULL);',
      'core.beds',
      ['1 b', '2 a'],
    ],
    [
      'in partitions',
      `CREATE TABLE core.readings (id integer NOT NULL, patient_id integer NOT NULL, at date NOT NULL) PARTITION BY RANGE (at);
       CREATE TABLE core.readings_2025 PARTITION OF core.readings FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');
       CREATE TABLE core.readings_rest PARTITION OF core.readings DEFAULT;
       ALTER TABLE core.readings ADD CONSTRAINT readings_patient_fkey FOREIGN KEY (patient_id) REFERENCES core.patients(id);`,
      "INSERT INTO core.readings VALUES (1, 1, '2025-05-05'), (2, 2, '2024-05-05');",
      'core.readings',
      ['1 a', '2 b'],
    ],
    [
      'by a key over several columns',
      `CREATE TABLE core.lines (visit_id integer NOT NULL, number integer NOT NULL, CONSTRAINT lines_pkey PRIMARY KEY (visit_id, number));
       ALTER TABLE ONLY core.lines ADD CONSTRAINT lines_visit_fkey FOREIGN KEY (visit_id) REFERENCES core.visits(id);
       CREATE TABLE core.returns (id integer NOT NULL, visit_id integer NOT NULL, line integer NOT NULL, CONSTRAINT returns_pkey PRIMARY KEY (id));
       ALTER TABLE ONLY core.returns ADD CONSTRAINT returns_line_fkey FOREIGN KEY (visit_id, line) REFERENCES core.lines(visit_id, number);`,
      'INSERT INTO core.lines VALUES (1, 1), (2, 1); INSERT INTO core.returns VALUES (1, 2, 1), (2, 1, 1);',
      'core.returns',
      ['1 b', '2 a'],
    ],
    [
      'by the configured column',
      `CREATE TABLE core.access_facts (id integer NOT NULL, patient integer, CONSTRAINT access_facts_pkey PRIMARY KEY (id));`,
      'INSERT INTO core.access_facts VALUES (1, 2), (2, 1);',
      'core.access_facts',
      ['1 b', '2 a'],
      { backfill: { 'core.access_facts': 'patient -> core.patients' } },
    ],
    [
      'by the configured expression',
      `CREATE TABLE core.access_facts (id integer NOT NULL, payload text, CONSTRAINT access_facts_pkey PRIMARY KEY (id));`,
      "INSERT INTO core.access_facts VALUES (1, 'patient 2'), (2, 'patient 1');",
      'core.access_facts',
      ['1 b', '2 a'],
      {
        backfill: {
          'core.access_facts':
            '(SELECT p.tenant_id FROM core.patients p WHERE p.id = right(payload, 1)::integer)',
        },
      },
    ],
    [
      'in a table whose names need quotes',
      `CREATE TABLE core."Log's %s $1" (id integer NOT NULL, "patient ""id""" integer NOT NULL);
       ALTER TABLE ONLY core."Log's %s $1" ADD CONSTRAINT "log fkey" FOREIGN KEY ("patient ""id""") REFERENCES core.patients(id);`,
      `INSERT INTO core."Log's %s $1" VALUES (1, 2), (2, 1);`,
      `core."Log's %s $1"`,
      ['1 b', '2 a'],
    ],
  ])('%s', async (_, more, rows, table, wanted, options) => {
    const { database, failures } = await adopted(more, rows, options);
    expect(failures).toEqual([]);
    expect(await tenantsOf(database, table)).toEqual(wanted);
    await database.close();
  });

  it('and all of them the only one, without a backfill', async () => {
    const dump = `${KERNEL}CREATE TABLE core.access_facts (id integer NOT NULL, CONSTRAINT access_facts_pkey PRIMARY KEY (id));`;
    const plan = adoption(dump, { tenant: A });
    expect(plan.files.map(({ step }) => step)).toEqual(['expand', 'contract']);
    const database = await databaseWith(
      dump,
      `INSERT INTO core.tenants VALUES ('${A}'); INSERT INTO core.patients VALUES (1, '${A}', 'Sita'); INSERT INTO core.visits VALUES (1, 1);
       INSERT INTO core.access_facts VALUES (1);`,
    );
    expect(await run(database, plan)).toEqual([]);
    expect(await tenantsOf(database, 'core.access_facts')).toEqual(['1 a']);
    expect(await tenantsOf(database, 'core.visits')).toEqual(['1 a']);
    await database.close();
  });

  it('and the only one, of a database without a tenants table', async () => {
    const dump = `CREATE SCHEMA core; CREATE TABLE core.visits (id integer NOT NULL, CONSTRAINT visits_pkey PRIMARY KEY (id));`;
    const settings = withDefaults({ preset: 'hims', tenancy: { ...defaults.tenancy, create: true } });
    const plan = adoptionOf(read(Buffer.from(dump)), { settings, tenant: A, backfill: {} });
    const database = await databaseWith(dump, 'INSERT INTO core.visits VALUES (1)');
    expect(await run(database, plan)).toEqual([]);
    expect(await run(database, plan)).toEqual([]);
    expect(await tenantsOf(database, 'core.visits')).toEqual(['1 a']);
    expect(await database.query('SELECT count(*)::int AS n FROM core.tenants')).toEqual([{ n: 1 }]);
    await database.close();
  });

  it('but not where there are others', async () => {
    const database = await databaseWith(KERNEL, ROWS);
    const [first] = await run(database, { files: adoption(KERNEL, { tenant: A }).files.slice(0, 1) });
    expect(first).toContain(`Table core.tenants has other tenants than ${A}`);
    await database.close();
  });
});

const WATCHED = `
CREATE FUNCTION core.watch() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN INSERT INTO core.trail_facts VALUES (TG_OP); RETURN NEW; END $$;
CREATE FUNCTION core.refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'rows are never changed'; END $$;
CREATE TABLE core.trail_facts (what text);
CREATE TRIGGER watch AFTER UPDATE ON core.visits FOR EACH ROW EXECUTE FUNCTION core.watch();
CREATE TRIGGER frozen BEFORE UPDATE ON core.visits FOR EACH STATEMENT EXECUTE FUNCTION core.refuse();
CREATE TRIGGER off BEFORE UPDATE ON core.visits FOR EACH STATEMENT EXECUTE FUNCTION core.refuse();
ALTER TABLE core.visits DISABLE TRIGGER off;
ALTER TABLE core.visits ENABLE ALWAYS TRIGGER watch;
CREATE RULE still AS ON UPDATE TO core.visits DO INSTEAD NOTHING;
`;

describe('what prevents an UPDATE', () => {
  it('triggers and rules do not fire, and are as before', async () => {
    const { database, failures } = await adopted(WATCHED, '');
    expect(failures).toEqual([]);
    expect(await database.query('SELECT * FROM core.trail_facts')).toEqual([]);
    expect(await tenantsOf(database, 'core.visits')).toEqual(['1 a', '2 b']);
    expect(
      await database.query(
        `SELECT tgname, tgenabled FROM pg_trigger WHERE tgrelid = 'core.visits'::regclass AND tgname IN ('watch', 'frozen', 'off') ORDER BY 1`,
      ),
    ).toEqual([
      { tgname: 'frozen', tgenabled: 'O' },
      { tgname: 'off', tgenabled: 'D' },
      { tgname: 'watch', tgenabled: 'A' },
    ]);
    await database.close();
  });

  it('a deferrable key', async () => {
    const { database, failures } = await adopted(
      `CREATE TABLE core.steps (id integer NOT NULL, visit_id integer NOT NULL, place integer, CONSTRAINT steps_pkey PRIMARY KEY (id),
         CONSTRAINT steps_place_key UNIQUE (visit_id, place) DEFERRABLE INITIALLY DEFERRED);
       ALTER TABLE ONLY core.steps ADD CONSTRAINT steps_visit_fkey FOREIGN KEY (visit_id) REFERENCES core.visits(id) DEFERRABLE INITIALLY DEFERRED;
       CREATE FUNCTION core.watch() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$;
       CREATE TRIGGER watch AFTER UPDATE ON core.steps FOR EACH ROW EXECUTE FUNCTION core.watch();`,
      'INSERT INTO core.steps VALUES (1, 1, 1), (2, 2, 1);',
    );
    expect(failures).toEqual([]);
    expect(await tenantsOf(database, 'core.steps')).toEqual(['1 a', '2 b']);
    await database.close();
  });
});

describe('a person has to decide', () => {
  const LOG = `CREATE TABLE core.access_facts (id integer NOT NULL, CONSTRAINT access_facts_pkey PRIMARY KEY (id));`;

  it('about rows without a path: the contract stops, names them, and changes nothing', async () => {
    const plan = adoption(KERNEL + LOG);
    expect(plan.findings).toMatchObject([{ kind: 'none', table: { name: 'access_facts' } }]);
    const database = await databaseWith(
      KERNEL + LOG,
      `${ROWS}INSERT INTO core.access_facts VALUES (1), (2);`,
    );
    expect(await run(database, { files: plan.files.slice(0, 2) })).toEqual([]);
    const contract = plan.files[2]!;
    await expect(database.run(`BEGIN; ${contract.sql}; COMMIT`)).rejects.toThrow(
      'core.access_facts: 2 rows without tenant_id; this finds them: SELECT * FROM core.access_facts WHERE tenant_id IS NULL;',
    );
    await database.run('ROLLBACK');
    expect(
      await database.query(`SELECT polname FROM pg_policy WHERE polrelid = 'core.visits'::regclass`),
    ).toEqual([]);
    await database.run(`UPDATE core.access_facts SET tenant_id = '${B}'`);
    expect(await run(database, plan)).toEqual([]);
    await database.close();
  });

  it('about rows whose parents belong to several tenants', async () => {
    const more = `CREATE TABLE core.moves (id integer NOT NULL, visit_id integer NOT NULL, patient_id integer NOT NULL, CONSTRAINT moves_pkey PRIMARY KEY (id));
       ALTER TABLE ONLY core.moves ADD CONSTRAINT moves_visit_fkey FOREIGN KEY (visit_id) REFERENCES core.visits(id);
       ALTER TABLE ONLY core.moves ADD CONSTRAINT moves_patient_fkey FOREIGN KEY (patient_id) REFERENCES core.patients(id);
       CREATE TABLE core.swaps (id integer NOT NULL, one integer NOT NULL, other integer NOT NULL, CONSTRAINT swaps_pkey PRIMARY KEY (id));
       ALTER TABLE ONLY core.swaps ADD CONSTRAINT swaps_one_fkey FOREIGN KEY (one) REFERENCES core.patients(id);
       ALTER TABLE ONLY core.swaps ADD CONSTRAINT swaps_other_fkey FOREIGN KEY (other) REFERENCES core.patients(id);`;
    const { files } = adoption(KERNEL + more);
    const database = await databaseWith(
      KERNEL + more,
      `${ROWS}INSERT INTO core.swaps VALUES (1, 1, 2), (2, 1, 1);`,
    );
    const failures = await run(database, { files: files.slice(0, 2) });
    expect(failures).toEqual(['Table core.swaps has 1 rows that refer to rows of several tenants']);
    expect(await tenantsOf(database, 'core.swaps')).toEqual(['1 -', '2 -']);
    await database.close();
  });

  it('about children of shared rows', () => {
    const plan = adoption(
      `${KERNEL}CREATE TABLE core.tests (id integer NOT NULL, tenant_id uuid, CONSTRAINT tests_pkey PRIMARY KEY (id));
       ALTER TABLE ONLY core.tests ADD CONSTRAINT tests_tenant_fkey FOREIGN KEY (tenant_id) REFERENCES core.tenants(id);
       CREATE TABLE core.ranges (id integer NOT NULL, test_id integer NOT NULL);
       ALTER TABLE ONLY core.ranges ADD CONSTRAINT ranges_test_fkey FOREIGN KEY (test_id) REFERENCES core.tests(id);`,
      { mixed: ['core.tests'] },
    );
    expect(plan.findings).toMatchObject([
      { kind: 'shared', table: { name: 'ranges' }, parents: [{ name: 'tests' }] },
    ]);
  });

  it('about entries of the configuration', () => {
    const backfill = {
      'core.patients': 'id -> core.tenants',
      'core.visits': 'nothing -> core.patients',
      'core.access_facts': 'id, 1); DROP TABLE core.visits; SELECT (1',
    };
    const { unused, unusable } = adoption(KERNEL + LOG, { backfill });
    expect({ unused, unusable }).toEqual({
      unused: ['core.patients'],
      unusable: ['core.visits', 'core.access_facts'],
    });
  });
});

describe('the files', () => {
  const PARENT = `CREATE TABLE core.papers (id integer NOT NULL, visit_id integer NOT NULL, created_by uuid, CONSTRAINT papers_pkey PRIMARY KEY (id));
    CREATE TABLE core.forms (signed date) INHERITS (core.papers);
    ALTER TABLE ONLY core.papers ADD CONSTRAINT papers_visit_fkey FOREIGN KEY (visit_id) REFERENCES core.visits(id);
    CREATE TABLE public.flyway_schema_history (installed_rank integer NOT NULL, version text, description text NOT NULL, type text NOT NULL,
      script text NOT NULL, checksum integer, installed_by text NOT NULL, installed_on timestamp DEFAULT now() NOT NULL,
      execution_time integer NOT NULL, success boolean NOT NULL);`;

  it('make the baseline of the database, keep its rows, and can run again', async () => {
    const dump = KERNEL + PARENT + WATCHED;
    const plan = adoption(dump);
    const proof = await proveMigration({
      engine,
      old: { dump },
      new: { baseline: [plan.baseline] },
      migration: steps(plan, true),
      related: oneTenant(plan),
      apart: plan.apart,
    });
    expect(plan.apart).toEqual(['public.flyway_schema_history']);
    expect(proof).toMatchObject({
      failures: [],
      differences: [],
      rows: [],
      notTwice: undefined,
      empty: [],
      verdict: 'proven',
    });
    expect(proof.counts.rows).toBeGreaterThan(5);
  });

  it.each(['several', 'one'])('also reach children of a parent, with %s', async (how) => {
    const dump = KERNEL + PARENT;
    const database = await databaseWith(dump, `INSERT INTO core.tenants VALUES ('${A}')`);
    expect(await run(database, adoption(dump, how === 'one' ? { tenant: A } : {}))).toEqual([]);
    const [found] = await database.query<{ of: string }>(
      `SELECT pg_get_expr(adbin, adrelid) AS of FROM pg_attrdef JOIN pg_attribute ON attrelid = adrelid AND attnum = adnum
       WHERE adrelid = 'core.forms'::regclass AND attname = 'tenant_id'`,
    );
    expect(found).toEqual({ of: 'core.current_tenant_id()' });
    await database.close();
  });

  it('drop no table, no column and no sequence', () => {
    for (const options of [{}, { tenant: A }])
      for (const { sql } of adoption(KERNEL + PARENT, options).files)
        expect(sql).not.toMatch(/DROP\s+(TABLE|COLUMN|SEQUENCE|TYPE)\b/i);
  });

  it('do nothing on a new database', async () => {
    const { baseline, files } = adoption(KERNEL);
    const database = await engine.create();
    await database.run(`BEGIN; ${baseline}; COMMIT`);
    expect(await run(database, { files })).toEqual([]);
    await database.close();
  });

  it('let applications go on in between: a new row gets the tenant that is set', async () => {
    const { files } = adoption(KERNEL);
    const database = await databaseWith(KERNEL, ROWS);
    await run(database, { files: files.slice(0, 1) });
    await database.run(
      `INSERT INTO core.visits VALUES (3, 1); SET app.tenant_id = '${A}'; INSERT INTO core.visits VALUES (4, 1); RESET ALL`,
    );
    expect(await tenantsOf(database, 'core.visits')).toEqual(['1 -', '2 -', '3 -', '4 a']);
    expect(await run(database, { files: files.slice(1) })).toEqual([]);
    expect(await tenantsOf(database, 'core.visits')).toEqual(['1 a', '2 b', '3 a', '4 a']);
    await database.close();
  });
});
