/** Before layout, the catalog says what is there and why: each part of a table is an object of its own, with its origin. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Catalog } from '../src/catalog/catalog.js';
import type { SchemaObject } from '../src/catalog/object.js';
import { ready } from '../src/index.js';
import { isTable } from '../src/kinds/tables/table.js';
import { parse } from '../src/parse/parse.js';
import { scannedDump } from '../src/source/dump.js';
import { withDefaults } from '../src/settings/settings.js';
import { transforms } from '../src/transforms/registry.js';
import type { Stage } from '../src/transforms/base/transform.js';

await ready();

const SQL = readFileSync(
  join(import.meta.dirname, '..', 'fixtures', 'foldColumns-basic', 'input.sql'),
  'utf8',
);
const read = parse(scannedDump(SQL), { target: { version: 15 }, namedNotNull: false });
const settings = withDefaults({});

/** The catalog behind the last of these stages. */
const after = (...stages: readonly Stage[]): Catalog =>
  transforms
    .filter(({ stage }) => stages.includes(stage))
    .reduce((catalog: Catalog, transform) => transform.apply(catalog, settings), read);

const enriched = after('clean', 'enrich');
const laidOut = after('clean', 'enrich', 'layout');

const listOf = ({ objects }: Catalog, id: string): string[] =>
  objects
    .filter(isTable)
    .filter((table) => table.id === id)
    .flatMap(({ elements = [] }) => elements.map(({ text }) => text));

const addedBy = ({ objects }: Catalog, kind: string): (string | undefined)[] =>
  objects
    .filter((object: SchemaObject) => object.kind === kind && object.id.endsWith(' on clinical.visits'))
    .map(({ origin }) => ('by' in origin ? origin.by : undefined));

test('tables are as the dump has them until layout', () => {
  for (const table of read.objects.filter(isTable))
    expect(listOf(enriched, table.id)).toEqual(listOf(read, table.id));
});

test('what is added has its transform as origin', () => {
  expect([...new Set(addedBy(enriched, 'column'))]).toEqual([
    'tenantColumn',
    'auditColumns',
    'complianceColumns',
  ]);
  expect([...new Set(addedBy(enriched, 'check'))]).toEqual(['complianceColumns']);
  expect(addedBy(enriched, 'primaryKey')).toEqual([undefined]);
});

test('each origin is a statement of the dump or a transform', () => {
  const names = new Set(transforms.map(({ name }) => name));
  for (const { origin } of enriched.objects)
    expect('by' in origin ? names.has(origin.by) : origin.dump in read.statements).toBe(true);
});

test('layout puts them into the table, under the heading of their origin', () => {
  const list = listOf(laidOut, 'table clinical.visits');
  expect(list.flatMap((text) => /^-- (\w+)\n/.exec(text)?.[1] ?? [])).toEqual([
    'tenancy',
    'audit',
    'compliance',
  ]);
  expect(list).toContain('CONSTRAINT visits_pkey PRIMARY KEY (id)');
  expect(addedBy(laidOut, 'column')).toEqual([]);
});
