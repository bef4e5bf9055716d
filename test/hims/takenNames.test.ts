/** Names of the dump's that the tool would use: an error that names the object and its line, and a line of configuration that works. */
import { describe, expect, test } from 'vitest';
import { readConfig, settingsOf } from '../../src/config/config.js';
import { convert, InputError, ready, type Settings } from '../../src/index.js';

await ready();

const DUMP = `CREATE SCHEMA core;
CREATE SCHEMA clinical;
CREATE TABLE core.tenants (id uuid NOT NULL, CONSTRAINT tenants_pkey PRIMARY KEY (id));
CREATE TABLE core.patients (
    id uuid NOT NULL,
    tenant_id uuid NOT NULL,
    mrn text,
    during tstzrange,
    CONSTRAINT patients_pkey PRIMARY KEY (id)
);
CREATE TABLE core.visits (id uuid NOT NULL, patient_id uuid, referred_by uuid, at date, CONSTRAINT visits_pkey PRIMARY KEY (id));
CREATE TABLE clinical.notes (id uuid NOT NULL, date_of_birth date);
ALTER TABLE ONLY core.patients ADD CONSTRAINT patients_mrn_key UNIQUE (mrn);
ALTER TABLE ONLY core.patients ADD CONSTRAINT patients_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES core.tenants(id);
ALTER TABLE ONLY core.visits ADD CONSTRAINT visits_patient_id_fkey FOREIGN KEY (patient_id) REFERENCES core.patients(id);
CREATE UNIQUE INDEX patients_code ON core.patients USING btree (mrn) WHERE (during IS NOT NULL);
ALTER TABLE ONLY core.patients ADD CONSTRAINT patients_excl EXCLUDE USING gist (during WITH &&);
`;
const LINE = DUMP.split('\n').length;

const run = (dump: string, settings: Partial<Settings> = {}) =>
  convert(Buffer.from(dump), { preset: 'hims', ...settings });

function refusal(dump: string): InputError {
  try {
    run(dump);
  } catch (error) {
    if (error instanceof InputError) return error;
    throw error;
  }
  throw new Error('it was converted');
}

/** With the configuration that the message names. */
function asTold({ help = '' }: InputError): Partial<Settings> {
  const [, line] = /^Rename the one of pg-baseline: (.*) in the configuration; or /.exec(help)!;
  return settingsOf(readConfig(line!, 'pg-baseline.config.yaml'));
}

/** A statement with the name, what the message calls it, and what ours is called under another prefix. */
const TAKEN: readonly (readonly [what: string, sql: string, id: string, renamed: string])[] = [
  [
    'a foreign key',
    'ALTER TABLE ONLY core.visits ADD CONSTRAINT visits__tenant_patient_id_fkey FOREIGN KEY (referred_by) REFERENCES core.patients(id);',
    'foreign key core.visits__tenant_patient_id_fkey on core.visits',
    'visits__baseline2_tenant_patient_id_fkey',
  ],
  [
    'a CHECK with the name of a foreign key',
    'ALTER TABLE core.visits ADD CONSTRAINT visits__tenant_patient_id_fkey CHECK ((at > now()));',
    'check constraint core.visits__tenant_patient_id_fkey on core.visits',
    'visits__baseline2_tenant_patient_id_fkey',
  ],
  [
    'the foreign key of a tenant column that is added',
    'ALTER TABLE ONLY core.visits ADD CONSTRAINT visits_tenant_id_fkey FOREIGN KEY (referred_by) REFERENCES core.patients(id);',
    'foreign key core.visits_tenant_id_fkey on core.visits',
    'visits_baseline2_tenant_id_fkey',
  ],
  [
    'the key that foreign keys refer to',
    'ALTER TABLE ONLY core.patients ADD CONSTRAINT patients_tenant_id_id_key UNIQUE (id, during);',
    'constraint core.patients_tenant_id_id_key on core.patients',
    'patients_baseline2_tenant_id_id_key',
  ],
  [
    'a key of a tenant',
    'ALTER TABLE ONLY core.patients ADD CONSTRAINT patients_tenant_id_mrn_key UNIQUE (tenant_id, during);',
    'constraint core.patients_tenant_id_mrn_key on core.patients',
    'patients_baseline2_tenant_id_mrn_key',
  ],
  [
    'a unique index of a tenant',
    'CREATE UNIQUE INDEX patients_tenant_id_mrn_idx ON core.patients USING btree (tenant_id, lower(mrn));',
    'index core.patients_tenant_id_mrn_idx',
    'patients_baseline2_tenant_id_mrn_idx',
  ],
  [
    'an exclusion constraint',
    'ALTER TABLE ONLY core.patients ADD CONSTRAINT patients_tenant_id_during_excl CHECK ((during IS NOT NULL));',
    'check constraint core.patients_tenant_id_during_excl on core.patients',
    'patients_baseline2_tenant_id_during_excl',
  ],
  [
    'an index',
    'CREATE INDEX visits_tenant_id_patient_id_idx ON core.visits USING btree (patient_id) WHERE (at IS NOT NULL);',
    'index core.visits_tenant_id_patient_id_idx',
    'visits_baseline2_tenant_id_patient_id_idx',
  ],
  [
    'a table with the name of an index',
    'CREATE TABLE core.visits_tenant_id_patient_id_idx (id uuid NOT NULL);',
    'table core.visits_tenant_id_patient_id_idx',
    'visits_baseline2_tenant_id_patient_id_idx',
  ],
  [
    'a CHECK of a column that is added',
    'ALTER TABLE clinical.notes ADD CONSTRAINT notes_confidentiality_code_check CHECK ((id IS NOT NULL));',
    'check constraint clinical.notes_confidentiality_code_check on clinical.notes',
    'notes_baseline2_confidentiality_code_check',
  ],
  [
    'a CHECK of a table that inherits it',
    'CREATE TABLE core.child (CONSTRAINT notes_confidentiality_code_check CHECK ((id IS NOT NULL))) INHERITS (clinical.notes);',
    'constraint core.notes_confidentiality_code_check on core.child',
    'notes_baseline2_confidentiality_code_check',
  ],
];

describe('a name of ours with another definition', () => {
  test.each(TAKEN)('%s', (_what, sql, id, renamed) => {
    const dump = `${DUMP}${sql}\n`;
    const error = refusal(dump);
    expect(error.code).toBe('names/taken');
    expect(error.message).toContain(`${id} with a different definition`);
    expect(error.place).toMatchObject({ line: LINE });
    const settings = asTold(error);
    expect(settings).toMatchObject({ prefix: 'baseline2' });
    const converted = run(dump, settings).sql;
    expect(converted).toContain(renamed);
    expect(run(DUMP).sql).not.toContain('baseline2');
  });

  test('is found within a table, at its own line', () => {
    const dump = DUMP.replace(
      '    CONSTRAINT patients_pkey',
      '    CONSTRAINT patients_tenant_id_id_key CHECK (id IS NOT NULL),\n    CONSTRAINT patients_pkey',
    );
    const error = refusal(dump);
    expect(error.message).toContain('constraint core.patients_tenant_id_id_key on core.patients');
    expect(error.place).toMatchObject({ line: 9 });
    expect(run(dump, asTold(error)).sql).toContain(
      'patients_baseline2_tenant_id_id_key UNIQUE (tenant_id, id)',
    );
  });

  test('leaves nothing behind: another prefix has other names throughout', () => {
    const names = (sql: string): string[] =>
      [...sql.matchAll(/(?:CONSTRAINT|INDEX) (\w+)/g)].map(([, name]) => name!);
    const own = new Set(names(DUMP));
    const [before, after] = [{}, { prefix: 'acme' }].map(
      (settings) => new Set(names(run(DUMP, settings).sql).filter((name) => !own.has(name))),
    );
    expect(after!.size).toBe(before!.size);
    expect([...after!].filter((name) => !name.includes('acme_'))).toEqual([]);
  });
});

describe('no clash', () => {
  test.each([
    [
      'a constraint of another table',
      'ALTER TABLE clinical.notes ADD CONSTRAINT visits__tenant_patient_id_fkey CHECK ((id IS NOT NULL));',
    ],
    [
      'an index of another schema',
      'CREATE INDEX visits_tenant_id_patient_id_idx ON clinical.notes USING btree (id);',
    ],
    [
      'the same definition',
      'ALTER TABLE ONLY core.patients ADD CONSTRAINT patients_tenant_id_id_key UNIQUE (tenant_id, id);',
    ],
  ])('%s', (_what, sql) => {
    expect(run(`${DUMP}${sql}\n`).sql).toContain('visits__tenant_patient_id_fkey FOREIGN KEY');
  });

  test('where a name was cut off, and may have told the two apart', () => {
    const long = 'patients_that_are_treated_on_the_ward_and_go_home_on_the_day';
    const table = (more: string) =>
      `${DUMP}CREATE TABLE core.${long} (a uuid, b uuid, tenant_id uuid NOT NULL);${more}`;
    const name = /CREATE INDEX (patients_that\w+)/.exec(run(table('')).sql)![1]!;
    expect(name).toHaveLength(63);
    const { sql } = run(table(`CREATE INDEX ${name} ON core.${long} USING btree (a);`));
    expect(sql).toMatch(
      new RegExp(`CREATE INDEX \\w+_tenant_id_idx1 ON core.${long} USING btree \\(tenant_id\\)`),
    );
  });
});

describe('the same key twice', () => {
  test.each([
    [
      'a key',
      'ALTER TABLE ONLY core.patients ADD CONSTRAINT patients_tenant_id_mrn_key UNIQUE (tenant_id, mrn);',
      'patients_mrn_key',
      'patients_tenant_id_mrn_key',
    ],
    [
      'an index',
      'CREATE UNIQUE INDEX patients_tenant_id_mrn_idx ON core.patients USING btree (tenant_id, mrn) WHERE (during IS NOT NULL);',
      'core.patients_code',
      'patients_tenant_id_mrn_idx',
    ],
    [
      'an exclusion constraint',
      'ALTER TABLE ONLY core.patients ADD CONSTRAINT patients_tenant_id_during_excl EXCLUDE USING gist (tenant_id WITH =, during WITH &&);',
      'patients_excl',
      'patients_tenant_id_during_excl',
    ],
  ])('%s of the dump’s own is taken as ours', (_what, sql, name, by) => {
    const { sql: out, report } = run(`${DUMP}${sql}\n`);
    expect(out.match(new RegExp(`(?:CONSTRAINT|INDEX) ${by} `, 'g'))).toHaveLength(1);
    expect(out).not.toContain(`${by}1`);
    expect(out).not.toMatch(new RegExp(`(?:CONSTRAINT|INDEX) ${name.replace('core.', '')} `));
    expect(report.replaced).toContainEqual(expect.objectContaining({ name, by }));
  });
});
