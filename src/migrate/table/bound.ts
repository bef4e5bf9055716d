/**
 * CREATE TABLE child PARTITION OF parent FOR VALUES …, in the parts of CREATE TABLE and ATTACH PARTITION.
 * https://www.postgresql.org/docs/current/sql-createtable.html
 */
import { quoteIdentifier } from '../../catalog/names.js';
import type { TableElement, Table } from '../../kinds/tables/table.js';
import { keyword, tokens } from '../../source/tokens.js';
import { columnsOf, type Column, textWithout } from './columnParts.js';

/** `FOR VALUES FROM (…) TO (…)` or `DEFAULT`, and what follows it: PARTITION BY, WITH. */
export function boundAndRest(tail: string): { readonly bound: string; readonly rest: string } {
  const all = tokens(tail);
  const at = all.findIndex((token) => /^(DEFAULT|FOR)$/.test(keyword(tail, token)));
  const first = all[at];
  if (!first) return { bound: '', rest: tail };
  if (keyword(tail, first) === 'DEFAULT') return { bound: 'DEFAULT', rest: tail.slice(first.end).trim() };
  // FROM (…) TO (…) has two lists, IN and WITH have one.
  let lists = keyword(tail, all[at + 2]) === 'FROM' ? 2 : 1;
  let depth = 0;
  for (const token of all.slice(at)) {
    const word = keyword(tail, token);
    if (word === '(') depth++;
    else if (word === ')' && --depth === 0 && --lists === 0)
      return { bound: tail.slice(first.start, token.end), rest: tail.slice(token.end).trim() };
  }
  return { bound: tail.slice(first.start), rest: '' };
}

/** The head without PARTITION OF: `CREATE UNLOGGED TABLE core.log_2026`. */
export function plainHead(head: string): string {
  const all = tokens(head);
  const at = all.findIndex(
    (token, index) => keyword(head, token) === 'PARTITION' && keyword(head, all[index + 1]) === 'OF',
  );
  return at === -1 ? head : head.slice(0, all[at - 1]!.end);
}

/** All columns of a partition by name: its parent's, with what it says of its own. */
export function columnsOfPartition(parent: readonly string[], { elements = [] }: Table): Map<string, string> {
  const own = new Map(
    elements.flatMap((element) => (element.column ? [[element.column.colname ?? '', element] as const] : [])),
  );
  return new Map(
    columnsOf(parent).map((column) => {
      const said = own.get(column.name);
      return [column.name, said === undefined ? textWithout(column, isOfParent) : overridden(column, said)];
    }),
  );
}

/** Identity is never inherited; constraints of the table come from the parent. */
const isOfParent = ({ type }: { readonly type: string }): boolean =>
  ['CONSTR_IDENTITY', 'CONSTR_PRIMARY', 'CONSTR_UNIQUE', 'CONSTR_FOREIGN', 'CONSTR_CHECK'].includes(type);

function overridden(column: Column, { text }: TableElement): string {
  const { type, collation } = column;
  const all = tokens(text);
  const from = keyword(text, all[1]) === 'WITH' ? all[2] : all[0];
  const kept = text
    .slice(from!.end)
    .replace(/^\s*DEFAULT\s+NULL\b/i, '')
    .trim();
  const head = [quoteIdentifier(column.name), type, collation].filter((part) => part !== '').join(' ');
  const [own] = columnsOf([`${head} ${kept}`]);
  const needed = column.constraints.filter(
    ({ type: wanted }) =>
      wanted === 'CONSTR_NOTNULL' && !own!.constraints.some(({ type: there }) => there === wanted),
  );
  return [head, kept, ...needed.map(({ text: constraint }) => constraint)]
    .filter((part) => part !== '')
    .join(' ');
}
