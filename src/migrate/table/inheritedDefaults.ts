/**
 * Defaults that a child has from its parent, which pg_dump doesn't repeat. A child that is created takes them; one that exists keeps
 * its own, and SET DEFAULT on the parent alone leaves it as it is. So they are compared as the child's.
 * https://www.postgresql.org/docs/current/ddl-inherit.html
 */
import { quoteIdentifier, quoteName } from '../../catalog/names.js';
import type { Key, SchemaObject } from '../../catalog/object.js';
import { relationKey, tableAction } from '../../kinds/base/alterTable.js';
import { objectsFromSql } from '../../kinds/fromSql.js';
import { KIND } from '../../kinds/registry.js';
import type { Table } from '../../kinds/tables/table.js';
import { keyword, tokens } from '../../source/tokens.js';

type Defaults = Map<Key, Map<string, string>>;

/** @param tables those that both catalogs have, in which defaults are objects of their own */
export function inheritedDefaults(
  objects: readonly SchemaObject[],
  tables: readonly Table[],
): SchemaObject[] {
  const children = tables.filter(({ inherits }) => inherits.length > 0);
  if (children.length === 0) return [];
  const defaults = defaultsOf(objects);
  const texts: string[] = [];
  // A child of a child comes with the next round.
  for (let found = -1; found !== texts.length;) {
    found = texts.length;
    for (const child of children) texts.push(...taken(child, defaults));
  }
  return objectsFromSql('diff', texts);
}

/** The expressions of SET DEFAULT by table and column. */
function defaultsOf(objects: readonly SchemaObject[]): Defaults {
  const found: Defaults = new Map();
  for (const { kind, statement, sql } of objects) {
    const action = kind === KIND.columnDefault ? tableAction(statement) : undefined;
    if (action) columnsIn(found, relationKey(action.table)).set(action.command.name ?? '', expressionOf(sql));
  }
  return found;
}

function columnsIn(defaults: Defaults, table: Key): Map<string, string> {
  const there = defaults.get(table) ?? new Map<string, string>();
  defaults.set(table, there);
  return there;
}

function expressionOf(sql: string): string {
  const all = tokens(sql);
  const at = all.findIndex(
    (token, index) => keyword(sql, token) === 'DEFAULT' && keyword(sql, all[index - 1]) === 'SET',
  );
  return sql.slice(all[at]!.end).trim();
}

function taken(child: Table, defaults: Defaults): string[] {
  const own = columnsIn(defaults, relationKey(child.name));
  return child.inherits.flatMap((parent) =>
    [...(defaults.get(relationKey(parent)) ?? [])].flatMap(([column, expression]) => {
      if (own.has(column)) return [];
      own.set(column, expression);
      return [
        `ALTER TABLE ONLY ${quoteName(child.name)} ALTER COLUMN ${quoteIdentifier(column)} SET DEFAULT ${expression}`,
      ];
    }),
  );
}
