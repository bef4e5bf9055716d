/**
 * Defaults of children. A child that is created takes its parent's defaults; one that exists keeps its own, and SET DEFAULT on the
 * parent alone leaves it as it is. So what the tool adds to a parent is said of its children too.
 */
import type { Catalog } from '../../catalog/catalog.js';
import { quoteIdentifier, quoteName } from '../../catalog/names.js';
import type { Key, SchemaObject } from '../../catalog/object.js';
import { belowOf } from '../../facts/relations/lineage.js';
import { type Relation, relationsOf } from '../../facts/relations/relations.js';
import { relationKey } from '../../kinds/base/alterTable.js';
import { objectsFromSql } from '../../kinds/fromSql.js';
import type { Table } from '../../kinds/tables/table.js';
import { columnsOf, constraintOf } from '../table/columnParts.js';

export interface Default {
  readonly table: Key;
  readonly column: string;
  /** `DEFAULT now()` */
  readonly text: string;
}

/** SET DEFAULT for the children that a database has. */
export function childDefaults(defaults: readonly Default[], old: Pick<Catalog, 'objects'>): SchemaObject[] {
  const relations = relationsOf(old);
  const below = belowOf(relations);
  const texts = defaults.flatMap(({ table, column, text }) => {
    const parent = relations.get(table);
    const children = parent ? below(parent).filter(({ partitionOf }) => !partitionOf) : [];
    return children.map(
      ({ name }) => `ALTER TABLE ONLY ${quoteName(name)} ALTER COLUMN ${quoteIdentifier(column)} SET ${text}`,
    );
  });
  return texts.length === 0 ? [] : objectsFromSql('adopt', texts);
}

/** @param old the database, which has the children already */
export function withInheritedDefaults(now: Catalog, old: Catalog): Catalog {
  const [relations, before] = [relationsOf(now), relationsOf(old)];
  const below = belowOf(relations);
  const texts = [...before].flatMap(([key, was]) => {
    const parent = relations.get(key);
    const children = parent
      ? below(parent).filter(({ name, partitionOf }) => !partitionOf && before.has(relationKey(name)))
      : [];
    if (!parent || children.length === 0) return [];
    return defaultsGained(was, parent).flatMap(({ column, text }) =>
      children
        .filter(({ columns }) => !columns.get(column)?.hasDefault)
        .map(
          ({ name }) =>
            `ALTER TABLE ONLY ${quoteName(name)} ALTER COLUMN ${quoteIdentifier(column)} SET ${text}`,
        ),
    );
  });
  return texts.length === 0 ? now : { ...now, objects: [...now.objects, ...objectsFromSql('adopt', texts)] };
}

function defaultsGained(was: Relation, is: Relation): { column: string; text: string }[] {
  const before = defaultsOf(was.table);
  return [...defaultsOf(is.table)].flatMap(([column, text]) =>
    was.columns.has(column) && !was.columns.get(column)!.hasDefault && !before.has(column)
      ? [{ column, text }]
      : [],
  );
}

/** By column; only the text of an element has what a transform added. */
function defaultsOf({ elements = [] }: Table): ReadonlyMap<string, string> {
  const columns = columnsOf(elements.flatMap(({ column, text }) => (column?.typeName ? [text] : [])));
  return new Map(
    columns.flatMap((column): [string, string][] => {
      const start = constraintOf(column, 'CONSTR_DEFAULT');
      return start ? [[column.name, start.text]] : [];
    }),
  );
}
