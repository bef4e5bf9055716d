/**
 * Adds unique keys that foreign keys refer to, on tables that are older than these keys in their design: CREATE
 * TABLE IF NOT EXISTS skips an existing table, and the foreign key would fail.
 * https://www.postgresql.org/docs/current/ddl-constraints.html#DDL-CONSTRAINTS-FK
 */
import type { Catalog } from '../catalog/catalog.js';
import { quoteLiteral, quoteName, relationName, strings } from '../catalog/names.js';
import { type Key, placed, type SchemaObject } from '../catalog/object.js';
import { addedConstraint, relationKey } from '../kinds/base/alterTable.js';
import { isTable, type TableElement } from '../kinds/tables/table.js';
import { declaringBlock } from './header.js';

/** The columns, whatever their order. */
const setOf = (columns: readonly string[]): string => columns.toSorted().join('\0');

const uniqueKey = ({ constraint }: TableElement): string | undefined =>
  constraint?.contype === 'CONSTR_UNIQUE' && constraint.conname !== undefined
    ? setOf(strings(constraint.keys))
    : undefined;

/** By table, the sets of columns that foreign keys refer to. */
function referredTo(objects: readonly SchemaObject[]): ReadonlyMap<Key, ReadonlySet<string>> {
  const found = new Map<Key, Set<string>>();
  for (const { statement } of objects) {
    const added = addedConstraint(statement, 'CONSTR_FOREIGN');
    if (!added) continue;
    const table = relationKey(placed(relationName(added.constraint.pktable), statement));
    const sets = found.get(table) ?? new Set();
    found.set(table, sets.add(setOf(strings(added.constraint.pk_attrs))));
  }
  return found;
}

/** The block before the foreign keys; none if they refer to primary keys only. */
export function referencedKeys({ objects }: Pick<Catalog, 'objects'>, tab: string): string[] {
  const wanted = referredTo(objects);
  const keys = objects.filter(isTable).flatMap(({ name, elements = [] }) => {
    const sets = wanted.get(relationKey(name));
    return elements.flatMap((element) => {
      const set = uniqueKey(element);
      if (set === undefined || !sets?.has(set)) return [];
      const row = [quoteName(name), element.constraint!.conname!, element.text].map(quoteLiteral);
      return [`${tab.repeat(3)}(${row.join(', ')})`];
    });
  });
  if (keys.length === 0) return [];
  const text = declaringBlock(
    [`${tab}missing record;`],
    `${tab}FOR missing IN`,
    `${tab}${tab}SELECT relation::regclass, definition FROM (VALUES`,
    keys.toSorted().join(',\n'),
    `${tab}${tab}) design (relation, key, definition)`,
    `${tab}${tab}WHERE NOT EXISTS (`,
    `${tab}${tab}${tab}SELECT FROM pg_catalog.pg_constraint WHERE conrelid = relation::regclass AND conname = key`,
    `${tab}${tab})`,
    `${tab}LOOP`,
    `${tab}${tab}EXECUTE format('ALTER TABLE %s ADD %s', missing.relation, missing.definition);`,
    `${tab}END LOOP;`,
  );
  return [
    `-- Keys that foreign keys refer to, for existing tables from before the design had these keys.\n${text}`,
  ];
}
