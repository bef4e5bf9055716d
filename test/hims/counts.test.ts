/**
 * Which tables gain the tenant column by the sample's decisions, which have one, and which stay everybody's: by name.
 * tables.json says what each of the design's 147 tables is.
 */
import { describe, expect, it, test } from 'vitest';
import { converted, dump, objectsOf, settings } from './sample.js';
import { gained, OWN, policiesOf, schemaOf } from './schema.js';
import tables from './tables.json' with { type: 'json' };

const design = schemaOf(dump.toString());
const result = schemaOf(converted().sql);

const decisions = settings.tenancy!;
const existing: Readonly<Record<string, string>> = tables.existing;
const all = [
  ...tables.needsColumn,
  ...tables.organization,
  ...tables.ambiguous,
  ...Object.keys(existing),
  ...tables.reference,
  tables.root,
];

const has = (
  list: 'tenantTables' | 'referenceTables' | 'mixedTables' | 'logTables',
  table: string,
): boolean => decisions[list].includes(table);

test('the list is the whole design', () => {
  expect(new Set(all).size).toBe(147);
  expect([...all].toSorted()).toEqual(
    design.tables
      .filter(({ partitionOf, name }) => !partitionOf && name.schema !== 'public')
      .map(({ name }) => `${name.schema}.${name.name}`)
      .toSorted(),
  );
});

describe('with the sample’s configuration', () => {
  const decided = tables.ambiguous.filter((table) => !has('referenceTables', table));

  test('63 tables gain tenant_id, and those of the 14 that are not reference', () => {
    const needed = [...tables.needsColumn, ...tables.organization];
    expect(needed).toHaveLength(63);
    expect(gained(design, result)).toEqual([...needed, ...decided].toSorted());
  });

  it.each([...tables.needsColumn, ...tables.organization])(
    '%s gains it NOT NULL, last under -- tenancy',
    (name) => {
      const table = result.table(name);
      expect(table.typeOf('tenant_id')).toBe('uuid');
      // A child's comes through its parent.
      if (table.inherits.length > 0) return;
      expect(table.columnText('tenant_id')).toMatch(
        /^(-- tenancy\n\s*)?tenant_id uuid NOT NULL DEFAULT core\.current_tenant_id\(\)$/,
      );
      expect(table.foreignKeys).toContainEqual(
        expect.objectContaining({
          columns: ['tenant_id'],
          to: { schema: 'core', name: 'tenants' },
          node: expect.objectContaining({ fk_del_action: 'r' }) as unknown,
        }),
      );
      expect(policiesOf(result, name)).toContain(OWN);
    },
  );

  it.each(tables.ambiguous)('%s is what the configuration says', (name) => {
    const lists = (['tenantTables', 'mixedTables', 'logTables', 'referenceTables'] as const).filter((list) =>
      has(list, name),
    );
    expect(lists).toHaveLength(1);
    const table = result.table(name);
    if (lists[0] === 'referenceTables') {
      expect(table.allColumns.has('tenant_id')).toBe(false);
      expect(table.security.policies).toEqual(design.table(name).security.policies);
      return;
    }
    expect(table.allColumns.get('tenant_id')).toMatchObject({
      notNull: lists[0] === 'tenantTables',
      hasDefault: true,
    });
    expect(policiesOf(result, name)).toContain(OWN);
  });

  it.each(Object.entries(existing))('%s keeps its %s', (name, column) => {
    const [before, after] = [design.table(name), result.table(name)];
    const [old, now] = [before.allColumns.get(column)!, after.allColumns.get(column)!];
    expect(after.typeOf(column)).toBe(before.typeOf(column));
    expect(now.notNull).toBe(old.notNull);
    expect(now.hasDefault).toBe(true);
    if (column !== 'tenant_id') expect(after.allColumns.has('tenant_id')).toBe(false);
    expect(policiesOf(result, name)).toContain(OWN);
    const { qual } = after.security.policies.find((policy) => policy.name === OWN)!.node;
    expect(JSON.stringify(qual)).toContain(`"sval":"${column}"`);
  });

  test('54 columns are used, and said', () => {
    expect(Object.keys(existing)).toHaveLength(54);
    const inherited = ['clinical.consent_forms_signed'];
    expect(
      objectsOf(converted(), 'tenant/reused')
        .map((id) => id.replace(/^table |"/g, ''))
        .toSorted(),
    ).toEqual(
      Object.keys(existing)
        .filter((name) => !inherited.includes(name))
        .toSorted(),
    );
  });

  it.each(tables.reference)('%s stays everybody’s', (name) => {
    const table = result.table(name);
    expect([...table.columns.keys()].filter((column) => /tenant/.test(column))).toEqual([]);
    expect(table.security).toMatchObject({ enabled: false, forced: false, policies: [] });
    expect(table.foreignKeys.map(({ to, columns }) => [to, columns])).toEqual(
      design.table(name).foreignKeys.map(({ to, columns }) => [to, columns]),
    );
  });

  test('core.tenants has no tenant_id, and shows each tenant its own row', () => {
    const table = result.table(tables.root);
    expect(table.allColumns.has('tenant_id')).toBe(false);
    const { node } = table.security.policies.find(({ name }) => name === OWN)!;
    expect(node.permissive ?? false).toBe(false);
    expect(JSON.stringify(node.qual)).toContain('"sval":"id"');
    expect(table.security).toMatchObject({ enabled: true, forced: true });
  });

  test('nothing is left to decide', () => {
    expect(objectsOf(converted(), 'tenant/undecided')).toEqual([]);
  });
});
