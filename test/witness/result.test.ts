/** What was found, as data: what was not compared is named. */
import { expect, test } from 'vitest';
import { resultOf } from '../../src/verify/result.js';
import type { Verification } from '../../src/verify/verify.js';

const FOUND: Verification = {
  engine: 'an engine',
  statements: 3,
  stopped: false,
  notRun: [],
  notRunOfDump: [],
  failures: [],
  unjudged: [],
  owners: true,
  privileges: true,
  fidelity: { equal: 2, added: [], declared: [], missing: [], unexpected: [], changed: [], unfounded: [] },
  stops: 8,
  reruns: [],
  findings: [],
  ok: true,
};
const DIGESTS = { dump: 'd', baseline: 'b' };
const result = (other: Partial<Verification> = {}) => resultOf({ ...FOUND, ...other }, DIGESTS);

test.each([
  [{}, []],
  [{ owners: false }, ['owners']],
  [{ privileges: false }, ['privileges']],
  [{ owners: false, privileges: false }, ['owners', 'privileges']],
])('%j: without %j', (other, without) => {
  expect(result(other).without).toEqual(without);
});

test('counts and digests', () => {
  expect(result()).toMatchObject({
    ok: true,
    engine: 'an engine',
    dump: { sha256: 'd', statements: 0 },
    baseline: { sha256: 'b', statements: 3 },
    fidelity: { equal: 2, missing: [], unfounded: [] },
    rerun: { stops: 8, wrong: [] },
  });
  expect(result({ ok: false }).ok).toBe(false);
});

test('runs with nothing wrong are left out', () => {
  const drift = [{ kind: 'table', name: 't', lines: ['- a', '+ b'] }];
  const reruns = [
    { name: 'again', failures: [], drift: [] },
    { name: 'stopped', failures: [], drift },
  ];
  expect(result({ reruns }).rerun.wrong).toEqual([
    { run: 'stopped', failures: [], drift: [{ object: 'table t', lines: ['- a', '+ b'] }] },
  ]);
});
