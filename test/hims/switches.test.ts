/** Each transform of the preset off by itself, and the whole preset but its classification: the others work without it. */
import { describe, expect, it, test } from 'vitest';
import { transforms } from '../../src/transforms/registry.js';
import { convertedWith, settings } from './sample.js';
import { schemaOf } from './schema.js';

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

test('tenantColumn: no column and no policy that would need it', () => {
  const { schema } = variant('tenantColumn');
  const names = (table: string): string[] => schema.table(table).security.policies.map(({ name }) => name);
  expect(schema.table('hr.attendance').allColumns.has('tenant_id')).toBe(false);
  expect(names('hr.attendance')).not.toContain('baseline_tenant_isolation');
  expect(names('hr.employees')).toContain('baseline_tenant_isolation');
});
