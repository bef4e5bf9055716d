/** The sample's baseline: every leak that is left is declared, and every one that is declared is there. */
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type IsolationResult, verifyIsolation } from '../../../src/verify/isolation/isolation.js';
import type { Known } from '../../../src/verify/isolation/leaks.js';
import { isolationText } from '../../../src/verify/isolation/text.js';
import { type Scratch, startScratch } from './scratch.js';

const SAMPLE = new URL('../../../samples/hims/', import.meta.url);
const baseline = readFileSync(new URL('db/migration/V001__complete_hims_schema.sql', SAMPLE), 'utf8');
const { known } = JSON.parse(readFileSync(new URL('report.json', SAMPLE), 'utf8')) as {
  readonly known: readonly Known[];
};

let database: Scratch;
let result: IsolationResult;
beforeAll(async () => {
  database = await startScratch();
  // PGlite has no lz4.
  const sql = baseline.replace(/^ALTER TABLE .* SET COMPRESSION lz4;$/gm, '');
  await database.run(`BEGIN; ${sql} COMMIT;`);
  result = await verifyIsolation(database, {
    known,
    tenantSetting: 'app.current_tenant',
    userSetting: 'app.current_user',
  });
}, 300_000);
afterAll(() => database?.close());

test('has rows of two tenants in every table of tenants', () => {
  expect(result.tenantTables).toBeGreaterThan(120);
  expect(result.unfilled).toEqual([]);
});

test('every way across is tried', () => {
  expect(result.attacks).toBeGreaterThan(5000);
  expect(result.parties).toEqual(['hims_app', 'hims_readonly', 'the owner']);
  expect(result.unclear).toEqual([]);
});

test('what gets across is what the report declares', () => {
  expect(isolationText({ ...result, matrix: [] })).toMatch(
    new RegExp(`0 undeclared leaks, ${known.length} known ones shown, 0 declared that do not occur`),
  );
  expect(result.isolated).toBe(true);
});
