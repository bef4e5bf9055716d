/**
 * With FORCE, the check of a foreign key and the refresh of a materialized view see no rows, or one tenant's. So
 * FORCE is removed from the tables that are read, right before; the last section of the file restores it.
 * https://www.postgresql.org/docs/current/ddl-rowsecurity.html
 */
import type { Catalog } from '../catalog/catalog.js';
import { graphOf } from '../catalog/graph.js';
import { type Name, quoteName, relationName } from '../catalog/names.js';
import { type Key, placed, type SchemaObject } from '../catalog/object.js';
import { KIND } from '../kinds/registry.js';
import { addedConstraint, constraintKey, relationKey, tableAction } from '../kinds/base/alterTable.js';
import { isChecked } from '../kinds/constraints/constraint.js';
import { isTable } from '../kinds/tables/table.js';
import { isForce, NO_FORCE } from '../kinds/security/rowSecurity.js';

/** The statements to run right before an object is made. */
export type Openings = (object: SchemaObject) => readonly string[];

export function openingsOf({ objects }: Pick<Catalog, 'objects'>): Openings {
  const forced = new Map<Key, Name>();
  for (const object of objects) {
    if (!isForce(object)) continue;
    const { table } = tableAction(object.statement)!;
    forced.set(relationKey(table), table);
  }
  if (forced.size === 0) return () => [];
  const keys = new Map(
    objects.flatMap((object) => {
      const found = addedConstraint(object.statement, 'CONSTR_FOREIGN');
      return found ? [[constraintKey(found.table, found.name), object] as const] : [];
    }),
  );
  const partitions = partitionsOf(objects);
  const tablesOf = (object: SchemaObject): readonly Key[] => {
    const found = tableAction(object.statement);
    if (object.kind === KIND.refresh) return readBy(object, objects);
    if (object.kind === KIND.foreignKey) {
      const { constraint } = addedConstraint(object.statement, 'CONSTR_FOREIGN')!;
      return isChecked(constraint) ? checkedWith(object, partitions) : [];
    }
    if (found?.action !== 'AT_ValidateConstraint') return [];
    const validated = keys.get(constraintKey(found.table, found.command.name ?? ''));
    return validated ? [relationKey(found.table), ...checkedWith(validated, partitions)] : [];
  };
  return (object) =>
    [...new Set(tablesOf(object))].flatMap((table) => {
      const name = forced.get(table);
      return name ? [opening(name)] : [];
    });
}

const opening = (name: Name): string => `ALTER TABLE ONLY ${quoteName(name)} ${NO_FORCE}`;

/** The statement whose effect a FORCE ends. */
export const openedBy = ({ statement }: SchemaObject): string => opening(tableAction(statement)!.table);

/** The direct partitions of each table. */
function partitionsOf(objects: readonly SchemaObject[]): ReadonlyMap<Key, readonly Key[]> {
  const found = new Map<Key, Key[]>();
  for (const { provides, name } of objects) {
    for (const parent of provides) {
      if (!parent.startsWith('partitions\0')) continue;
      const table = parent.replace('partitions', 'relation');
      const known = found.get(table);
      if (known) known.push(relationKey(name));
      else found.set(table, [relationKey(name)]);
    }
  }
  return found;
}

/** The tables that the check of a key reads, partitions included, except its own, which the same ALTER TABLE opens. */
function checkedWith(object: SchemaObject, partitions: ReadonlyMap<Key, readonly Key[]>): readonly Key[] {
  const { table, constraint } = addedConstraint(object.statement, 'CONSTR_FOREIGN')!;
  const own = [relationKey(table)];
  for (const one of own) own.push(...(partitions.get(one) ?? []));
  const referenced = relationKey(placed(relationName(constraint.pktable), object.statement));
  return [...own.slice(1), ...(referenced === own[0] ? [] : [referenced])];
}

const isReadThrough = (object: SchemaObject): boolean =>
  isTable(object) || object.kind === KIND.view || object.kind === KIND.function;

/** The tables that a REFRESH reads, also through views and routines; other materialized views have their own rows. */
function readBy(refresh: SchemaObject, objects: readonly SchemaObject[]): readonly Key[] {
  const { edgesOf } = graphOf(objects);
  const filled = relationKey(refresh.name);
  const own = objects.flatMap((object, at) =>
    object === refresh || (object.kind === KIND.materializedView && object.provides.includes(filled))
      ? [at]
      : [],
  );
  const seen = new Set(own);
  for (const at of seen) {
    for (const to of edgesOf(at)) if (isReadThrough(objects[to]!)) seen.add(to);
  }
  return [...seen].flatMap((at) =>
    objects[at]?.kind === KIND.table ? [relationKey(objects[at]!.name)] : [],
  );
}
