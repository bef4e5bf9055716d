/**
 * Defaults of children. A child that is created takes its parent's defaults; one that exists keeps its own, and SET DEFAULT on the
 * parent alone leaves it as it is. So what the tool adds to a parent is said of its children too.
 */
import type { Catalog } from '../../catalog/catalog.js';
import { quoteIdentifier, quoteName } from '../../catalog/names.js';
import { belowOf } from '../../facts/relations/lineage.js';
import { type Relation, relationsOf } from '../../facts/relations/relations.js';
import { relationKey } from '../../kinds/base/alterTable.js';
import { objectsFromSql } from '../../kinds/fromSql.js';
import { columnsOf, constraintOf } from '../table/columnParts.js';

/** @param old the database, which has the children already */
export function withInheritedDefaults(now: Catalog, old: Catalog): Catalog {
  const [relations, before] = [relationsOf(now), relationsOf(old)];
  const below = belowOf(relations);
  const texts = [...before].flatMap(([key, was]) => {
    const parent = relations.get(key);
    const children = parent ? below(parent).filter(({ name, partitionOf }) => !partitionOf && before.has(relationKey(name))) : [];
    if (!parent || children.length === 0) return [];
    return defaultsGained(was, parent).flatMap(({ column, text }) =>
      children
        .filter(({ columns }) => !columns.get(column)?.hasDefault)
        .map(({ name }) => `ALTER TABLE ONLY ${quoteName(name)} ALTER COLUMN ${quoteIdentifier(column)} SET ${text}`),
    );
  });
  return texts.length === 0 ? now : { ...now, objects: [...now.objects, ...objectsFromSql('adopt', texts)] };
}

function defaultsGained(was: Relation, is: Relation): { column: string; text: string }[] {
  const gained = (is.table.elements ?? []).filter(({ column }) => {
    const before = was.columns.get(column?.colname ?? '');
    return before && !before.hasDefault && is.columns.get(column?.colname ?? '')?.hasDefault;
  });
  return columnsOf(gained.map(({ text }) => text)).flatMap((column) => {
    const start = constraintOf(column, 'CONSTR_DEFAULT');
    return start ? [{ column: column.name, text: start.text }] : [];
  });
}
