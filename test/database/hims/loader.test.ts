/** The rows that all other tests here look at: they must be the same rows on both sides, and hang together. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startHospital, type Hospital } from './databases.js';
import { rowCounts, sequencesOf, tablesOf } from './loader.js';
import { A, B, tenantColumns } from './tenants.js';

let hospital: Hospital;
beforeAll(async () => {
  hospital = await startHospital();
});
afterAll(() => hospital?.stop());

test('each table of the export has rows, and the baseline has as many', async () => {
  const expected = await rowCounts(hospital.raw);
  expect([...expected].filter(([, rows]) => rows === 0)).toEqual([]);
  expect(await rowCounts(hospital.baseline)).toEqual(expected);
});

test('each table that belongs to tenants has rows of both', async () => {
  const columns = await tenantColumns(hospital.baseline);
  expect(columns.size).toBeGreaterThan(100);
  const counts = [...columns].map(
    ([table, column]) =>
      `SELECT '${table}' AS name, count(DISTINCT ${column}) AS tenants FROM ${table} WHERE ${column} IS NOT NULL`,
  );
  const roots = new Set((await tablesOf(hospital.baseline)).map(({ name }) => name));
  const rows = await hospital.baseline.query(counts.join(' UNION ALL '));
  expect(rows.filter(({ name, tenants }) => roots.has(String(name)) && tenants !== 2)).toEqual([]);
});

test('every foreign key holds, whoever it was checked for', async () => {
  const keys = await hospital.baseline.query(`
    SELECT conname AS name, format('SELECT %L AS name, count(*) AS orphans FROM %s t WHERE %s AND NOT EXISTS (SELECT FROM %s p WHERE %s)',
      conrelid::regclass || ' ' || conname, conrelid::regclass,
      (SELECT string_agg(format('t.%I IS NOT NULL', a.attname), ' AND ') FROM pg_attribute a
        WHERE a.attrelid = conrelid AND a.attnum = ANY (conkey)),
      confrelid::regclass,
      (SELECT string_agg(format('p.%I = t.%I', p.attname, t.attname), ' AND ')
        FROM unnest(conkey, confkey) AS pair(here, there)
        JOIN pg_attribute t ON t.attrelid = conrelid AND t.attnum = here
        JOIN pg_attribute p ON p.attrelid = confrelid AND p.attnum = there)) AS query
    FROM pg_constraint WHERE contype = 'f' AND conparentid = 0 ORDER BY 1`);
  expect(keys.length).toBeGreaterThanOrEqual(327);
  const counted = await hospital.baseline.query(keys.map(({ query }) => String(query)).join(' UNION ALL '));
  expect(counted.filter(({ orphans }) => orphans !== 0)).toEqual([]);
});

test('sequences go on where those of the export are', async () => {
  const [expected, actual] = [await sequencesOf(hospital.raw), await sequencesOf(hospital.baseline)];
  expect(expected.filter(({ called }) => called).length).toBeGreaterThan(20);
  expect(actual).toEqual(expected);
});

test('the database of one tenant has nothing of the other', async () => {
  const counts = await rowCounts(hospital.one);
  expect(counts.get('core.tenants')).toBe(1);
  expect(counts.get('core.users')).toBe(2);
  const dump = await hospital.one.output(`SELECT id FROM clinical.patients ORDER BY id`);
  expect(dump).toContain(A.slice(0, 18));
  expect(dump).not.toContain(B.slice(0, 18));
});
