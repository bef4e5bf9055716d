/**
 * Each irregularity of the design that is about tenants, audit, row-level security, keys, views, functions and privileges, by
 * its number in the list of what the export survives: what the report says of it, what of it stands as it stood.
 */
import { describe, expect, it, test } from 'vitest';
import { convertedWith, converted } from './sample.js';
import list from './irregularities.json' with { type: 'json' };
import { folded, foreignKeyOver, schemaOf } from './schema.js';

const { diagnostics, report, sql } = converted();
const before = schemaOf(convertedWith({ preset: 'plain' }).sql);
const after = schemaOf(sql);

interface Irregularity {
  readonly id: number;
  readonly kind: string;
  readonly object: string;
  readonly note: string;
  /** Code, object, and what the message holds. */
  readonly said?: readonly (readonly [string, string, string])[];
  readonly replaced?: readonly (readonly [string, string | null, string])[];
  readonly changed?: readonly (readonly [string, string])[];
  readonly known?: readonly (readonly [string, string, string])[];
  /** Objects whose statement stands as it stood. */
  readonly kept?: readonly string[];
  /** Columns and constraints in a table's list that stand as they stood. */
  readonly elements?: readonly (readonly [string, string])[];
  /** Foreign keys beside which a composite one stands, valid where they are. */
  readonly beside?: readonly (readonly [string, string])[];
  readonly grants?: readonly string[];
}

const irregularities = list as unknown as readonly Irregularity[];

const elementText = (schema: typeof after, table: string, name: string): string | undefined =>
  schema
    .table(table)
    .table.elements?.find(({ column, constraint }) => (column?.colname ?? constraint?.conname) === name)
    ?.text;

const isValid = (table: string, columns: readonly string[]): boolean =>
  after
    .table(table)
    .foreignKeys.filter((one) => columns.every((column) => one.columns.includes(column)))
    .some(({ node }) => !node.skip_validation);

test('every one says what is expected', () => {
  expect(irregularities.length).toBeGreaterThan(80);
  const silent = irregularities.filter(
    ({ said, replaced, changed, known, kept, elements, beside, grants }) =>
      [said, replaced, changed, known, kept, elements, beside, grants].flat().filter(Boolean).length === 0,
  );
  expect(silent.map(({ id }) => id)).toEqual([]);
});

describe.each(
  irregularities.map((one) => [`${one.id} ${one.kind}: ${one.note} (${one.object})`, one] as const),
)(
  '%s',
  (
    _,
    {
      said = [],
      replaced = [],
      changed = [],
      known = [],
      kept = [],
      elements = [],
      beside = [],
      grants = [],
    },
  ) => {
    if (said.length > 0)
      it.each(said)('%s of %s', (code, object, message) => {
        const found = diagnostics.filter((one) => one.code === code && one.object === object);
        expect(found.map((one) => one.message).join('\n')).toMatch(new RegExp(message));
        expect(found).not.toEqual([]);
      });

    if (replaced.length + changed.length + known.length > 0)
      test('declared', () => {
        for (const [kind, table, name] of replaced)
          expect(report.replaced).toContainEqual(
            expect.objectContaining({ kind, name, ...(table === null ? {} : { table }) }),
          );
        for (const [kind, name] of changed)
          expect(report.changed).toContainEqual(expect.objectContaining({ kind, name }));
        for (const [relation, attack, name] of known)
          expect(report.known).toContainEqual(expect.objectContaining({ relation, attack, name }));
      });

    if (kept.length > 0)
      it.each(kept)('%s as it stood', (id) => {
        expect(after.object(id).statement.text).toBe(before.object(id).statement.text);
      });

    if (elements.length > 0)
      it.each(elements)('%s: %s as it stood', (table, name) => {
        const text = elementText(before, table, name);
        expect(text).toBeDefined();
        expect(elementText(after, table, name)).toBe(text);
      });

    if (beside.length > 0)
      it.each(beside)('%s (%s): a composite one stands beside', (table, text) => {
        const columns = text.split(',');
        const tenant = table === 'core.tenants' ? 'id' : 'tenant_id';
        const single = foreignKeyOver(after.table(table), ...columns);
        const both = foreignKeyOver(after.table(table), tenant, ...columns);
        expect(single).toEqual(foreignKeyOver(before.table(table), ...columns));
        expect(both).toMatchObject({ to: single!.to, pairs: { ...single!.pairs, [tenant]: 'tenant_id' } });
        expect(isValid(table, [tenant, ...columns])).toBe(isValid(table, columns));
      });

    if (grants.length > 0)
      it.each(grants)('%s as it stood', (text) => {
        for (const schema of [before, after])
          expect(schema.objects.filter(({ statement }) => folded(statement.text) === text)).toHaveLength(1);
      });
  },
);
