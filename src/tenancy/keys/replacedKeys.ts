/** A tenant's values become unique within it: its keys get the tenant column in front, and what is said of them follows. */
import { addObjects, type Catalog, declare, mapObjects } from '../../catalog/catalog.js';
import type { SchemaObject } from '../../catalog/object.js';
import type { Replaced } from '../../catalog/tenancy.js';
import { madeElements, madeObjects } from '../../kinds/made.js';
import { constraintProvides, isTable, type Table, type TableElement } from '../../kinds/table.js';
import type { KeyDecision } from './businessKeys.js';
import { commentsFollow, shownName } from './keyComments.js';
import type { KeyNames } from './keyNames.js';
import { addConstraint, constraintText, indexText } from './keyText.js';

const WHY = 'its values are issued by a tenant, and unique within it';

interface Renamed extends KeyDecision {
  readonly by: string;
}

export const hasOwn = (table: Table, columns: readonly string[]): boolean =>
  columns.every((name) => table.elements?.some(({ column }) => column?.colname === name));

/** What an index stands with, and in which section, is as it was. */
function placedAs(old: SchemaObject, made: SchemaObject): SchemaObject {
  const { parent, ...alone } = made;
  return {
    ...alone,
    section: old.section,
    ...(old.parent === undefined || parent === undefined ? {} : { parent }),
  };
}

function newObject(old: SchemaObject, { relation, table, key, by }: Renamed): SchemaObject {
  const column = table.column!.name;
  const text =
    key.kind === 'uniqueIndex'
      ? indexText(old.sql, relation.name, by, column)
      : addConstraint(relation.name, false, constraintText(old.sql, by, column));
  return placedAs(old, madeObjects([text], old.statement.session)[0]!);
}

/** The list with the key under its new name; without it, where the tenant column is not the table's own. */
function newTable(table: Table, renamed: readonly Renamed[]): Table {
  const inList = new Map(renamed.map((one): [TableElement, Renamed] => [one.key.element!, one]));
  const gone = new Set(
    renamed.flatMap(({ key: { element } }) => constraintProvides(table.name, element!.constraint!)),
  );
  const elements = table.elements!.flatMap((element): TableElement[] => {
    const one = inList.get(element);
    if (!one) return [element];
    const column = one.table.column!.name;
    return hasOwn(table, [column]) ? madeElements([constraintText(element.text, one.by, column)]) : [];
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

const declared = ({ relation: { name: table }, key, name, by }: Renamed): Replaced =>
  key.kind === 'uniqueIndex'
    ? {
        kind: 'index',
        table: shownName(table),
        name: shownName({ schema: table.schema, name }),
        by,
        why: WHY,
      }
    : { kind: 'constraint', table: shownName(table), name, by, why: WHY };

export function replaceKeys(catalog: Catalog, decisions: readonly KeyDecision[], names: KeyNames): Catalog {
  const renamed = decisions
    .filter(({ business, left }) => business && left === undefined)
    .map((one): Renamed => {
      const label = one.key.kind === 'uniqueIndex' ? 'idx' : 'key';
      return { ...one, by: names.take(one.relation.name, [one.table.column!.name, ...one.columns], label) };
    });
  const alone = new Map(renamed.flatMap((one) => (one.key.object ? [[one.key.object, one] as const] : [])));
  const inTable = new Map<SchemaObject, Renamed[]>();
  for (const one of renamed)
    if (!one.key.object) inTable.set(one.relation.table, [...(inTable.get(one.relation.table) ?? []), one]);
  const changed = mapObjects(catalog, 'keys', (object) => {
    const one = alone.get(object);
    if (one) return newObject(object, one);
    return isTable(object) && inTable.has(object) ? newTable(object, inTable.get(object)!) : undefined;
  });
  const outside = [...inTable.values()]
    .flat()
    .flatMap(({ relation: { table, name }, key, by, table: { column } }) =>
      hasOwn(table, [column!.name])
        ? []
        : [addConstraint(name, false, constraintText(key.element!.text, by, column!.name))],
    );
  const followed = commentsFollow(
    changed,
    renamed.map(({ relation: { name: table }, name, by }) => ({ table, name, by, why: WHY })),
  );
  return declare(addObjects(followed, madeObjects(outside)), { replaced: renamed.map(declared) });
}
