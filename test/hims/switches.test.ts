/** Each transform of the preset off by itself, and the whole preset but its classification: the others work without it. */
import { describe, expect, it, test } from 'vitest';
import { transforms } from '../../src/transforms/registry.js';
import { convertedWith, settings } from './sample.js';
import { OWN, policiesOf, schemaOf } from './schema.js';
import tables from './tables.json' with { type: 'json' };

const own = transforms.filter(({ preset }) => preset === 'hims').map(({ name }) => name);

const variants = new Map(
  own.map((name) => {
    const conversion = convertedWith({ ...settings, off: [name] });
    return [name, { ...conversion, schema: schemaOf(conversion.sql) }];
  }),
);
const variant = (name: string) => variants.get(name)!;

describe('the output without one of them', () => {
  it.each(own)('%s', (name) => {
    const { schema, report, diagnostics } = variant(name);
    expect(report.counts.opaque).toBe(0);
    expect(schema.ids('opaque')).toEqual([]);
    expect(diagnostics.filter(({ code }) => code.startsWith('order/'))).toEqual([]);
    // Said by what is off, or of what it does: nothing.
    expect(diagnostics.filter(({ code }) => code.startsWith(`${name}/`))).toEqual([]);
  });
});

test('classification: nothing is added, nothing declared', () => {
  const { schema, report } = variant('classification');
  const plain = schemaOf(convertedWith({ preset: 'plain' }).sql);
  const ids = new Set(plain.objects.map(({ id }) => id));
  expect(schema.objects.filter(({ id }) => !ids.has(id)).map(({ id }) => id)).toEqual([]);
  expect(report.known).toEqual([]);
  expect(report.replaced.filter(({ table, name }) => !`${table} ${name}`.includes('flyway'))).toEqual([]);
  expect(report.changed).toEqual([]);
});

test('tenantColumn: no column, and nothing that would need it', () => {
  const { schema, diagnostics, report } = variant('tenantColumn');
  const table = schema.table('hr.attendance');
  expect(table.allColumns.has('tenant_id')).toBe(false);
  expect(table.security).toMatchObject({ enabled: false, policies: [] });
  expect(
    schema.objects.filter(
      ({ id, statement }) => id.endsWith(' on hr.attendance') && /tenant_id/.test(statement.text),
    ),
  ).toEqual([]);
  expect(policiesOf(schema, 'hr.employees')).toContain(OWN);
  const said = diagnostics.filter(({ code }) => code === 'tenant/no-column').map(({ object }) => object);
  const decided = tables.ambiguous.filter((name) => !settings.tenancy!.referenceTables.includes(name));
  expect(said).toHaveLength([...tables.needsColumn, ...tables.organization, ...decided].length);
  expect(report.known).toContainEqual(expect.objectContaining({ relation: 'hr.attendance', attack: 'read' }));
});

test.each(['tenantColumn', 'rowLevelSecurity', 'viewSecurity'])(
  '%s: tenants are not apart, so the file does not end with a check that would fail, and says so',
  (name) => {
    const { schema, diagnostics } = variant(name);
    expect(schema.ids('selfCheck')).toEqual([]);
    expect(schema.ids('function')).toContain('function core.assert_tenant_isolation()');
    expect(diagnostics.filter(({ code }) => code === 'selfCheck/not-called')).toHaveLength(1);
  },
);

test.each(
  own.filter(
    (name) =>
      !['classification', 'selfCheck', 'tenantColumn', 'rowLevelSecurity', 'viewSecurity'].includes(name),
  ),
)('%s: tenants are apart without it, and the file ends with the check', (name) => {
  expect(variant(name).schema.objects.at(-1)?.kind).toBe('selfCheck');
});
