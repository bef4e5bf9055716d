/** The configuration file: what it can say, and how a mistake in it is shown. */
import { describe, expect, it } from 'vitest';
import { configSchema, readConfig, settingsOf } from '../src/config/config.js';
import { InputError, render } from '../src/diagnostics/diagnostics.js';
import { defaults } from '../src/settings/settings.js';

const FILE = 'pg-baseline.config.yaml';
const settings = (text: string) => settingsOf(readConfig(text, FILE));

function mistake(text: string): string {
  try {
    readConfig(text, FILE);
  } catch (error) {
    if (error instanceof InputError) return render(error);
    throw error;
  }
  return 'no mistake';
}

describe('privileges', () => {
  it.each([
    ['privileges: strip', { privileges: 'strip' }],
    ['privileges: { grants: strip }', { privileges: 'strip' }],
    ['privileges: { temporary: revoke }', { temporary: 'revoke' }],
    ['privileges: { grants: keep, temporary: keep }', { privileges: 'keep', temporary: 'keep' }],
  ])('%s', (text, said) => {
    expect(settings(text)).toEqual({ off: [], ...said });
  });

  it('take no other word', () => {
    expect(mistake('privileges: revoke')).toMatchSnapshot();
    expect(mistake('privileges: { temporary: strip }')).toMatchSnapshot();
    expect(mistake('functions: { searchPath: { core.f: [core] } }')).toMatchSnapshot();
  });
});

describe('settings', () => {
  it('are only what is said', () => {
    expect(settings('')).toEqual({ off: [] });
    expect(
      settings('preset: plain\nsuperuser: separate\ntransforms: { foldDefaults: false, roles: true }'),
    ).toEqual({
      preset: 'plain',
      superuser: 'separate',
      off: ['foldDefaults'],
    });
  });

  it('of a group stand over its defaults', () => {
    const { tenancy, keys, audit } = settings(`
      tenancy:
        table: core.tenants
        referenceTables: [core.countries, 'pharmacy.*_master']
        columns: { 'clinical."PatientMergeLog"': tenantId }
      keys: { perTenant: ['*_no', 'id_type,id_value'] }
      audit: { rowVersion: version int NOT NULL DEFAULT 1 }`);
    expect(tenancy).toEqual({
      ...defaults.tenancy,
      table: 'core.tenants',
      referenceTables: ['core.countries', 'pharmacy.*_master'],
      columns: { 'clinical."PatientMergeLog"': 'tenantId' },
    });
    expect(keys).toEqual({ ...defaults.keys, perTenant: ['*_no', 'id_type,id_value'] });
    expect(audit).toEqual({ ...defaults.audit, rowVersion: 'version int NOT NULL DEFAULT 1' });
  });

  it('of small groups have names of their own', () => {
    const text = `
      rls: { open: [clinical.diagnoses] }
      applicationRoles: [hims_app]
      administratorRoles: [hims_reports]
      views: { owner: viewer, materializedOwner: refresher, exposed: [billing.daily] }
      functions: { definerOwner: definer, appendPgTemp: false, searchPath: { 'core.f(uuid, text)': [core] } }
      privileges: { grants: strip, temporary: revoke }
      readOnly: [core.units]`;
    expect(settings(text)).toEqual({
      off: [],
      open: ['clinical.diagnoses'],
      applicationRoles: ['hims_app'],
      administratorRoles: ['hims_reports'],
      viewOwner: 'viewer',
      materializedViewOwner: 'refresher',
      exposedMaterializedViews: ['billing.daily'],
      definerOwner: 'definer',
      appendPgTemp: false,
      searchPaths: { 'core.f(uuid, text)': ['core'] },
      privileges: 'strip',
      temporary: 'revoke',
      readOnly: ['core.units'],
    });
  });

  it('replace a profile, add one in front, and leave one out', () => {
    const { compliance } = settings(`
      compliance:
        research: { tables: [clinical.trials], columns: [ends date], checks: [ends > '2020-01-01'] }
        financial: { tables: [billing.invoices] }
        phi: false`);
    expect(Object.keys(compliance!)).toEqual(['research', 'financial', 'exchange', 'personal']);
    expect(compliance).toMatchObject({
      research: { tables: ['clinical.trials'], columns: ['ends date'], checks: [`ends > '2020-01-01'`] },
      financial: { tables: ['billing.invoices'], columns: [], checks: [] },
      exchange: defaults.compliance.exchange,
    });
  });

  it('say what keeps rows, beside the profiles', () => {
    const said = settings(`
      compliance:
        enforce: false
        releaseRole: compliance_office
        persons: [emergency.visits]
        phi: { tables: [clinical.*], holding: person, columns: [a int], comments: { a: What it is } }`);
    expect(said.holds).toEqual({ enforce: false, releaseRole: 'compliance_office' });
    expect(said.persons).toEqual(['emergency.visits']);
    expect(Object.keys(said.compliance!)).toEqual(['phi', 'financial', 'exchange', 'personal']);
    expect(said.compliance!['phi']).toMatchObject({ holding: 'person', comments: { a: 'What it is' } });
    expect(settings('compliance: { releaseRole: dpo }').holds).toEqual({ enforce: true, releaseRole: 'dpo' });
  });

  it('call the function that tells the user by its name', () => {
    const { audit } = settings('tenancy: { userFunction: app.user }\naudit: { updatedBy: changed_by text }');
    expect(audit).toEqual({
      ...defaults.audit,
      createdBy: 'created_by uuid DEFAULT app.user()',
      updatedBy: 'changed_by text',
    });
  });

  it('can say every default', () => {
    const { table: _, ...tenancy } = defaults.tenancy;
    const { keys, audit, compliance } = defaults;
    const text = JSON.stringify({ tenancy, keys, audit, compliance });
    expect(settings(text)).toEqual({ off: [], tenancy: defaults.tenancy, keys, audit, compliance });
  });
});

describe('a mistake', () => {
  it.each([
    ['a key', 'tenacy: {}'],
    ['a key of a group', 'tenancy:\n  table: core.tenants\n  colum: hospital_id'],
    ['a key of a small group', 'rls: { opened: [] }'],
    ['a key of a profile', 'compliance:\n  phi:\n    tables: [clinical.*]\n    check: [a > 1]'],
    ['a transform', 'transforms: { foldDefault: false }'],
    ['a profile without tables', 'compliance:\n  phi:\n    columns: [a int]'],
    ['a profile that is true', 'compliance: { phi: true }'],
    ['a group that is a word', 'tenancy: tenant_id'],
    ['a group that is empty', 'preset: hims\ntenancy:'],
    ['a word', 'superuser: separat'],
    ['a flag', 'keys: { replaceForeignKeys: yes }'],
    ['a table without schema', 'tenancy:\n  referenceTables:\n    - core.units\n    - countries'],
    ['a table that is no name', 'readOnly: [core.units; core.roles]'],
    ['one table for several', 'tenancy: { referenceTables: core.units }'],
    ['a pattern for one table', 'tenancy: { table: core.* }'],
    ['a table of tenant columns', 'tenancy:\n  columns:\n    patients: hospital_id'],
    ['a function with parentheses', 'tenancy: { tenantFunction: core.current_tenant_id() }'],
    ['a setting', 'tenancy: { tenantSetting: tenant }'],
    ['a column in quotes', `tenancy: { column: '"tenantId"' }`],
    ['a role', 'applicationRoles: [15]'],
    ['a star without quotes', 'keys:\n  perTenant: [*_no]'],
  ])('in %s', (_name, text) => {
    expect(mistake(text)).toMatchSnapshot();
  });
});

describe('a mistake in SQL', () => {
  it.each([
    ['a column', 'audit:\n  createdAt: created_at timestamptz DEFALT now()'],
    ['a column in quotes', `audit: { createdBy: "created_by uuid DEFAULT 'it''s' 'x'" }`],
    ['a column in single quotes', `audit: { createdBy: 'created_by text DEFAULT ''it'' ''x''' }`],
    ['a constraint', 'audit: { rowVersion: row_version bigint UNIQUE }'],
    [
      'a list',
      'compliance:\n  phi:\n    tables: [clinical.*]\n    columns:\n      - a int\n      - b bigserial',
    ],
    [
      'a check over lines',
      'compliance:\n  phi:\n    tables: [a.b]\n    columns: [a int]\n    checks:\n      - >-\n        a > 1\n        AND a IS KNOWN',
    ],
    [
      'what is read otherwise',
      'compliance:\n  phi: { tables: [a.b], columns: [a int, b text], checks: [a || b + 1] }',
    ],
    [
      'a column that the profile lacks',
      'compliance:\n  phi:\n    tables: [a.b]\n    columns: [a int]\n    checks: [a > 1, a < limit_of_a]',
    ],
  ])('in %s', (_name, text) => {
    expect(mistake(text)).toMatchSnapshot();
  });
});

it('the JSON Schema knows the groups', () => {
  const { properties } = configSchema() as { properties: Record<string, { properties?: object }> };
  expect(Object.keys(properties.tenancy!.properties!)).toEqual(Object.keys(defaults.tenancy));
  expect(Object.keys(properties.keys!.properties!)).toEqual(Object.keys(defaults.keys));
  expect(Object.keys(properties.audit!.properties!)).toEqual(Object.keys(defaults.audit));
});

describe('accept and severity', () => {
  it('are settings', () => {
    expect(
      settings(`
      accept:
        - { code: tenant/undecided, object: table core.shifts, reason: One hospital each. }
        - { code: keys/left-global, reason: Shared. }
      severity: { tenant/leftover: off, rls/always-true: error }`),
    ).toEqual({
      off: [],
      accept: [
        { code: 'tenant/undecided', object: 'table core.shifts', reason: 'One hospital each.' },
        { code: 'keys/left-global', reason: 'Shared.' },
      ],
      severity: { 'tenant/leftover': 'off', 'rls/always-true': 'error' },
    });
  });

  it('accept a note that severity makes a warning', () => {
    const text = 'accept: [{ code: tenant/reused, reason: Fine. }]\nseverity: { tenant/reused: warning }';
    expect(settings(text).accept).toHaveLength(1);
  });

  it.each([
    ['a misspelled code', 'accept:\n  - { code: tenant/undecidd, reason: Fine. }'],
    ['something that is no code', 'accept:\n  - { code: "nothing/like it", reason: Fine. }'],
    ['no reason', 'accept:\n  - code: tenant/undecided'],
    ['a blank reason', 'accept:\n  - { code: tenant/undecided, reason: " " }'],
    ['an unknown key', 'accept:\n  - { code: tenant/undecided, reson: Fine. }'],
    [
      'an error',
      'accept:\n  - { code: parse/syntax, reason: Fine. }\n  - { code: names/taken, reason: Fine. }',
    ],
    ['a finding of verify', "accept:\n  - { code: 'lint/duplicate-index', reason: Fine. }"],
    ['accept itself', 'accept:\n  - { code: accept/unused, reason: Fine. }'],
    ['a note', 'accept:\n  - { code: tenant/reused, reason: Fine. }'],
    [
      'what severity makes an error',
      'severity: { tenant/undecided: error }\naccept:\n  - { code: tenant/undecided, reason: Fine. }',
    ],
    [
      'what severity turns off',
      'severity: { tenant/undecided: off }\naccept:\n  - { code: tenant/undecided, reason: Fine. }',
    ],
    ['a severity of a misspelled code', 'severity:\n  tenant/leftovers: off'],
    ['a severity of no code', 'severity:\n  hush: off'],
    ['the severity of an error', 'severity:\n  names/taken: warning'],
    ['the severity of a finding of verify', 'severity:\n  lint/placeholder: off'],
    ['a severity that there is not', 'severity:\n  tenant/leftover: warn'],
  ])('refuse %s', (_, text) => {
    expect(mistake(text)).toMatchSnapshot();
  });
});
