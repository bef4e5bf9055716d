/**
 * NOT NULL constraints have names since PostgreSQL 18. pg_dump omits the server's default: `orders_id_not_null`, or
 * `…_not_null1` if the schema already has that name. Names stay the same only if tables are created in the dump's
 * order: a parent before a partition that took over its constraints' names, and a late NOT NULL after the children,
 * which take the name of the first parent that has one. https://www.postgresql.org/docs/18/sql-createtable.html
 */
import type { Catalog } from '../../catalog/catalog.js';
import { chosenName } from '../../catalog/chosenName.js';
import { type Key, key, type SchemaObject } from '../../catalog/object.js';
import { inSequence, type Sequel } from '../../catalog/sequence.js';
import { relationKey, tableAction } from '../../kinds/base/alterTable.js';
import { parentOf } from '../../kinds/tables/inheritance.js';
import { attached } from '../../kinds/tables/partition.js';
import { isTable, type Table } from '../../kinds/tables/table.js';
import type { Transform } from '../base/transform.js';
import { KIND } from '../../kinds/registry.js';

type Tables = ReadonlyMap<Key, Table>;

/** Parents before partitions that are created separately. */
const parentsFirst = ({ objects }: Catalog, tables: Tables): Sequel[] =>
  objects.flatMap((object) => {
    const found = object.kind === KIND.partition ? attached(object.statement) : undefined;
    const [first, second] = [found?.parent, found?.child].map(
      (name) => name && tables.get(relationKey(name)),
    );
    return first && second ? [{ first, second }] : [];
  });

/** A separate NOT NULL after all tables that inherit it. */
function afterChildren({ objects }: Catalog, tables: Tables): Sequel[] {
  const late = objects.filter(({ kind }) => kind === KIND.notNull);
  if (late.length === 0) return [];
  const children = new Map<Key, Table[]>();
  const note = (parent: Key, child: Table): unknown =>
    children.set(parent, [...(children.get(parent) ?? []), child]);
  for (const table of tables.values()) for (const parent of table.inherits) note(relationKey(parent), table);
  for (const { kind, statement } of objects) {
    const child = kind === KIND.inheritance && tables.get(relationKey(tableAction(statement)!.table));
    if (child) note(relationKey(parentOf(statement)!), child);
  }
  return late.flatMap((second) => {
    const heirs = new Set(children.get(relationKey(tableAction(second.statement)!.table)));
    for (const heir of heirs) for (const next of children.get(relationKey(heir.name)) ?? []) heirs.add(next);
    return [...heirs].map((first) => ({ first, second }));
  });
}

/** The names that PostgreSQL chooses for a table, as keys of its schema. */
const chosen = ({ name, elements = [] }: Table): Key[] =>
  elements.flatMap(({ column }) =>
    (column?.constraints ?? []).some(
      (c) =>
        'Constraint' in c && c.Constraint.contype === 'CONSTR_NOTNULL' && c.Constraint.conname === undefined,
    )
      ? [key('any', { schema: name.schema, name: chosenName(name.name, column?.colname ?? '', 'not_null') })]
      : [],
  );

/** Keeps the dump's order of a table and an object whose definition contains such a name. */
function sameNames({ objects }: Catalog, tables: Tables): Sequel[] {
  const named = new Map<Key, SchemaObject[]>();
  for (const object of objects) {
    for (const provided of object.provides) {
      const [space, schema = '', , name] = provided.split('\0');
      if (space !== 'constraint' || !name?.includes('_not_null')) continue;
      const known = key('any', { schema, name });
      named.set(known, [...(named.get(known) ?? []), object]);
    }
  }
  return [...tables.values()].flatMap((table) =>
    chosen(table)
      .flatMap((name) => named.get(name) ?? [])
      .filter((other) => other !== table)
      .map((other) =>
        other.statement.raw.index < table.statement.raw.index
          ? { first: other, second: table }
          : { first: table, second: other },
      ),
  );
}

export const notNullNames: Transform = {
  name: 'notNullNames',
  stage: 'layout',
  summary:
    'Creates parents before partitions that are attached later, and late NOT NULL constraints after child tables, so that constraint names stay the same.',
  apply(catalog) {
    const tables: Tables = new Map(
      catalog.objects.filter(isTable).map((table) => [relationKey(table.name), table]),
    );
    const sequels = [
      ...parentsFirst(catalog, tables),
      ...(catalog.namedNotNull ? [...afterChildren(catalog, tables), ...sameNames(catalog, tables)] : []),
    ];
    return sequels.length === 0 ? catalog : { ...catalog, objects: inSequence(catalog.objects, sequels) };
  },
};
