/** The sample, in each engine: nothing missing, nothing unexpected, no drift. */
import { readFileSync } from 'node:fs';
import { afterEach, expect, test } from 'vitest';
import type { Engine } from '../../../src/verify/engine/engine.js';
import { openEngine } from '../../../src/verify/engines.js';
import type { IsolationResult } from '../../../src/verify/isolation/isolation.js';
import { readReport } from '../../../src/verify/fidelity/report.js';
import { resultJson, resultOf } from '../../../src/verify/result.js';
import { type Verification, verify } from '../../../src/verify/verify.js';
import type { VerificationResult } from '../../../src/verification.js';
import { type Server, startServer } from '../server.js';
import { complaints, openServer } from './witness.js';

const read = (name: string): string =>
  readFileSync(new URL(`../../../samples/hims/${name}`, import.meta.url), 'utf8');
const dump = read('schema_export_from_docker_20251222_110429.sql');
const baseline = read('db/migration/V001__complete_hims_schema.sql');
const report = readReport(read('report.json'), 'report.json');

let engine: Engine | undefined;
let server: Server | undefined;
afterEach(async () => {
  await engine?.close();
  await server?.stop();
  engine = server = undefined;
});

/** @param lz4 the engine can compress by it */
function isRight(result: Verification, lz4: boolean): void {
  expect(complaints(result)).toBe('');
  const { missing, unexpected, changed, unfounded, equal, added } = result.fidelity;
  expect([missing, unexpected, changed, unfounded]).toEqual([[], [], [], []]);
  expect(result.reruns.flatMap(({ drift, failures }) => [...drift, ...failures])).toEqual([]);
  expect(result.isolation).toMatchObject({
    isolated: true,
    tenantTables: 128,
    parties: ['baseline_view_owner', 'hims_app', 'hims_readonly', 'the owner'],
    undeclared: [],
    unfounded: [],
    unfilled: [],
    unclear: [],
    // A tree of categories is the same for all.
    blank: ['inventory.v_category_tree'],
  });
  expect((result.isolation as IsolationResult).attacks).toBeGreaterThan(6000);
  expect(equal).toBeGreaterThan(6000);
  expect(added.length).toBeGreaterThan(4000);
  // Of the baseline, the statement with its guard.
  const compression = 'ALTER TABLE ONLY audit.record_snapshots ALTER COLUMN snapshot SET COMPRESSION lz4';
  expect(result.notRun.map(({ statement }) => statement.text)).toEqual(
    lz4 ? [] : [expect.stringContaining(compression)],
  );
}

test('in PGlite', async () => {
  engine = await openEngine({}, dump, baseline);
  const result = await verify({ engine, dump, baseline: [baseline], report, plain: false });
  isRight(result, false);
  // What is committed is what is found.
  const { dump: of, baseline: by } = JSON.parse(read('verification.json')) as VerificationResult;
  const digests = { dump: of.sha256, baseline: by.sha256 };
  expect(resultJson(resultOf(result, digests))).toBe(read('verification.json'));
  // What the policies and functions of the export are to blame for; what they have in common is found in the baseline.
  expect(new Set(result.findings.map(({ code }) => code))).toEqual(
    new Set([
      'lint/columns-shifted',
      'lint/unindexed-foreign-key',
      'lint/definer-search-path',
      'lint/index-unusable',
      'lint/policy-per-row',
      'lint/placeholder',
    ]),
  );
});

test.each([
  [15, true],
  [18, false],
] as const)('on PostgreSQL %i', async (version, lz4) => {
  server = await startServer(version);
  engine = await openServer(server, dump, baseline);
  isRight(await verify({ engine, dump, baseline: [baseline], report, plain: false }), lz4);
});
