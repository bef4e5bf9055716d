/** Which calls of a routine are tried: each argument of either tenant, and those that may be left out left out. */
import { expect, test } from 'vitest';
import { callsOf, type Routine } from '../../src/verify/isolation/attacks/calls.js';
import type { AttackContext } from '../../src/verify/isolation/stage/attackContext.js';
import type { Type } from '../../src/verify/isolation/stage/types.js';

const UUID: Type = {
  id: 2950,
  name: 'pg_catalog.uuid',
  plain: 'uuid',
  system: true,
  kind: 'b',
  category: 'U',
  base: 0,
  typmod: -1,
  element: 0,
  labels: null,
  part: null,
  fields: null,
};
const names = {
  tenant: 'app.tenant_id',
  user: undefined,
  a: 'the tenant',
  b: 'the other',
  userOfA: 'a user',
  claims: [],
};
const context = { types: new Map([[UUID.id, UUID]]), names } as Partial<AttackContext> as AttackContext;

const routine = (parameters: readonly (string | null)[], other: Partial<Routine> = {}): Routine => ({
  id: 1,
  name: 'ward.f',
  identity: 'ward.f(uuid)',
  isProcedure: false,
  parameters: parameters.map((name) => ({ type: UUID.id, name })),
  defaults: 0,
  ...other,
});

/** The calls with `A1` for the first value of a tenant, as `aaaaaaaa-0000-4000-8000-000000000001` is. */
const shown = (one: Routine, tenant?: 'A' | 'B'): string[] =>
  callsOf(context, one, tenant).map(({ sql }) =>
    sql
      .replace(
        /'([abc])\1{7}-0000-4000-8000-0*(\d+)'/g,
        (_, letter: string, row: string) => letter.toUpperCase() + row,
      )
      .replaceAll('::pg_catalog.uuid', ''),
  );

test('of one argument: the rows of the other tenant', () => {
  expect(shown(routine([null]))).toEqual(['SELECT ward.f(B1)', 'SELECT ward.f(B2)']);
});

test('of several: each alone of the one tenant, and each alone of the other', () => {
  expect(shown(routine([null, null, null]))).toEqual([
    'SELECT ward.f(B1, B1, B1)',
    'SELECT ward.f(B2, B2, B2)',
    'SELECT ward.f(A1, B1, B1)',
    'SELECT ward.f(B1, A1, A1)',
    'SELECT ward.f(B1, A1, B1)',
    'SELECT ward.f(A1, B1, A1)',
    'SELECT ward.f(B1, B1, A1)',
    'SELECT ward.f(A1, A1, B1)',
  ]);
});

test('without the arguments that have defaults', () => {
  expect(shown(routine([null, null], { defaults: 1 }))).toContain('SELECT ward.f(B1)');
  expect(shown(routine([null, null]))).not.toContain('SELECT ward.f(B1)');
});

test('a procedure is called, and what it answers is not read', () => {
  expect(callsOf(context, routine([], { isProcedure: true }))).toMatchObject([
    { sql: 'CALL ward.f()', reads: false, runs: 'ward.f(uuid)' },
  ]);
  expect(callsOf(context, routine([]))).toMatchObject([{ sql: 'SELECT ward.f()', reads: true }]);
});

test('of one tenant where one is asked for', () => {
  expect(shown(routine([null, null]), 'A')).toEqual(['SELECT ward.f(A1, A1)']);
  expect(shown(routine([null, null]), 'B')).toEqual(['SELECT ward.f(B1, B1)']);
});

test('an argument that is called after the tenant is the tenant', () => {
  expect(shown(routine(['p_tenant_id']), 'A')).toEqual(["SELECT ward.f('the tenant')"]);
  expect(shown(routine(['p_tenant_id']), 'B')).toEqual(['SELECT ward.f(B99)']);
});
