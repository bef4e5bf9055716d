/** Projects with a database: new and check run the files of a project in PGlite. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { projectFolder, type ProjectFolder } from './projectFolder.js';

const CONFIG = 'pg-baseline.config.yaml';
const V001 = 'db/migration/V001__baseline.sql';

const DUMP = `
CREATE SCHEMA core;
CREATE SCHEMA clinical;
CREATE TABLE core.tenants (id uuid NOT NULL, code text, CONSTRAINT tenants_pkey PRIMARY KEY (id));
CREATE TABLE clinical.patients (
  id uuid NOT NULL,
  tenant_id uuid NOT NULL,
  name text,
  CONSTRAINT patients_pkey PRIMARY KEY (id)
);
ALTER TABLE ONLY clinical.patients
  ADD CONSTRAINT patients_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES core.tenants(id);
CREATE TABLE clinical.allergies (
  id uuid NOT NULL,
  patient_id uuid NOT NULL,
  CONSTRAINT allergies_pkey PRIMARY KEY (id)
);
ALTER TABLE ONLY clinical.allergies
  ADD CONSTRAINT allergies_patient_id_fkey FOREIGN KEY (patient_id) REFERENCES clinical.patients(id);
`;
/** What a person who made the table by hand would have in the dump. */
const VISITS = `
CREATE TABLE clinical.visits (
  id uuid NOT NULL DEFAULT gen_random_uuid(),
  patient_id uuid NOT NULL,
  notes text,
  CONSTRAINT visits_pkey PRIMARY KEY (id)
);
ALTER TABLE ONLY clinical.visits
  ADD CONSTRAINT visits_patient_id_fkey FOREIGN KEY (patient_id) REFERENCES clinical.patients(id);
`;

let project: ProjectFolder;
const lines = (text: string): string => text.replace(/PGlite \(PostgreSQL [\d.]+\)/g, 'PGlite');
const configure = (more = ''): void =>
  project.put(CONFIG, `dump: schema.sql\noutput: ${V001}\npreset: hims\n${more}`);

beforeEach(async () => {
  project = projectFolder();
  project.put('schema.sql', DUMP);
  configure();
  expect((await project.cli(['convert', '-q'])).exit).toBe(0);
});
afterEach(() => project.remove());

const newVisits = ['new', 'create visits', '-t', 'create-table', '--table', 'clinical.visits'];
const columns = ['--column', 'patient_id uuid NOT NULL', '--column', 'notes text'];
const references = ['--references', 'patient_id=clinical.patients'];

describe('new', () => {
  it('writes a table as convert would write it: check finds no difference from a dump that has it', async () => {
    const { exit, err } = await project.cli([...newVisits, ...columns, ...references]);
    expect({ exit, err: lines(err) }).toEqual({
      exit: 0,
      err: 'db/migration/V002__create_visits.sql: written, after it ran behind 1 others on PGlite\n',
    });
    expect(project.read('db/migration/V002__create_visits.sql')).toMatchSnapshot();
    expect((await project.cli(['check', '-q'])).exit).toBe(0);

    configure('released: true\n');
    project.put('schema.sql', DUMP + VISITS);
    const checked = await project.cli(['check']);
    expect(lines(checked.err)).toMatchInlineSnapshot(`
      "db/migration/V001__baseline.sql: released, so only what all migrations give is compared with the dump
      db/migration/V001__baseline.sql … db/migration/V002__create_visits.sql: all 2 files apply on PGlite
      schema.sql: all migrations give its schema
      "
    `);
    expect(checked.exit).toBe(0);
  });

  it('adds columns, compliance fields and a schema, each of which can run twice', async () => {
    await project.cli([...newVisits, ...columns]);
    const all = [
      [
        'new',
        'more',
        '-t',
        'add-columns',
        '--table',
        'clinical.visits',
        '--column',
        'bed integer NOT NULL DEFAULT 0',
      ],
      ['new', 'legal fields', '-t', 'compliance-fields', '--table', 'clinical.visits', '--profile', 'phi'],
      ['new', 'billing', '-t', 'create-schema', '--schema', 'Billing'],
      [
        'new',
        'bills',
        '-t',
        'create-table',
        '--table',
        '"billing"."Bills 2024"',
        '--column',
        '"total €" numeric',
      ],
    ];
    for (const args of all) expect(await project.cli([...args, '-q'])).toEqual({ exit: 0, out: '', err: '' });
    const names = project.files().filter((name) => name.endsWith('.sql') && name.startsWith('db'));
    expect(names).toEqual([
      V001,
      'db/migration/V002__create_visits.sql',
      'db/migration/V003__more.sql',
      'db/migration/V004__legal_fields.sql',
      'db/migration/V005__billing.sql',
      'db/migration/V006__bills.sql',
    ]);
    expect(project.read('db/migration/V004__legal_fields.sql')).toContain(
      'ADD COLUMN IF NOT EXISTS legal_hold',
    );
    expect(project.read('db/migration/V006__bills.sql')).toContain(
      'CREATE TABLE IF NOT EXISTS billing."Bills 2024"',
    );
    for (const [at, name] of names.slice(1).entries())
      project.put(`db/migration/V1${at}__again.sql`, project.read(name));
    expect((await project.cli(['check', '-q'])).err).toBe('');
  });

  it('writes nothing that does not run', async () => {
    const { exit, err } = await project.cli([...newVisits, '--column', 'kind clinical.kind']);
    expect(exit).toBe(1);
    expect(err).toContain('type "clinical.kind" does not exist');
    expect(err).toContain('db/migration/V002__create_visits.sql: not written');
    expect(project.has('db/migration/V002__create_visits.sql')).toBe(false);
  });

  it('takes a template of the project, and refuses one without a place for what is added', async () => {
    project.put(
      'db/migration/templates/V007__wide_table.sql.template',
      'CREATE TABLE {{table}} (id int, {{columns}} at date);\n{{added}}\n',
    );
    const args = ['new', 'wide', '-t', 'wide-table', '--table', 'core.wide'];
    expect((await project.cli(args)).exit).toBe(0);
    expect(project.read('db/migration/V002__wide.sql')).toContain(
      'ALTER TABLE core.wide ADD COLUMN IF NOT EXISTS tenant_id',
    );
    project.put('db/migration/templates/V007__wide_table.sql.template', 'CREATE TABLE {{table}} (id int);\n');
    const { exit, err } = await project.cli(['new', 'wider', '-t', 'wide-table', '--table', 'core.wider']);
    expect(exit).toBe(2);
    expect(err).toMatchInlineSnapshot(`
      "db/migration/templates/V007__wide_table.sql.template:1:33: error: The template has no {{added}}, but the configuration adds indexes, foreign keys, triggers, policies, row-level security, comments, and the self-check. [project/template]
      > 1 | CREATE TABLE {{table}} (id int);
          |                                 ^
        2 |
        help: Put {{added}} where it belongs, at the end for example.
      "
    `);
  });

  it('with plain adds nothing', async () => {
    project.put(CONFIG, `dump: schema.sql\noutput: ${V001}\npreset: plain\n`);
    expect((await project.cli(['convert', '-q'])).exit).toBe(0);
    expect((await project.cli([...newVisits, ...columns])).exit).toBe(0);
    expect(project.read('db/migration/V002__create_visits.sql')).toMatchInlineSnapshot(`
      "-- create visits
      SET LOCAL search_path = '';

      -- Table clinical.visits
      CREATE TABLE IF NOT EXISTS clinical.visits (
        id uuid NOT NULL DEFAULT gen_random_uuid(),
        patient_id uuid NOT NULL,
        notes text,
        PRIMARY KEY (id)
      );

      -- GRANT SELECT, INSERT, UPDATE, DELETE ON clinical.visits TO application_role;
      "
    `);
  });
});

describe('check', () => {
  const V002 = 'db/migration/V002__more.sql';

  it('says what is right', async () => {
    project.put(
      V002,
      'ALTER TABLE clinical.patients ADD COLUMN note text;\nINSERT INTO core.tenants (id) VALUES (gen_random_uuid());\n',
    );
    const { exit, err } = await project.cli(['check']);
    expect({ exit, err: lines(err) }).toEqual({
      exit: 0,
      err: `${V001}: is what the dump and the configuration give\n${V001} … ${V002}: all 2 files apply on PGlite\n`,
    });
  });

  it.each([
    [
      'a design that was not converted',
      () => project.put('schema.sql', DUMP + VISITS),
      `${V001}: is not what`,
    ],
    [
      'a version that is there twice',
      () => {
        project.put(V002, 'SELECT 1;');
        project.put('db/migration/V2__other.sql', 'SELECT 1;');
      },
      'the same version; Flyway rejects that',
    ],
    [
      'a version below the baseline',
      () => project.put('db/migration/V0.5__early.sql', 'SELECT 1;'),
      'below that of the baseline',
    ],
    [
      'a migration that fails',
      () => project.put(V002, '-- a comment\nALTER TABLE clinical.beds ADD note text;'),
      `${V002}:2: error: relation "clinical.beds" does not exist [42P01]`,
    ],
    [
      'a table that is open to all tenants',
      () => project.put(V002, 'CREATE TABLE clinical.beds (id int);'),
      'clinical.beds',
    ],
    [
      'a migration that drops the self-check',
      () => project.put(V002, 'DROP FUNCTION core.assert_tenant_isolation();'),
      'is missing after the last migration',
    ],
    [
      'a repeatable file that fails',
      () => project.put('db/migration/R__views.sql', 'CREATE OR REPLACE VIEW core.v AS SELECT nothing;'),
      'R__views.sql:1: error',
    ],
  ])('finds %s', async (_, breakIt, message) => {
    breakIt();
    const { exit, err } = await project.cli(['check']);
    expect(exit).toBe(1);
    expect(err).toContain(message);
  });

  it('finds a new baseline that leads elsewhere, and a design that no migration reaches', async () => {
    configure('released: true\n');
    project.put(V002, "CREATE TYPE core.mood AS ENUM ('good');");
    project.put('schema.sql', `${DUMP}CREATE TYPE core.mood AS ENUM ('good', 'bad');`);
    expect((await project.cli(['convert', '-q', '--new-baseline'])).exit).toBe(0);
    const { exit, err } = await project.cli(['check']);
    expect(exit).toBe(1);
    expect(lines(err)).toMatchInlineSnapshot(`
      "db/migration/V001__baseline.sql: released, so only what all migrations give is compared with the dump
      db/migration/V001__baseline.sql … db/migration/V002__more.sql: all 2 files apply on PGlite
      db/migration/B002__baseline.sql: applies on PGlite
      The schema after db/migration/B002__baseline.sql is another one than after all versions:
        enum label core.mood.'bad': only after db/migration/B002__baseline.sql
      The migrations do not give the schema of schema.sql; write the next one: pg-baseline diff
        enum label core.mood.'bad': missing after all migrations
      "
    `);
    project.put(V002, "CREATE TYPE core.mood AS ENUM ('good', 'bad');");
    expect(await project.cli(['check', '-q'])).toEqual({ exit: 0, out: '', err: '' });
  });

  it('runs a file outside of a transaction if its .conf asks for it', async () => {
    project.put(
      V002,
      'CREATE TABLE core.log (at date);\nBEGIN;\nCOMMIT;\nVACUUM core.tenants;\nDROP TABLE core.log;',
    );
    expect((await project.cli(['check'])).exit).toBe(1);
    project.put(`${V002}.conf`, 'executeInTransaction=false\n');
    expect((await project.cli(['check', '-q'])).err).toBe('');
  });

  it('needs a baseline', async () => {
    project.put(CONFIG, 'output: db/migration/V001__other.sql\n');
    expect(await project.cli(['check'])).toMatchObject({
      exit: 2,
      err: expect.stringContaining('There is no baseline') as string,
    });
  });
});
