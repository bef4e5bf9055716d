/**
 * NOT NULL of a column that both tables have. Since 18 it is a constraint with a name, which pg_dump omits where it is the server's,
 * and which children may not inherit. https://www.postgresql.org/docs/18/sql-altertable.html
 */
import { quoteIdentifier, quoteLiteral, quoteName } from '../../catalog/names.js';
import { where } from '../../kinds/base/kind.js';
import type { Step } from '../../kinds/base/verbs.js';
import { type Column, constraintOf } from './columnParts.js';
import { alter, type ColumnContext, columnWhere, filled, isNotNull, setNotNull } from './columnSteps.js';

/** The version that made it a constraint. */
const NAMED = 18;

export function nullSteps(before: Column, after: Column, context: ColumnContext): Step[] {
  const [was, is] = [isNotNull(before), isNotNull(after)];
  const name = quoteIdentifier(after.name);
  if (was && is) return context.version < NAMED ? [] : changedConstraint(before, after, context);
  if (was === is) return [];
  if (!is)
    return [
      {
        sql: alter(context, `ALTER COLUMN ${name} DROP NOT NULL`),
        when: columnWhere(context.table, after.name, 'attnotnull'),
      },
    ];
  const value = context.values.get(after.name);
  const { conname, is_no_inherit: alone } = constraintOf(after, 'CONSTR_NOTNULL')?.node ?? {};
  const named = conname === undefined ? '' : `CONSTRAINT ${quoteIdentifier(conname)} `;
  const set: Step =
    conname === undefined && !alone
      ? setNotNull(name, after, context)
      : {
          sql: alter(context, `ADD ${named}NOT NULL ${name}${alone ? ' NO INHERIT' : ''}`),
          when: columnWhere(context.table, after.name, 'NOT attnotnull'),
        };
  return [...(value === undefined ? [] : filled(after, value, context)), set];
}

/** RENAME CONSTRAINT, then INHERIT or NO INHERIT. */
function changedConstraint(before: Column, after: Column, context: ColumnContext): Step[] {
  const [was, is] = [before, after].map((column) => constraintOf(column, 'CONSTR_NOTNULL')?.node);
  // NOT NULL of a primary key.
  if (!was || !is) return [];
  const [from, to] = [was, is].map(({ conname }) => conname ?? serversName(context.table.name, after.name));
  const row = (name: string, ...others: string[]) =>
    where(
      'pg_constraint',
      `conrelid = to_regclass(${quoteLiteral(quoteName(context.table))})`,
      `conname = ${quoteLiteral(name)}`,
      `contype = 'n'`,
      ...others,
    );
  const alone = is.is_no_inherit === true;
  return [
    ...(from === to
      ? []
      : [
          {
            sql: alter(context, `RENAME CONSTRAINT ${quoteIdentifier(from!)} TO ${quoteIdentifier(to!)}`),
            when: row(from!),
          },
        ]),
    ...(alone === (was.is_no_inherit === true)
      ? []
      : [
          {
            sql: alter(
              context,
              `ALTER CONSTRAINT ${quoteIdentifier(to!)} ${alone ? 'NO INHERIT' : 'INHERIT'}`,
            ),
            when: row(to!, `connoinherit <> ${alone}`),
          },
        ]),
  ];
}

const LONGEST_NAME = 63;
const ENDING = '_not_null';

/** PostgreSQL shortens the longer of the two until the name fits. */
function serversName(table: string, column: string): string {
  const [left, right] = [table, column].map((name) => new TextEncoder().encode(name));
  let [first, second] = [left!.length, right!.length];
  while (first + second + 1 + ENDING.length > LONGEST_NAME)
    if (first > second) first--;
    else second--;
  // Half a character is none.
  const cut = (bytes: Uint8Array, end: number): string =>
    new TextDecoder().decode(bytes.subarray(0, end), { stream: true });
  return `${cut(left!, first)}_${cut(right!, second)}${ENDING}`;
}
