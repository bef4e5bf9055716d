/** Tables as facts: columns, keys and references, wherever in the dump they were said. */
import type { Catalog } from '../catalog/catalog.js';
import { type Name, relationName, strings } from '../catalog/names.js';
import { type Key, placed, type SchemaObject } from '../catalog/object.js';
import type { ColumnDef, Constraint, IndexStmt, Node, TypeName } from '../grammar.js';
import { relationKey, tableAction } from '../kinds/alterTable.js';
import { indexed } from '../kinds/index.js';
import { attached } from '../kinds/partition.js';
import { isTable, type Table, type TableElement } from '../kinds/table.js';
import { parentOf } from '../kinds/inheritance.js';

export interface Column {
  readonly name: string;
  readonly type: TypeName | undefined;
  readonly notNull: boolean;
  /** A DEFAULT, GENERATED or IDENTITY of its own. */
  readonly hasDefault: boolean;
  readonly generated: boolean;
}

export interface ForeignKey {
  /** Undefined for one that the dump leaves unnamed inside of its table. */
  readonly name: string | undefined;
  readonly table: Name;
  readonly columns: readonly string[];
  readonly to: Name;
  /** Empty: the primary key. */
  readonly toColumns: readonly string[];
  readonly node: Constraint;
  /** The ALTER TABLE; undefined where it stands inside of the table. */
  readonly object: SchemaObject | undefined;
}

export interface UniqueKey {
  readonly kind: 'primaryKey' | 'unique' | 'uniqueIndex';
  readonly name: string | undefined;
  /** Empty strings stand for expressions. */
  readonly columns: readonly string[];
  /** A unique index on some of the rows. */
  readonly partial: boolean;
  readonly node: Constraint | IndexStmt;
  /** The ALTER TABLE or CREATE INDEX; undefined where it stands inside of the table. */
  readonly object: SchemaObject | undefined;
  /** The part of the table's list, where it stands there. */
  readonly element: TableElement | undefined;
}

export interface Relation {
  readonly table: Table;
  readonly name: Name;
  /** Its own columns; those of its parents stand with them. */
  readonly columns: ReadonlyMap<string, Column>;
  readonly foreignKeys: readonly ForeignKey[];
  readonly uniqueKeys: readonly UniqueKey[];
  readonly partitionOf: Name | undefined;
  readonly inherits: readonly Name[];
  /** CREATE TABLE … OF type: it can have no other column than its type's. */
  readonly typed: boolean;
}

interface Draft extends Relation {
  columns: Map<string, Column>;
  foreignKeys: ForeignKey[];
  uniqueKeys: UniqueKey[];
  partitionOf: Name | undefined;
  inherits: readonly Name[];
}

const known = new WeakMap<readonly SchemaObject[], ReadonlyMap<Key, Relation>>();

/** All tables by relation key; made once for all that ask about the same objects. */
export function relationsOf({ objects }: Pick<Catalog, 'objects'>): ReadonlyMap<Key, Relation> {
  const found = known.get(objects) ?? build(objects);
  known.set(objects, found);
  return found;
}

function build(objects: readonly SchemaObject[]): Map<Key, Draft> {
  const drafts = new Map<Key, Draft>();
  for (const table of objects.filter(isTable)) drafts.set(relationKey(table.name), draftOf(table));
  for (const object of objects) {
    const { kind, statement } = object;
    if (kind === 'index') addIndex(drafts.get(relationKey(indexed(statement))), object);
    const action = tableAction(statement);
    const draft = action && drafts.get(relationKey(action.table));
    if (!draft) continue;
    const { def, name = '' } = action.command;
    if (kind === 'partition') {
      const child = drafts.get(relationKey(attached(statement)!.child));
      if (child) child.partitionOf = action.table;
    } else if (kind === 'inheritance') draft.inherits = [...draft.inherits, parentOf(statement)!];
    else if (def && 'Constraint' in def && action.action === 'AT_AddConstraint')
      addConstraint(draft, def.Constraint, { object });
    else if (def && 'ColumnDef' in def && kind === 'column') addColumn(draft, def.ColumnDef, undefined);
    else if (kind === 'columnDefault' || kind === 'identity') alter(draft, name, { hasDefault: true });
    else if (action.action === 'AT_SetNotNull') alter(draft, name, { notNull: true });
  }
  for (const { columns, uniqueKeys } of drafts.values())
    for (const { kind, columns: keys } of uniqueKeys)
      if (kind === 'primaryKey')
        for (const name of keys) columns.set(name, { ...(columns.get(name) ?? bare(name)), notNull: true });
  return drafts;
}

const bare = (name: string): Column => ({
  name,
  type: undefined,
  notNull: false,
  hasDefault: false,
  generated: false,
});

function draftOf(table: Table): Draft {
  const draft: Draft = {
    table,
    name: table.name,
    columns: new Map(),
    foreignKeys: [],
    uniqueKeys: [],
    partitionOf: table.partitionOf,
    inherits: table.inherits,
    typed: (table.statement.tree!.node as { ofTypename?: TypeName }).ofTypename !== undefined,
  };
  for (const element of table.elements ?? []) {
    if (element.column) addColumn(draft, element.column, element);
    if (element.constraint) addConstraint(draft, element.constraint, { element });
  }
  return draft;
}

const constraintsOf = (nodes: readonly Node[] | undefined): Constraint[] =>
  (nodes ?? []).flatMap((node) => ('Constraint' in node ? [node.Constraint] : []));

function addColumn(
  draft: Draft,
  { colname = '', typeName, constraints }: ColumnDef,
  element: TableElement | undefined,
): void {
  const own = constraintsOf(constraints);
  const has = (...types: readonly string[]): boolean =>
    own.some(({ contype }) => contype !== undefined && types.includes(contype));
  draft.columns.set(colname, {
    name: colname,
    type: typeName,
    notNull: has('CONSTR_NOTNULL', 'CONSTR_PRIMARY', 'CONSTR_IDENTITY') || isSerial(typeName),
    hasDefault: has('CONSTR_DEFAULT', 'CONSTR_GENERATED', 'CONSTR_IDENTITY') || isSerial(typeName),
    generated: has('CONSTR_GENERATED'),
  });
  // A constraint of the column's own is about that column.
  for (const node of own) addConstraint(draft, node, { ...(element ? { element } : {}), column: colname });
}

const isSerial = (type: TypeName | undefined): boolean =>
  /^(small|big)?serial[248]?$/.test(strings(type?.names).join('.'));

function alter(draft: Draft, name: string, change: Partial<Column>): void {
  draft.columns.set(name, { ...(draft.columns.get(name) ?? bare(name)), ...change });
}

interface Origin {
  readonly object?: SchemaObject;
  readonly element?: TableElement;
  readonly column?: string;
}

function addConstraint(draft: Draft, node: Constraint, { object, element, column }: Origin): void {
  const name = node.conname;
  const own = column === undefined ? [] : [column];
  switch (node.contype) {
    case 'CONSTR_FOREIGN': {
      const columns = column === undefined ? strings(node.fk_attrs) : own;
      const to = placed(relationName(node.pktable), object?.statement ?? draft.table.statement);
      draft.foreignKeys.push({
        name,
        table: draft.name,
        columns,
        to,
        toColumns: strings(node.pk_attrs),
        node,
        object,
      });
      break;
    }
    case 'CONSTR_PRIMARY':
    case 'CONSTR_UNIQUE': {
      const kind = node.contype === 'CONSTR_PRIMARY' ? 'primaryKey' : 'unique';
      const columns = column === undefined ? strings(node.keys) : own;
      draft.uniqueKeys.push({ kind, name, columns, partial: false, node, object, element });
    }
  }
}

function addIndex(draft: Draft | undefined, object: SchemaObject): void {
  const node = object.statement.tree!.node as IndexStmt;
  if (!draft || !node.unique) return;
  const columns = (node.indexParams ?? []).map((n) => ('IndexElem' in n ? (n.IndexElem.name ?? '') : ''));
  const partial = node.whereClause !== undefined;
  draft.uniqueKeys.push({
    kind: 'uniqueIndex',
    name: node.idxname,
    columns,
    partial,
    node,
    object,
    element: undefined,
  });
}

/** The table and everything above it: the table that it is a partition of, the parents that it inherits from. */
export function lineage(relation: Relation, relations: ReadonlyMap<Key, Relation>): Relation[] {
  const out = [relation];
  for (const { partitionOf, inherits } of out)
    for (const parent of partitionOf ? [partitionOf, ...inherits] : inherits) {
      const found = relations.get(relationKey(parent));
      if (found && !out.includes(found)) out.push(found);
    }
  return out;
}

/** The column as the table has it, its own or its parents'. */
export const columnOf = (
  relation: Relation,
  name: string,
  relations: ReadonlyMap<Key, Relation>,
): Column | undefined =>
  lineage(relation, relations)
    .map(({ columns }) => columns.get(name))
    .find((column) => column !== undefined && column.type !== undefined);

/** The columns of its primary key; undefined where it has none. */
export const primaryKeyOf = ({ uniqueKeys }: Relation): readonly string[] | undefined =>
  uniqueKeys.find(({ kind }) => kind === 'primaryKey')?.columns;

/** What a foreign key refers to: the columns that it names, or the primary key. */
export const referencedColumns = (
  { to, toColumns }: ForeignKey,
  relations: ReadonlyMap<Key, Relation>,
): readonly string[] => {
  const target = relations.get(relationKey(to));
  return toColumns.length > 0 ? toColumns : ((target && primaryKeyOf(target)) ?? []);
};
