/**
 * Defaults of children. A child that is created takes its parent's defaults; one that exists keeps its own, and SET DEFAULT on the
 * parent alone leaves it as it is. So what the tool adds to a parent is said of its children too.
 */
import type { Catalog } from '../../catalog/catalog.js';
import { quoteIdentifier, quoteName } from '../../catalog/names.js';
import type { Key, SchemaObject } from '../../catalog/object.js';
import { belowOf } from '../../facts/relations/lineage.js';
import { relationsOf } from '../../facts/relations/relations.js';
import { objectsFromSql } from '../../kinds/fromSql.js';

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
