/**
 * The actions of foreign keys: a write of the row referred to writes the rows that refer to it, as the owner of their table and
 * without asking its policies.
 * https://www.postgresql.org/docs/current/ddl-constraints.html#DDL-CONSTRAINTS-FK
 */
import { strings } from '../../catalog/names.js';
import type { Key } from '../../catalog/object.js';
import { relationKey } from '../../kinds/shared/alterTable.js';
import { lineage, referencedColumns } from '../relations/lineage.js';
import type { ForeignKey, Relation } from '../relations/relations.js';

export interface Action {
  readonly table: Relation;
  readonly event: 'UPDATE' | 'DELETE';
  /** Of an UPDATE, the columns that it writes. */
  readonly columns: readonly string[] | undefined;
  /** SET DEFAULT */
  readonly defaults: boolean;
  /** `ON DELETE CASCADE` */
  readonly text: string;
}

const WORDS: Readonly<Record<string, string>> = { c: 'CASCADE', n: 'SET NULL', d: 'SET DEFAULT' };

/** What follows from one write of what the key refers to. */
function follows(
  key: ForeignKey,
  event: Action['event'],
  written: readonly string[] | undefined,
  relations: ReadonlyMap<Key, Relation>,
): Action[] {
  const { fk_del_action = 'a', fk_upd_action = 'a', fk_del_set_cols: named } = key.node;
  const how = event === 'DELETE' ? fk_del_action : fk_upd_action;
  const table = relations.get(relationKey(key.table));
  if (WORDS[how] === undefined || !table) return [];
  if (
    event === 'UPDATE' &&
    written &&
    !referencedColumns(key, relations).some((one) => written.includes(one))
  )
    return [];
  const text = `ON ${event} ${WORDS[how]}`;
  if (event === 'DELETE' && how === 'c') return [{ table, event, columns: undefined, defaults: false, text }];
  const columns = event === 'DELETE' && named ? strings(named) : key.columns;
  return [{ table, event: 'UPDATE', columns, defaults: how === 'd', text }];
}

/** Of a table, what a write of its rows makes the foreign keys do that refer to it, or to what it is a partition of. */
export function actionsOf(
  relations: ReadonlyMap<Key, Relation>,
): (table: Relation, event: Action['event'], columns: readonly string[] | undefined) => Action[] {
  const to = new Map<Key, ForeignKey[]>();
  for (const { foreignKeys } of relations.values())
    for (const foreignKey of foreignKeys) {
      const key = relationKey(foreignKey.to);
      const there = to.get(key);
      if (there) there.push(foreignKey);
      else to.set(key, [foreignKey]);
    }
  return (table, event, columns) =>
    lineage(table, relations)
      .filter((one) => one === table || table.partitionOf !== undefined)
      .flatMap(({ name }) => to.get(relationKey(name)) ?? [])
      .flatMap((key) => follows(key, event, columns, relations));
}
