/** Reasons why a unique key or exclusion constraint cannot get the tenant column: what depends on it unchanged. */
import type { Catalog } from '../../catalog/catalog.js';
import { groupedBy } from '../../catalog/grouped.js';
import type { Key, SchemaObject } from '../../catalog/object.js';
import type { TableTenancy, Tenancy } from '../../catalog/tenancy.js';
import { KIND } from '../../kinds/registry.js';
import { constraintKey, relationKey } from '../../kinds/base/alterTable.js';
import { namesIn } from '../../facts/routines/levels.js';
import { conflictsOf, namesKey, viewsOf } from '../../facts/routines/conflicts.js';
import { referencedColumns } from '../../facts/relations/lineage.js';
import { pasted } from '../../facts/names/patterns.js';
import type { Exclusion, Relation, UniqueKey } from '../../facts/relations/relations.js';
import { isKept, refersToTenant } from './uniqueKeys.js';
import { hasBody } from '../../kinds/is.js';

export type Reason = (
  relation: Relation,
  table: TableTenancy,
  key: UniqueKey | Exclusion,
  name: string,
  columns: readonly string[],
) => string | undefined;

/** Objects that name a constraint or its index (CLUSTER ON, REPLICA IDENTITY), except comments, which follow it. */
function namers({ objects }: Catalog): (keys: readonly Key[], own: SchemaObject) => SchemaObject | undefined {
  const by = groupedBy(
    objects.filter(({ kind }) => kind !== KIND.comment),
    ({ needs }) => needs.flatMap(({ keys }) => keys),
  );
  return (keys, own) => keys.flatMap((one) => by.get(one) ?? []).find((object) => object !== own);
}

/** ON CONFLICT cannot name an exclusion constraint's columns. */
const NONE = ['\0'];

const sameColumns = (one: readonly string[], other: readonly string[]): boolean =>
  one.toSorted().join('\0') === other.toSorted().join('\0');

/** Routines whose text may contain the name; all of them if it has characters that no word has. */
function routinesByWord({ objects }: Catalog): (name: string) => readonly SchemaObject[] {
  const all = objects.filter(hasBody);
  const by = groupedBy(all, ({ statement: { text } }) => new Set(text.toLowerCase().match(/\w+/g)));
  return (name) => (/^\w+$/.test(name) ? (by.get(name.toLowerCase()) ?? []) : all);
}

export function reasonsToStay(
  catalog: Catalog,
  tenancy: Tenancy,
  relations: ReadonlyMap<Key, Relation>,
): Reason {
  const conflicts = conflictsOf(catalog);
  const views = viewsOf(catalog);
  const namedBy = namers(catalog);
  const routinesWith = routinesByWord(catalog);
  const references = groupedBy(
    [...relations.values()].flatMap(({ foreignKeys }) => foreignKeys),
    ({ to }) => [relationKey(to)],
  );

  return (relation, table, key, name, columns) => {
    const { name: of } = relation;
    const isUnique = key.kind !== 'exclusion';
    const reference = references
      .get(relationKey(of))
      ?.find((one) => isUnique && sameColumns(referencedColumns(one, relations), key.columns));
    if (reference)
      return `a foreign key of ${pasted(reference.table)} (${reference.columns.join(', ')}) refers to it`;
    const conflict = conflicts.find((one) =>
      namesKey(one, of, { name, columns: isUnique ? key.columns : NONE }, views),
    );
    if (conflict) return `an ON CONFLICT in the ${conflict.by} needs it unchanged`;
    const routine = routinesWith(name).find(
      ({ statement: { text } }) => text.includes(name) && namesIn(text).has(name),
    );
    if (routine) return `the ${routine.id} names it`;
    const index = relationKey({ schema: of.schema, name });
    const other = namedBy([constraintKey(of, name), index], key.object ?? relation.table);
    if (other) return `${other.kind === KIND.tableMark ? other.name.name : `the ${other.id}`} names it`;
    const single = columns.find(
      (one) =>
        refersToTenant(one, relation, tenancy) &&
        !isKept(one, relation, tenancy, relations, catalog.target.version),
    );
    if (isUnique && single !== undefined)
      return `the foreign key of ${single} stays without the tenant column`;
    if (relation.table.partitioned) return 'it is declared on each partition separately';
    if (isUnique && !table.column!.notNull)
      return `${table.column!.name} may be NULL, and rows without a tenant would no longer be unique`;
    return key.object || key.element?.constraint ? undefined : 'it is said with its column';
  };
}
