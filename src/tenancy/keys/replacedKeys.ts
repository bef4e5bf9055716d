/**
 * Makes keys and exclusion constraints apply per tenant: adds the tenant column as their first column, and updates
 * comments and declarations.
 */
import {
  addObjects,
  type Catalog,
  declare,
  dropWhere,
  mapObjects,
  mergeObjects,
} from '../../catalog/catalog.js';
import type { SchemaObject } from '../../catalog/object.js';
import type { Replaced } from '../../catalog/tenancy.js';
import { elementsFromSql, objectsFromSql } from '../../kinds/fromSql.js';
import { isTable, type Table, type TableElement } from '../../kinds/tables/table.js';
import type { KeyDecision, Within } from './businessKeys.js';
import { withBtreeGist } from './exclusions.js';
import { commentsFollow } from './keyComments.js';
import type { ConstraintNames } from '../names/constraintNames.js';
import { addConstraint, constraintText, exclusionText, indexText, withoutTenantText } from './keyText.js';
import { columnsInName, LABELS, twinOf } from './twins.js';
import { constraintProvides, relationKey } from '../../kinds/base/alterTable.js';
import { shownName } from '../../catalog/names.js';
import { addedElements } from '../../facts/relations/addedElements.js';

const WHY: Readonly<Record<Within, string>> = {
  issued: 'each tenant issues its own values, so they are unique per tenant',
  referring: 'its foreign key stays within one tenant, and has to be checked before this key',
  exclusion: 'rows exclude only other rows of the same tenant',
};
/** True for a key that is now unique per tenant, according to the reported reason. */
export const isPerTenant = ({ why }: Replaced): boolean => why === WHY.issued || why === WHY.referring;

const WHY_BESIDE = `${WHY.exclusion}; the original constraint remains for rows without a tenant`;

interface Renamed extends KeyDecision {
  readonly by: string;
  /** The dump already has the new key. */
  readonly isThere: boolean;
  /** True if the tenant column is in the table's own list. */
  readonly hasColumn: boolean;
}

const isExclusion = ({ within }: Renamed): boolean => within === 'exclusion';

/** True for an exclusion constraint over rows that may lack a tenant: these still exclude each other. */
const hasBeside = (one: Renamed): boolean => isExclusion(one) && !one.table.column!.notNull;

const whyOf = (one: Renamed): string => (hasBeside(one) ? WHY_BESIDE : WHY[one.within!]);

/** The replacements for a constraint, from its clause or ALTER TABLE. */
function constraintTexts(one: Renamed, text: string): string[] {
  const column = one.table.column!.name;
  const beside = hasBeside(one) ? [withoutTenantText(text, one.name, column)] : [];
  if (one.isThere) return beside;
  return [...beside, (isExclusion(one) ? exclusionText : constraintText)(text, one.by, column)];
}

/** True if the key stays in the list: a key makes its columns the table's own, an exclusion constraint does not. */
const isInList = (one: Renamed): boolean => isExclusion(one) || one.hasColumn;

/** True if nothing of the key remains in its table: the dump has the new key, or the tenant column is inherited. */
const isGonePart = (one: Renamed): boolean => {
  const { key, relation } = one;
  if (!key.object || key.kind === 'uniqueIndex' || relation.partitionOf) return false;
  return !isInList(one) || (one.isThere && !hasBeside(one));
};

function newObjects(old: SchemaObject, one: Renamed): SchemaObject[] {
  const { relation, table, key, by } = one;
  const texts =
    key.kind === 'uniqueIndex'
      ? one.isThere
        ? []
        : [indexText(old.sql, relation.name, by, table.column!.name)]
      : constraintTexts(one, old.sql).map((text) => addConstraint(relation.name, false, text));
  return objectsFromSql('keys', texts, old.statement.session).map((made) => ({
    ...made,
    origin: old.origin,
  }));
}

/** The elements with the new key; without it if the tenant column is inherited. */
function newTable(table: Table, renamed: readonly Renamed[]): Table {
  const inList = new Map(renamed.map((one): [TableElement, Renamed] => [one.key.element!, one]));
  const gone = new Set(
    renamed.flatMap(({ key: { element } }) => constraintProvides(table.name, element!.constraint!)),
  );
  const elements = table.elements!.flatMap((element): TableElement[] => {
    const one = inList.get(element);
    if (!one) return [element];
    return isInList(one) ? elementsFromSql(constraintTexts(one, element.text)) : [];
  });
  const provided = elements.flatMap(({ constraint }) =>
    constraint ? constraintProvides(table.name, constraint) : [],
  );
  return {
    ...table,
    elements,
    provides: [...new Set([...table.provides.filter((k) => !gone.has(k)), ...provided])],
  };
}

function declared(one: Renamed): Replaced {
  const { relation, key, name, by } = one;
  const { name: table } = relation;
  const [kind, shown] =
    key.kind === 'uniqueIndex' ? ['index', shownName({ schema: table.schema, name })] : ['constraint', name];
  return { kind, table: shownName(table), name: shown, by, why: whyOf(one) };
}

export function replaceKeys(
  catalog: Catalog,
  decisions: readonly KeyDecision[],
  names: ConstraintNames,
): Catalog {
  const laid = addedElements(catalog.objects);
  const renamed = decisions
    .filter(({ within, left }) => within && left === undefined)
    .map((one): Renamed => {
      const twin = twinOf(one, names);
      const by = twin ?? names.take(one.relation.name, columnsInName(one), LABELS[one.key.kind]);
      const { table } = one.relation;
      const list = [
        ...(table.elements ?? []),
        ...(laid.get(relationKey(table.name)) ?? []).map(({ element }) => element),
      ];
      const hasColumn = list.some(({ column }) => column?.colname === one.table.column!.name);
      return { ...one, by, isThere: twin !== undefined, hasColumn };
    });
  const alone = new Map(renamed.flatMap((one) => (one.key.object ? [[one.key.object, one] as const] : [])));
  const inTable = new Map<SchemaObject, Renamed[]>();
  for (const one of renamed)
    if (!one.key.object) inTable.set(one.relation.table, [...(inTable.get(one.relation.table) ?? []), one]);
  const more: SchemaObject[] = [];
  const left = new Map<SchemaObject, Renamed>();
  const parts = new Set(renamed.filter(isGonePart));
  const merged = mergeObjects(
    catalog,
    [...parts].map(({ key, relation }) => ({ child: key.object!, into: relation.table.id, by: 'keys' })),
    new Map(),
  );
  const changed = mapObjects(merged, 'keys', (object) => {
    const one = alone.get(object);
    if (one) {
      const [first, ...others] = newObjects(object, one);
      if (!first) left.set(object, one);
      more.push(...others);
      return first;
    }
    return isTable(object) && inTable.has(object) ? newTable(object, inTable.get(object)!) : undefined;
  });
  const outside = [...[...inTable.values()].flat(), ...parts].flatMap((one) => {
    const { name } = one.relation;
    if (isInList(one)) return [];
    const text = one.key.object?.sql ?? one.key.element!.text;
    return constraintTexts(one, text).map((each) => addConstraint(name, false, each));
  });
  const followed = commentsFollow(
    dropWhere(changed, (object) => (left.has(object) ? `${left.get(object)!.by} is enough` : undefined)),
    renamed
      .filter((one) => !hasBeside(one))
      .map((one) => ({ table: one.relation.name, name: one.name, by: one.by, why: whyOf(one) })),
  );
  const exclusions = renamed.flatMap(({ key }) => (key.kind === 'exclusion' ? [key] : []));
  return declare(
    withBtreeGist(addObjects(followed, [...more, ...objectsFromSql('keys', outside)]), exclusions),
    {
      replaced: renamed.map(declared),
    },
  );
}
