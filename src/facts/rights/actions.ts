/**
 * Foreign key actions: a write of the referenced row writes the referencing rows, as their table's owner and without
 * its policies.
 * https://www.postgresql.org/docs/current/ddl-constraints.html#DDL-CONSTRAINTS-FK
 */
import { strings } from '../../catalog/names.js';
import type { Key } from '../../catalog/object.js';
import { relationKey } from '../../kinds/base/alterTable.js';
import { lineage, referencedColumns } from '../relations/lineage.js';
import type { ForeignKey, Relation } from '../relations/relations.js';

export interface Action {
  readonly table: Relation;
  readonly event: 'UPDATE' | 'DELETE';
  /** The columns that an UPDATE writes. */
  readonly columns: readonly string[] | undefined;
  /** SET DEFAULT */
  readonly defaults: boolean;
  /** `ON DELETE CASCADE` */
  readonly text: string;
}

const WORDS: Readonly<Record<string, string>> = { c: 'CASCADE', n: 'SET NULL', d: 'SET DEFAULT' };

/** The actions that one write of the referenced table triggers. */
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

/** For a table, the actions that a write triggers through foreign keys to it, or to the table it is a partition of. */
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
