/** Each change of a policy, as tighter, looser or not comparable; and the same backwards. */
import { beforeAll, expect, it } from 'vitest';
import { loadGrammar } from '../../src/grammar.js';
import { type PolicyClass, policyChanges } from '../../src/migrate/policyChanges.js';
import { objectsOf } from '../verbs/migration.js';

beforeAll(loadGrammar);

const TABLE = 'CREATE TABLE s.a (t text, b boolean, c boolean);';
const classes = (old: string, now: string): PolicyClass[] =>
  policyChanges(objectsOf(`${TABLE} ${old}`, 15), objectsOf(`${TABLE} ${now}`, 15)).map(({ is }) => is);

const P = 'CREATE POLICY p ON s.a';
const R = 'CREATE POLICY p ON s.a AS RESTRICTIVE';
const BACK: Readonly<Record<PolicyClass, PolicyClass>> = {
  tighter: 'looser',
  looser: 'tighter',
  'not comparable': 'not comparable',
};

it.each<readonly [string, string, PolicyClass | undefined]>([
  [`${P} USING (b)`, `${P} USING (b)`, undefined],
  [`${P} USING (b)`, `${P} USING ((b AND c))`, 'tighter'],
  [`${P} USING ((t = 'x') AND b)`, `${P} USING ((t = 'x') AND b AND c)`, 'tighter'],
  [`${P} USING (b)`, `${P} USING ((b OR c))`, 'looser'],
  [`${P} USING (((b OR c) AND (t = 'x')))`, `${P} USING ((b AND (t = 'x')))`, 'tighter'],
  [`${P} USING (b)`, `${P} USING (c)`, 'not comparable'],
  [`${P} USING (((t = 'x') AND b))`, `${P} USING (((t = 'y') AND b))`, 'not comparable'],
  [`${P} USING (b)`, `${P} USING (true)`, 'looser'],
  [`${P} USING (b)`, `${P} USING (false)`, 'tighter'],
  [`${P} USING (b)`, `${P} USING (b) WITH CHECK ((b AND c))`, 'tighter'],
  [`${P} USING (b)`, `${P} USING ((b OR c)) WITH CHECK (b)`, 'looser'],
  [`${P} USING (b)`, `${P} USING ((b OR c)) WITH CHECK ((b AND c))`, 'not comparable'],
  [`${P} USING (b)`, `${P} FOR SELECT USING (b)`, 'tighter'],
  [`${P} FOR SELECT USING (b)`, `${P} FOR DELETE USING (b)`, 'not comparable'],
  [`${P} FOR SELECT USING (b)`, `${P} USING ((b AND c))`, 'not comparable'],
  [`${P} TO x USING (b)`, `${P} TO x, y USING (b)`, 'looser'],
  [`${P} TO x USING (b)`, `${P} USING (b)`, 'looser'],
  [`${P} TO x USING (b)`, `${P} TO y USING (b)`, 'not comparable'],
  ['', `${P} USING (b)`, 'looser'],
  ['', `${R} USING (b)`, 'tighter'],
  [`${P} USING (b)`, `${R} USING (b)`, 'tighter'],
  [`${R} USING (b)`, `${R} USING ((b AND c))`, 'tighter'],
  [`${R} FOR SELECT USING (b)`, `${R} USING (b)`, 'tighter'],
  [`${R} TO x USING (b)`, `${R} USING (b)`, 'tighter'],
  ['', 'ALTER TABLE s.a ENABLE ROW LEVEL SECURITY', 'tighter'],
])('%s → %s', (old, now, is) => {
  expect(classes(old, now)).toEqual(is === undefined ? [] : [is]);
  expect(classes(now, old)).toEqual(is === undefined ? [] : [BACK[is]]);
});

it('says nothing of tables that only one of the schemas has', () => {
  const other = 'CREATE TABLE s.b (t text); CREATE POLICY p ON s.b USING (true)';
  expect(classes('', other)).toEqual([]);
  expect(classes(other, '')).toEqual([]);
});
