/**
 * OPTIONS of wrappers, servers, user mappings, foreign tables and their columns.
 * https://www.postgresql.org/docs/current/sql-alterserver.html
 */
import { quoteIdentifier, quoteLiteral } from '../../catalog/names.js';
import type { Node } from '../../grammar.js';
import { WITHHELD } from '../../source/secretsIn.js';
import type { RowCondition } from '../base/kind.js';
import { changedNames } from '../base/lists.js';
import type { Step } from '../base/verbs.js';

/** Values by name. */
export const optionsIn = (nodes: readonly Node[] | undefined): ReadonlyMap<string, string> =>
  new Map(
    (nodes ?? []).flatMap((node) => {
      if (!('DefElem' in node)) return [];
      const { defname = '', arg } = node.DefElem;
      return [[defname, arg && 'String' in arg ? (arg.String.sval ?? '') : ''] as const];
    }),
  );

/** The real value is in the database only: the placeholder doesn't overwrite it. */
const isWithheld = (value: string | undefined): boolean => value?.includes(WITHHELD.slice(0, -1)) ?? false;

interface Options {
  readonly before: ReadonlyMap<string, string>;
  readonly after: ReadonlyMap<string, string>;
}

/**
 * One statement for all options, since a wrapper may accept some only together. It runs where they are as
 * before.
 * @param row where the options are
 * @param column of the row: `srvoptions`
 */
export function optionSteps(
  alter: string,
  row: RowCondition,
  column: string,
  { before, after }: Options,
): Step[] {
  const changed = changedNames(before, after).filter(
    (name) => !(before.has(name) && isWithheld(after.get(name))),
  );
  if (changed.length === 0) return [];
  const items = changed.map((name) => {
    const [option, value] = [quoteIdentifier(name), after.get(name)];
    if (value === undefined) return `DROP ${option}`;
    return `${before.has(name) ? 'SET' : 'ADD'} ${option} ${quoteLiteral(value)}`;
  });
  const states = changed.map((name) => {
    const value = after.get(name);
    const other =
      before.has(name) && value !== undefined ? ` AND option_value <> ${quoteLiteral(value)}` : '';
    const found = `EXISTS (SELECT FROM pg_options_to_table(${column}) WHERE option_name = ${quoteLiteral(name)}${other})`;
    return before.has(name) ? found : `NOT ${found}`;
  });
  return [
    { sql: `${alter} OPTIONS (${items.join(', ')})`, when: { ...row, where: [...row.where, ...states] } },
  ];
}
