/**
 * Adds the columns and checks that a parent gained to a foreign table that becomes its partition: ATTACH rejects it
 * without them. The remote table needs the columns too, as the report states.
 * https://www.postgresql.org/docs/current/ddl-foreign-data.html
 */
import { type Catalog, mapObjects, warn } from '../../catalog/catalog.js';
import { quoteName } from '../../catalog/names.js';
import type { Key, SchemaObject } from '../../catalog/object.js';
import { type Node, nodeOf } from '../../grammar.js';
import { relationKey } from '../../kinds/base/alterTable.js';
import { parentOf } from '../../kinds/tables/inheritance.js';
import { attached } from '../../kinds/tables/partition.js';
import { isTable, type TableElement } from '../../kinds/tables/table.js';
import { tableParts } from '../../kinds/tables/tableParts.js';
import { addedElements } from '../../facts/relations/addedElements.js';
import { withAdded } from '../base/headings.js';
import type { Transform } from '../base/transform.js';
import { KIND } from '../../kinds/registry.js';

/** By foreign table, the parent's elements that ATTACH requires. */
function parents({ objects }: Catalog, tab: string): Map<Key, readonly TableElement[]> {
  const added = addedElements(objects);
  const tables = new Map(objects.filter(isTable).map((table) => [relationKey(table.name), table]));
  const foreign = new Set(
    objects.filter(({ kind }) => kind === KIND.foreignTable).map(({ name }) => relationKey(name)),
  );
  const out = new Map<Key, readonly TableElement[]>();
  for (const { kind, statement, name } of objects) {
    const parent =
      kind === KIND.partition
        ? attached(statement)?.parent
        : kind === KIND.inheritance
          ? parentOf(statement)
          : undefined;
    const child = kind === KIND.partition ? attached(statement)!.child : name;
    const key = parent && relationKey(parent);
    const table = key && foreign.has(relationKey(child)) ? tables.get(key) : undefined;
    if (table) out.set(relationKey(child), withAdded(table, added.get(key!) ?? [], tab).elements ?? []);
  }
  return out;
}

const nameIn = (node: Node | undefined): string | undefined =>
  node && 'ColumnDef' in node
    ? node.ColumnDef.colname
    : node && 'Constraint' in node
      ? node.Constraint.conname
      : undefined;

function lacking(object: SchemaObject, above: readonly TableElement[]): string[] {
  const { base } = nodeOf(object.statement, 'CreateForeignTableStmt');
  const own = new Set((base?.tableElts ?? []).map(nameIn));
  return above
    .filter(({ column, constraint }) =>
      column
        ? !own.has(column.colname)
        : constraint?.contype === 'CONSTR_CHECK' && !own.has(constraint.conname),
    )
    .map(({ text }) => text);
}

function completed(object: SchemaObject, texts: readonly string[], tab: string): SchemaObject {
  const { head, elements = [], tail } = tableParts(object.sql);
  const list = [...elements, ...texts].map((text) => `${tab}${text}`).join(',\n');
  return { ...object, sql: `${head} (\n${list}\n)\n${tail}`.trimEnd() };
}

export const foreignPartitions: Transform = {
  name: 'foreignPartitions',
  stage: 'enrich',
  preset: 'hims',
  summary: 'Adds the columns that a partitioned table gained to its foreign-table partitions.',
  apply(catalog, { tabWidth }) {
    const tab = ' '.repeat(tabWidth);
    const above = parents(catalog, tab);
    const wanted = new Map(
      catalog.objects.flatMap((object) => {
        const texts =
          object.kind === KIND.foreignTable ? lacking(object, above.get(relationKey(object.name)) ?? []) : [];
        return texts.length === 0 ? [] : [[object, texts] as const];
      }),
    );
    const out = mapObjects(catalog, 'foreignPartitions', (object) => {
      const texts = wanted.get(object);
      return texts && completed(object, texts, tab);
    });
    return warn(
      out,
      ...[...wanted.keys()].map(({ id, name }) => ({
        severity: 'warning' as const,
        code: 'foreignPartitions/columns' as const,
        message: `${quoteName(name)} is a foreign table that becomes a partition, so it gets the columns that its parent gained.`,
        help: 'Add them to the table on the remote server too, before it is read.',
        object: id,
      })),
    );
  },
};
