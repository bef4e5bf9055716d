/** What a configuration names has to be in the dump, wherever it names it; the tool's own words and other databases' roles need not. */
import { expect, it } from 'vitest';
import { readConfig, settingsOf, sourceOf } from '../src/config/config.js';
import { convert, ready } from '../src/index.js';

await ready();

const DUMP = `CREATE SCHEMA core;
CREATE TABLE core.tenants (id uuid NOT NULL, CONSTRAINT tenants_pkey PRIMARY KEY (id));
CREATE TABLE core.beds (id uuid NOT NULL, tenant_id uuid NOT NULL, bed_number text, CONSTRAINT beds_number_key UNIQUE (bed_number));
CREATE MATERIALIZED VIEW core.sums AS SELECT count(*) AS n FROM core.beds;
CREATE FUNCTION core.f(uuid) RETURNS int LANGUAGE sql AS $$ SELECT 1 $$;
CREATE FUNCTION core.tenant_now() RETURNS uuid LANGUAGE sql STABLE AS $$ SELECT NULL::uuid $$;
CREATE FUNCTION core.user_now() RETURNS uuid LANGUAGE sql STABLE AS $$ SELECT NULL::uuid $$;
CREATE SCHEMA storage;
CREATE TABLE storage.files (id int);
CREATE EXTENSION pgcrypto SCHEMA storage;
GRANT SELECT ON core.beds TO app;
GRANT SELECT ON core.beds TO reporting;
GRANT SELECT ON core.beds TO app_rw;
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
  ['compliance:\n  persons: [core.bedz]', 'compliance.persons'],
  ['administratorRoles:\n  [backup, reportng]', 'administratorRoles'],
  ['views:\n  owner: reportng', 'views.owner'],
  ['views:\n  materializedOwner: repotring', 'views.materializedOwner'],
  ['functions:\n  definerOwner: reportings', 'functions.definerOwner'],
  ['compliance:\n  releaseRole: reportng', 'compliance.releaseRole'],
  ['tenancy:\n  unmanagedSchemas: [partman, storag]', 'tenancy.unmanagedSchemas'],
  ['tenancy:\n  tenantFunction: core.tenatn_now', 'tenancy.tenantFunction'],
  ['tenancy:\n  tenantFunction: cor.current_tenant', 'tenancy.tenantFunction'],
  ['tenancy:\n  userFunction: core.usr_now', 'tenancy.userFunction'],
  ['tenancy:\n  checkFunction: cor.assert_tenants', 'tenancy.checkFunction'],
  ['tenancy: { create: true,\n  table: core.tenant }', 'tenancy.table'],
  ['audit:\n  createdBy: created_by uuid DEFAULT core.me()', 'audit.createdBy'],
  ['audit:\n  rowVersion: version core.counter', 'audit.rowVersion'],
  ['tenancy:\n  tenantExpression: (SELECT id FROM core.sessions)', 'tenancy.tenantExpression'],
  [
    "compliance:\n  x: { tables: [core.beds], columns: ['a text DEFAULT core.me()'] }",
    'compliance.x.columns',
  ],
  [
    "compliance:\n  x: { tables: [core.beds], columns: [a text], checks: ['core.ok(a)'] }",
    'compliance.x.checks',
  ],
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
  'administratorRoles: [app_ro, batch1, batch2]',
  'tenancy: { unmanagedSchemas: [partman] }',
  'tenancy: { tenantFunction: core.tenant_now, userFunction: app.user_id, checkFunction: core.assert_tenants }',
  'audit: { createdBy: created_by uuid DEFAULT storage.gen_random_uuid() }',
  'audit: { createdBy: created_by uuid DEFAULT platform.me() }',
  "audit: { createdBy: 'created_by uuid DEFAULT core.user_now()' }",
  "tenancy: { columns: { 'core.*': tenant_id }, referenceTables: [storage.files], foreignKeys: ['core.*'] }",
])('takes %s', (yaml) => {
  expect(outcome(yaml)).toBe('taken');
});

it.each([
  [
    'audit:\n  except: [core.beds]\n  appendOnly: [core.*]',
    '3: core.beds is in "audit.except" and in "audit.appendOnly" (core.*).',
  ],
  ...['tenantTables', 'referenceTables', 'mixedTables', 'logTables', 'unmanagedTables'].flatMap(
    (one, at, all) =>
      all
        .slice(at + 1)
        .map((other) => [
          `tenancy:\n  ${one}: [core.beds]\n  ${other}: [core.beds]`,
          `3: core.beds is in "tenancy.${one}" and in "tenancy.${other}".`,
        ]),
  ),
  ...['referenceTables', 'unmanagedTables'].flatMap((one) => [
    [
      `tenancy:\n  ${one}: [core.beds]\n  foreignKeys: [core.beds]`,
      `3: core.beds is in "tenancy.${one}" and in "tenancy.foreignKeys".`,
    ],
    [
      `tenancy:\n  ${one}: [core.beds]\n  columns: { core.beds: tenant_id }`,
      `3: core.beds is in "tenancy.${one}" and in "tenancy.columns".`,
    ],
  ]),
  ...[
    ['audit:\n  appendOnly: [core.beds]', 'audit.appendOnly'],
    ['rls:\n  open: [core.beds]', 'rls.open'],
    ['readOnly:\n  - core.beds', 'readOnly'],
    ['compliance:\n  persons: [core.beds]', 'compliance.persons'],
    ['compliance:\n  x: { tables: [core.beds] }', 'compliance.x.tables'],
  ].map(([yaml, setting]) => [
    `tenancy: { unmanagedTables: [core.beds] }\n${yaml}`,
    `3: core.beds is in "tenancy.unmanagedTables" and in "${setting}".`,
  ]),
  ...['tenantTables', 'mixedTables', 'logTables'].map((one) => [
    `readOnly: [core.beds]\ntenancy:\n  ${one}: [core.beds]`,
    `3: core.beds is in "readOnly" and in "tenancy.${one}".`,
  ]),
  [
    'applicationRoles: [app]\n\nadministratorRoles: [app]',
    '3: app is in "applicationRoles" and in "administratorRoles".',
  ],
])('two lists: %j', (yaml, finding) => {
  expect(outcome(yaml!)).toBe(`config/two-lists ${finding}`);
});

it('the name of the self-check starts with assert_', () => {
  expect(() => readConfig('tenancy: { checkFunction: core.check_tenants }', 'c.yaml')).toThrow(
    '"tenancy.checkFunction" is core.check_tenants; expected a function as schema.assert_name, without parentheses.',
  );
  expect(() => readConfig('tenancy: { checkFunction: \'"My".assert_it\' }', 'c.yaml')).not.toThrow();
});

it('a comment on a column that the profile does not add', () => {
  expect(() =>
    readConfig('compliance:\n  x: { tables: [a.b], columns: [c text], comments:\n    { d: no } }', 'c.yaml'),
  ).toThrow('The comment on d is for no column of this profile; its columns are c.');
});

it('what need not be in the dump is named', () => {
  const config = readConfig('tenancy:\n  userFunction: app.user_id\n  unmanagedSchemas: [partman]', 'c.yaml');
  const { diagnostics } = convert(
    Buffer.from(DUMP),
    { ...settingsOf(config), source: sourceOf(config) },
    'd.sql',
  );
  const absent = diagnostics.filter(({ code }) => code === 'config/absent');
  expect(absent.map(({ place, message }) => `${place?.file}:${place?.line} ${message}`)).toEqual([
    'c.yaml:3 The dump has no schema partman: "tenancy.unmanagedSchemas" only makes the self-check skip it.',
    'c.yaml:2 The dump has no function app.user_id() without arguments: pg-baseline creates it ("tenancy.userFunction").',
  ]);
});
