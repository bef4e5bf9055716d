/** What a configuration names has to be in the dump, wherever it names it; the tool's own words and other databases' roles need not. */
import { expect, it } from 'vitest';
import { readConfig, settingsOf, sourceOf } from '../src/config.js';
import { convert, ready } from '../src/index.js';

await ready();

const DUMP = `CREATE SCHEMA core;
CREATE TABLE core.tenants (id uuid NOT NULL, CONSTRAINT tenants_pkey PRIMARY KEY (id));
CREATE TABLE core.beds (id uuid NOT NULL, tenant_id uuid NOT NULL, bed_number text, CONSTRAINT beds_number_key UNIQUE (bed_number));
CREATE MATERIALIZED VIEW core.sums AS SELECT count(*) AS n FROM core.beds;
CREATE FUNCTION core.f(uuid) RETURNS int LANGUAGE sql AS $$ SELECT 1 $$;
GRANT SELECT ON core.beds TO app;
`;

function outcome(yaml: string): string {
  const config = readConfig(yaml, 'c.yaml');
  try {
    convert(Buffer.from(DUMP), { ...settingsOf(config), source: sourceOf(config) });
    return 'taken';
  } catch (error) {
    const { code, place, message } = error as { code: string; place?: { line: number }; message: string };
    return `${code} ${place?.line}: ${message}`;
  }
}

it.each([
  ['tenancy:\n  foreignKeys: [core.bedz]', 'tenancy.foreignKeys'],
  ['tenancy:\n  tenantTables: [core.bedz]', 'tenancy.tenantTables'],
  ['tenancy:\n  logTables: [core.bedz]', 'tenancy.logTables'],
  ['audit:\n  except: [core.bedz]', 'audit.except'],
  ['audit:\n  appendOnly: [core.bedz]', 'audit.appendOnly'],
  ['rls:\n  open: [core.bedz]', 'rls.open'],
  ['readOnly:\n  [core.bedz]', 'readOnly'],
  ['views:\n  exposed: [core.beds]', 'views.exposed'],
  ['keys:\n  global: [core.beds_no_key]', 'keys.global'],
  ['keys:\n  perTenant: [bed_numbr]', 'keys.perTenant'],
  ['applicationRoles:\n  [ap]', 'applicationRoles'],
  ['functions:\n  searchPath: { "core.f(uuid)": [cor] }', 'functions.searchPath'],
  ['compliance:\n  phi: { tables: [core.bedz] }', 'compliance.phi.tables'],
])('%s', (yaml, setting) => {
  expect(outcome(yaml)).toMatch(`config/not-in-dump 2: "${setting}`);
});

it.each([
  'tenancy: { foreignKeys: [core.beds], columns: { core.beds: tenant_id } }',
  'administratorRoles: [backup]\nviews: { owner: viewer, exposed: [core.sums] }\nfunctions: { definerOwner: definer }',
  'keys: { global: [core.beds_number_key], perTenant: [mrn, bed_number] }',
  'compliance: { phi: { tables: [clinical.*, core.beds] } }',
  'functions: { searchPath: { "core.f(uuid)": [core, public, pg_temp] } }\napplicationRoles: [app]',
  'preset: plain\nreadOnly: [core.nothing]',
])('takes %s', (yaml) => {
  expect(outcome(yaml)).toBe('taken');
});

it('a table in two lists', () => {
  expect(outcome('audit:\n  except: [core.beds]\n  appendOnly: [core.*]')).toBe(
    'config/two-lists 3: core.beds is in "audit.except" and in "audit.appendOnly" (core.*).',
  );
});
