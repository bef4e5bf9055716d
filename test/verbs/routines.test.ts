/**
 * DROP and ALTER of functions, procedures, aggregates and languages.
 * https://www.postgresql.org/docs/current/sql-createfunction.html
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Engine, startPglite } from '../database/pglite.js';
import { alteration, expectAltered, expectDropped, isDefined } from './verbs.js';

let engine: Engine;
beforeAll(async () => {
  engine = await startPglite();
});
afterAll(() => engine.stop());

const CORE = 'CREATE SCHEMA core; CREATE TYPE core.status AS ENUM ();';
const f = (parts: string, body = 'SELECT NULL::integer', kind = 'FUNCTION'): string =>
  `CREATE ${kind} core.f${parts}\n    LANGUAGE sql\n    AS $$${body}$$;`;
const PLUS = 'core.total(a integer) (SFUNC = pg_catalog.int4pl, STYPE = integer';

describe('drop', () => {
  it.each([
    ['function', f('(a integer, VARIADIC b text[], OUT c "char", OUT d core.status) RETURNS record')],
    ['function without arguments', f('() RETURNS integer')],
    [
      'overloaded functions',
      f('(time with time zone) RETURNS integer') + f('(interval, core.status[]) RETURNS integer'),
    ],
    ['procedure', f('(IN a integer, INOUT b integer)', 'SELECT 1', 'PROCEDURE')],
    ['aggregate', `CREATE AGGREGATE ${PLUS});`],
    [
      'aggregate of rows',
      `CREATE AGGREGATE core.n(*) (SFUNC = pg_catalog.int8inc, STYPE = bigint, INITCOND = '0');`,
    ],
    [
      'ordered-set aggregate',
      'CREATE AGGREGATE core.p(double precision ORDER BY anyelement) (SFUNC = pg_catalog.ordered_set_transition, STYPE = internal, FINALFUNC = pg_catalog.percentile_disc_final, FINALFUNC_EXTRA);',
    ],
    [
      'hypothetical-set aggregate',
      'CREATE AGGREGATE core.r(VARIADIC "any" ORDER BY VARIADIC "any") (SFUNC = pg_catalog.ordered_set_transition_multi, STYPE = internal, FINALFUNC = pg_catalog.rank_final, FINALFUNC_EXTRA, HYPOTHETICAL);',
    ],
    [
      'language',
      'CREATE LANGUAGE mine HANDLER pg_catalog.plpgsql_call_handler INLINE pg_catalog.plpgsql_inline_handler;',
    ],
  ])('%s', (_, sql) => expectDropped(engine, CORE, sql));
});

describe('replaced', () => {
  it.each([
    ['body', f('(a integer) RETURNS integer'), f('(a integer) RETURNS integer', 'SELECT 2')],
    ['argument named', f('(integer) RETURNS integer'), f('(a integer) RETURNS integer')],
    ['default added', f('(a integer) RETURNS integer'), f('(a integer DEFAULT 1) RETURNS integer')],
    [
      'default changed',
      f('(a integer DEFAULT 1) RETURNS integer'),
      f('(a integer DEFAULT 2) RETURNS integer'),
    ],
    [
      'rows',
      f('(a integer) RETURNS TABLE(b integer, c text)'),
      f('(a integer) RETURNS TABLE(b integer, c text)', 'SELECT 2, NULL').replace('AS', 'ROWS 5 AS'),
    ],
    ['procedure', f('(IN a integer)', 'SELECT 1', 'PROCEDURE'), f('(IN a integer)', 'SELECT 2', 'PROCEDURE')],
    ['aggregate', `CREATE AGGREGATE ${PLUS});`, `CREATE AGGREGATE ${PLUS}, INITCOND = '5');`],
    [
      'language',
      'CREATE LANGUAGE mine HANDLER pg_catalog.plpgsql_call_handler;',
      'CREATE TRUSTED LANGUAGE mine HANDLER pg_catalog.plpgsql_call_handler VALIDATOR pg_catalog.plpgsql_validator;',
    ],
  ])('%s', (_, old, wanted) => expectAltered(engine, CORE, old, wanted));
});

describe('dropped and created again', () => {
  it.each([
    ['result', f('(a integer) RETURNS integer'), f('(a integer) RETURNS bigint')],
    ['rows', f('(a integer) RETURNS integer'), f('(a integer) RETURNS SETOF integer')],
    ['argument renamed', f('(a integer) RETURNS integer'), f('(b integer) RETURNS integer')],
    ['name removed', f('(a integer) RETURNS integer'), f('(integer) RETURNS integer')],
    ['default removed', f('(a integer DEFAULT 1) RETURNS integer'), f('(a integer) RETURNS integer')],
    ['column', f('() RETURNS TABLE(a integer, b text)'), f('() RETURNS TABLE(a integer, c text)')],
    [
      'OUT',
      f('(OUT a integer, OUT b text) RETURNS record'),
      f('(OUT a integer, OUT b bigint) RETURNS record'),
    ],
    ['VARIADIC', f('(a text[]) RETURNS integer'), f('(VARIADIC a text[]) RETURNS integer')],
    ['INOUT', f('(IN a integer)', 'SELECT 1', 'PROCEDURE'), f('(INOUT a integer)', 'SELECT 1', 'PROCEDURE')],
    [
      'state of an aggregate',
      `CREATE AGGREGATE core.a(integer) (SFUNC = pg_catalog.int4pl, STYPE = integer);`,
      `CREATE AGGREGATE core.a(integer) (SFUNC = pg_catalog.int84pl, STYPE = bigint, INITCOND = '0');`,
    ],
    [
      'argument of an aggregate',
      `CREATE AGGREGATE ${PLUS});`,
      `CREATE AGGREGATE ${PLUS.replace('a integer', 'b integer')});`,
    ],
    [
      'end of an aggregate',
      `CREATE AGGREGATE core.a(integer) (SFUNC = pg_catalog.int4pl, STYPE = integer);`,
      `CREATE AGGREGATE core.a(integer) (SFUNC = pg_catalog.int4pl, STYPE = integer, FINALFUNC = pg_catalog.int4abs);`,
    ],
  ])('%s', async (_, old, wanted) => {
    expect(alteration(old, wanted)).toBeUndefined();
    expect(await isDefined(engine, `${CORE} ${wanted}`, wanted)).toBe(true);
    expect(await isDefined(engine, `${CORE} ${old}`, wanted)).toBe(false);
    expect(await isDefined(engine, '', wanted)).toBe(false);
  });
});
