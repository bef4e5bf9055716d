/**
 * What the conversion declares to be open, and what the witness finds, are the same: of dumps in which something stays open
 * that the report alone tells. In PGlite.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readConfig, settingsOf } from '../../../src/config/config.js';
import { convert } from '../../../src/index.js';
import { renderJson } from '../../../src/report/json.js';
import { defaults } from '../../../src/settings/settings.js';
import type { Engine } from '../../../src/verify/engine/engine.js';
import { openEngine } from '../../../src/verify/engines.js';
import { readReport } from '../../../src/verify/fidelity/report.js';
import { verify } from '../../../src/verify/verify.js';
import { complaints } from './witness.js';

const FIXTURES = new URL('../../../fixtures/', import.meta.url);
const CONFIG = 'pg-baseline.config.yaml';

const OPEN: Readonly<Record<string, readonly string[]>> = {
  // The attacker chooses the column that the tenant's is generated from.
  'classification-generatedTenant': ['clin.gen unique gen_pkey', 'clin.spelled unique spelled_pkey'],
  'classification-foreignTables': [
    'clinic."Old Visits" read clinic."Old Visits"',
    'clinic."Old Visits" write clinic."Old Visits"',
    'clinic.bills_2024 read clinic.bills_2024',
    'clinic.bills_2024 write clinic.bills_2024',
    'clinic.countries read clinic.countries',
    'clinic.countries write clinic.countries',
    'clinic.imports read clinic.imports',
    'clinic.imports write clinic.imports',
  ],
  'keys-holdingPrimaryKey': [
    'shop.items unique items_name_key',
    'shop.items unique items_pkey',
    'shop.prices unique prices_pkey',
    'shop.prices unique prices_valid_from_price_key',
  ],
  // Nothing enforces the reference, so the key over it is the tenants' own to choose.
  'keys-notEnforced': ['shop.items unique items_order_id_place_key', 'shop.items unique items_pkey'],
  'keys-tenantsBigint': ['shop.orders unique orders_pkey', 'shop.tenants unique tenants_pkey'],
  'keys-tenantsText': ['shop.orders unique orders_pkey', 'shop.tenants unique tenants_pkey'],
  'keys-tenantsUnreferenced': [
    'My App.Tenants unique Tenants_pkey',
    'My App.Tenants unique tenants_code_key',
    'My App.orders unique orders_pkey',
  ],
  'tenantPrivileges-formerOwners': [
    'clinic create lab_owner',
    'clinic create technician',
    'clinic.countries read clinic.countries',
    'clinic.countries write clinic.countries',
    'clinic.patients truncate lab_owner',
    'clinic.patients truncate technician',
    'lab create shut_out',
  ],
  // That everybody may create in public is taken away, and declared for servers where everybody may: not here.
  'tenantPrivileges-public14': [],
};

let engine: Engine;
beforeAll(async () => {
  engine = await openEngine(undefined);
});
afterAll(() => engine?.close());

describe.each(Object.entries(OPEN))('%s', (name, open) => {
  const folder = new URL(`${name}/`, FIXTURES);
  const dump = readFileSync(new URL('input.sql', folder));
  const settings = settingsOf(readConfig(readFileSync(new URL(CONFIG, folder), 'utf8'), CONFIG));
  const { sql, report } = convert(dump, settings);

  test('declares what stays open', () => {
    expect(report.known.map(({ relation, attack, name: own }) => `${relation} ${attack} ${own}`)).toEqual(
      open,
    );
  });

  test('is open there, and nowhere else', async () => {
    const result = await verify({
      engine,
      dump: dump.toString(),
      baseline: [sql],
      report: readReport(renderJson(report), 'report.json'),
      plain: false,
    });
    expect(complaints(result)).toBe('');
    expect(result.isolation).toMatchObject({ unclear: [], unfilled: [] });
  });
});

/** The others are for the newest server. */
const versions = readdirSync(FIXTURES).filter(
  (name) => name.startsWith('targetVersion-') && !/temporalKeys|inferred/.test(name),
);

test.each(versions)('%s: what an older server gets otherwise is declared', async (name) => {
  const folder = new URL(`${name}/`, FIXTURES);
  const dump = readFileSync(new URL('input.sql', folder));
  const { postgres } = settingsOf(readConfig(readFileSync(new URL(CONFIG, folder), 'utf8'), CONFIG));
  const { sql, report } = convert(dump, { preset: 'plain', ...(postgres && { postgres }) });
  const result = await verify({
    engine,
    dump: dump.toString(),
    baseline: [sql],
    report: readReport(renderJson(report), 'report.json'),
    plain: true,
  });
  expect(complaints(result)).toBe('');
  // Roles and their members are the cluster's.
  expect(result.fidelity.declared.length > 0).toBe(name !== 'targetVersion-memberships');
});

test('a table that cannot be made takes nothing from others', async () => {
  const dump = readFileSync(new URL('extension-timescale/input.sql', FIXTURES));
  const { sql, report } = convert(dump, { preset: 'hims', tenancy: { ...defaults.tenancy, create: true } });
  const result = await verify({
    engine,
    dump: dump.toString(),
    baseline: [sql],
    report: readReport(renderJson(report), 'report.json'),
    plain: false,
  });
  expect(complaints(result)).toBe('');
  expect(result.notRun.map(({ statement }) => statement.text).join('\n')).toContain('_hyper_1_1_chunk');
});
