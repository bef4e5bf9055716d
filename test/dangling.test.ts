/** A transform that renames or removes what other objects refer to is found out. */
import { expect, test } from 'vitest';
import { ready } from '../src/index.js';
import { danglingNeeds } from '../src/catalog/dangling.js';
import { parse } from '../src/parse/parse.js';
import { scannedDump } from '../src/source/dump.js';

await ready();

const SQL = `
CREATE SCHEMA legacy;
CREATE TABLE legacy.wards (id integer NOT NULL);
CREATE FUNCTION legacy.count_wards() RETURNS bigint LANGUAGE sql BEGIN ATOMIC SELECT count(*) FROM legacy.wards; END;
CREATE VIEW legacy.all_wards AS SELECT id FROM legacy.wards;
GRANT SELECT ON TABLE legacy.wards TO app;
`;

const { objects } = parse(scannedDump(SQL), { target: { version: 15 }, namedNotNull: false });

const found = (after: typeof objects): string[] =>
  danglingNeeds(objects, after).map(({ object, target }) => `${object.id} -> ${target.id}`);

test('what is as it was refers to nothing that is missing', () => {
  expect(found(objects)).toEqual([]);
});

test('each object that refers to a removed table is named', () => {
  expect(found(objects.filter(({ id }) => id !== 'table legacy.wards'))).toEqual([
    'function legacy.count_wards() -> table legacy.wards',
    'view legacy.all_wards -> table legacy.wards',
    'grant on table legacy.wards -> table legacy.wards',
  ]);
});

test('an object that goes with what it refers to is not named', () => {
  expect(found(objects.filter(({ kind }) => kind === 'schema'))).toEqual([]);
});
