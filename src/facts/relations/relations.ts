/** Facts about tables: columns, keys and references, from all statements of the dump. */
import type { Catalog } from '../../catalog/catalog.js';
import { type Name, relationName, strings } from '../../catalog/names.js';
import { factOf } from '../../catalog/facts.js';
import { isOfDump, type Key, placed, type SchemaObject } from '../../catalog/object.js';
import {
  type AlterTableType,
  type ColumnDef,
  type Constraint,
  type IndexElem,
  type Node,
  nodeIf,
  nodeOf,
  type TypeName,
} from '../../grammar.js';
import { KIND } from '../../kinds/registry.js';
import { actionOf, relationKey, tableAction } from '../../kinds/base/alterTable.js';
import { indexed } from '../../kinds/indexes/index.js';
import { attached } from '../../kinds/tables/partition.js';
import { isTable, type Table, type TableElement } from '../../kinds/tables/table.js';
import { parentOf } from '../../kinds/tables/inheritance.js';
import type { Column, Exclusion, ForeignKey, Relation, UniqueKey } from './relation.js';

export {
  type Column,
  type Exclusion,
  type ForeignKey,
  isEnforced,
  type Relation,
  type UniqueKey,
} from './relation.js';

interface Draft extends Relation {
  columns: Map<string, Column>;
  foreignKeys: ForeignKey[];
  uniqueKeys: UniqueKey[];
  exclusions: Exclusion[];
  partitionOf: Name | undefined;
  inherits: readonly Name[];
}

/** All tables, by relation key. */
export const relationsOf = ({ objects }: Pick<Catalog, 'objects'>): ReadonlyMap<Key, Relation> =>
  relationsIn(objects);

const SAYING: ReadonlySet<string | undefined> = new Set<AlterTableType>([
  'AT_AddConstraint',
  'AT_AddColumn',
  'AT_ColumnDefault',
  'AT_AddIdentity',
  'AT_SetNotNull',
  'AT_AttachPartition',
  'AT_AddInherit',
]);

/** The objects that define columns, keys and references of tables. */
const isAboutTables = (object: SchemaObject): SchemaObject | undefined => {
  const { kind, statement } = object;
  const says =
    isTable(object) || kind === KIND.index || (statement.tree && SAYING.has(actionOf(statement.tree)));
  return says ? object : undefined;
};

const relationsIn: (objects: readonly SchemaObject[]) => ReadonlyMap<Key, Relation> = factOf(
  isAboutTables,
  build,
);

function build(objects: readonly SchemaObject[]): Map<Key, Draft> {
  const drafts = new Map<Key, Draft>();
  for (const table of objects.filter(isTable)) drafts.set(relationKey(table.name), draftOf(table));
  for (const object of objects) {
    const { kind, statement } = object;
    if (kind === KIND.index) addIndex(drafts.get(relationKey(indexed(statement))), object);
    const action = tableAction(statement);
    const draft = action && drafts.get(relationKey(action.table));
    if (!draft) continue;
    const { def, name = '' } = action.command;
    if (kind === KIND.partition) {
      const child = drafts.get(relationKey(attached(statement)!.child));
      if (child) child.partitionOf = action.table;
    } else if (kind === KIND.inheritance) draft.inherits = [...draft.inherits, parentOf(statement)!];
    else if (def && 'Constraint' in def && action.action === 'AT_AddConstraint')
      addConstraint(draft, def.Constraint, { object });
    else if (def && 'ColumnDef' in def && kind === KIND.column) addColumn(draft, def.ColumnDef, object.sql);
    else if (kind === KIND.columnDefault || kind === KIND.identity)
      alter(draft, name, { hasDefault: true, counted: isCounted(object.sql) });
    else if (action.action === 'AT_SetNotNull') alter(draft, name, { notNull: true });
  }
  for (const { uniqueKeys, exclusions } of drafts.values()) {
    uniqueKeys.sort(inTableOrder);
    exclusions.sort(inTableOrder);
  }
  for (const { columns, uniqueKeys } of drafts.values())
    for (const { kind, columns: keys } of uniqueKeys)
      if (kind === 'primaryKey')
        for (const name of keys) columns.set(name, { ...(columns.get(name) ?? bare(name)), notNull: true });
  return drafts;
}

/** Those in the table's list, the dump's by kind and name, those that a transform added; indexes as they stand. */
function inTableOrder(a: UniqueKey | Exclusion, b: UniqueKey | Exclusion): number {
  const place = ({ kind, object }: UniqueKey | Exclusion): number =>
    object === undefined
      ? 0
      : kind === 'uniqueIndex'
        ? 4
        : !isOfDump(object)
          ? 3
          : kind === 'primaryKey'
            ? 1
            : 2;
  if (place(a) !== place(b)) return place(a) - place(b);
  return place(a) !== 2 || a.name === b.name ? 0 : a.name! < b.name! ? -1 : 1;
}

const bare = (name: string): Column => ({
  name,
  type: undefined,
  notNull: false,
  hasDefault: false,
  generated: false,
  counted: false,
});

const asCreated = new WeakMap<Table, Draft>();

/** CREATE TABLE is read once; other statements change a copy. */
function draftOf(table: Table): Draft {
  const created = asCreated.get(table) ?? createdDraft(table);
  asCreated.set(table, created);
  const { columns, foreignKeys, uniqueKeys, exclusions } = created;
  return {
    ...created,
    columns: new Map(columns),
    foreignKeys: [...foreignKeys],
    uniqueKeys: [...uniqueKeys],
    exclusions: [...exclusions],
  };
}

function createdDraft(table: Table): Draft {
  const draft: Draft = {
    table,
    name: table.name,
    columns: new Map(),
    foreignKeys: [],
    uniqueKeys: [],
    exclusions: [],
    partitionOf: table.partitionOf,
    inherits: table.inherits,
    typed: nodeIf(table.statement, 'CreateStmt')?.ofTypename !== undefined,
  };
  for (const element of table.elements ?? []) {
    if (element.column) addColumn(draft, element.column, element.text, element);
    if (element.constraint) addConstraint(draft, element.constraint, { element });
  }
  return draft;
}

const constraintsOf = (nodes: readonly Node[] | undefined): Constraint[] =>
  (nodes ?? []).flatMap((node) => ('Constraint' in node ? [node.Constraint] : []));

function addColumn(
  draft: Draft,
  { colname = '', typeName, constraints }: ColumnDef,
  text: string,
  element?: TableElement,
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
    counted: isSerial(typeName) || isCounted(text),
  });
  // A column constraint applies to its column.
  for (const node of own) addConstraint(draft, node, { ...(element ? { element } : {}), column: colname });
}

const isSerial = (type: TypeName | undefined): boolean =>
  /^(small|big)?serial[248]?$/.test(strings(type?.names).join('.'));

/** `DEFAULT nextval(…)`, `GENERATED … AS IDENTITY` */
export const isCounted = (text: string): boolean => /\bnextval\b|\bAS IDENTITY\b/i.test(text);

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
      break;
    }
    case 'CONSTR_EXCLUSION': {
      const columns = elementsOfExclusion(node).map(({ element: { name: of = '' } }) => of);
      draft.exclusions.push({ kind: 'exclusion', name, columns, node, object, element });
    }
  }
}

/** The elements of an exclusion constraint, each with its operator without a schema. */
export const elementsOfExclusion = ({
  exclusions = [],
}: Constraint): { element: IndexElem; operator: string }[] =>
  exclusions.flatMap((node) => {
    const [element, operator] = 'List' in node ? (node.List.items ?? []) : [];
    if (!element || !('IndexElem' in element)) return [];
    return [{ element: element.IndexElem, operator: strings(operator ? [operator] : []).at(-1) ?? '' }];
  });

function addIndex(draft: Draft | undefined, object: SchemaObject): void {
  const node = nodeOf(object.statement, 'IndexStmt');
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
