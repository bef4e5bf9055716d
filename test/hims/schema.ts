/** A script as the tool itself reads it: tables with their columns, keys and row-level security, all statements as objects. */
import type { Catalog } from '../../src/catalog/catalog.js';
import type { SchemaObject } from '../../src/catalog/object.js';
import { type Name, quoteName, strings } from '../../src/catalog/names.js';
import { relationKey } from '../../src/kinds/base/alterTable.js';
import { scannedDump } from '../../src/source/dump.js';
import { parse } from '../../src/parse/parse.js';
import { authorsSecurity, type AuthorsSecurity } from '../../src/facts/policies/authorsSecurity.js';
import { columnsOf } from '../../src/facts/relations/lineage.js';
import { type Column, type Relation, relationsOf } from '../../src/facts/relations/relations.js';
import { sqlType } from '../../src/catalog/sqlType.js';

export interface TableRead extends Relation {
  /** `clinical."PatientMergeLog"`. */
  readonly shown: string;
  /** With those of its parents, in no order. */
  readonly allColumns: ReadonlyMap<string, Column>;
  readonly security: AuthorsSecurity;
  /** The text of a column as it stands in the table's list; undefined where it stands not there. */
  readonly columnText: (column: string) => string | undefined;
  /** `uuid`; undefined where it has no such column. */
  readonly typeOf: (column: string) => string | undefined;
}

export interface Schema {
  /** In the order of the script. */
  readonly objects: readonly SchemaObject[];
  readonly tables: readonly TableRead[];
  readonly table: (name: string) => TableRead;
  readonly object: (id: string) => SchemaObject;
  /** Ids in the order of the script, of one kind. */
  readonly ids: (kind: string) => string[];
}

/** The text of a statement with its white space folded. */
export const folded = (text: string): string => text.replace(/\s+/g, ' ').trim();

function tableRead(
  relation: Relation,
  relations: ReturnType<typeof relationsOf>,
  security: (table: Name) => AuthorsSecurity,
): TableRead {
  const allColumns = columnsOf(relation, relations);
  const { elements } = relation.table;
  const type = (column: string) => allColumns.get(column)?.type;
  return {
    ...relation,
    shown: quoteName(relation.name),
    allColumns,
    security: security(relation.name),
    columnText: (column) => elements?.find((element) => element.column?.colname === column)?.text,
    typeOf: (column) => (type(column) ? sqlType(type(column)) : undefined),
  };
}

export const catalogOf = (sql: string): Catalog =>
  parse(scannedDump(sql), { target: { version: 15 }, namedNotNull: false });

export function schemaOf(sql: string): Schema {
  const catalog = catalogOf(sql);
  const relations = relationsOf(catalog);
  const security = authorsSecurity(catalog);
  const read = new Map([...relations].map(([id, one]) => [id, tableRead(one, relations, security)]));
  const objects = new Map(catalog.objects.map((object) => [object.id, object]));
  const found = <T>(what: string, one: T | undefined): T => {
    if (one === undefined) throw new Error(`the script has no ${what}`);
    return one;
  };
  return {
    objects: catalog.objects,
    tables: [...read.values()],
    // Names of the specification are written as they are spelled, without quotes.
    table: (name) => {
      const [schema, table] = name.split('.') as [string, string];
      return found(`table ${name}`, read.get(relationKey({ schema, name: table })));
    },
    object: (id) => found(id, objects.get(id)),
    ids: (kind) => catalog.objects.filter((object) => object.kind === kind).map(({ id }) => id),
  };
}

/** Tables of the 14 schemas, without partitions, that have tenant_id now and had it not. */
export const gained = (design: Schema, { tables }: Schema): string[] =>
  tables
    .filter(({ partitionOf, name }) => !partitionOf && !/^public$/.test(name.schema ?? ''))
    .filter(({ name, allColumns }) => {
      const before = design.table(`${name.schema}.${name.name}`).allColumns;
      return allColumns.has('tenant_id') && !before.has('tenant_id');
    })
    .map(({ name }) => `${name.schema}.${name.name}`)
    .toSorted();

/** The restrictive policy that the tool puts on a table of tenants. */
export const OWN = 'baseline_tenant_isolation';

export const policiesOf = (schema: Schema, table: string): string[] =>
  schema.table(table).security.policies.map(({ name }) => name);

/** The statement of a policy, its white space folded. */
export function policyText(schema: Schema, table: string, name: string): string | undefined {
  const found = schema.table(table).security.policies.find((policy) => policy.name === name);
  return found && folded(found.object.statement.text);
}

/** Names and statements of policies that the author wrote, or the tool. */
export const policyTexts = ({ security }: TableRead, whose: 'author' | 'tool'): Record<string, string> =>
  Object.fromEntries(
    security.policies
      .filter(({ name }) => name.startsWith('baseline_') === (whose === 'tool'))
      .map(({ name, object }) => [name, folded(object.statement.text)]),
  );

/** A foreign key as a line: `(tenant_id, id) → core.organizations(tenant_id, id)` and what its tree says beside that. */
export function foreignKeyOver(table: TableRead, ...columns: readonly string[]): ForeignKeyRead | undefined {
  const wanted = columns.toSorted().join();
  const found = table.foreignKeys.find((one) => one.columns.toSorted().join() === wanted);
  if (!found) return undefined;
  const { node } = found;
  return {
    pairs: Object.fromEntries(found.columns.map((column, at) => [column, found.toColumns[at]!])),
    to: quoteName(found.to),
    match: node.fk_matchtype ?? '',
    onDelete: node.fk_del_action ?? '',
    onUpdate: node.fk_upd_action ?? '',
    setColumns: strings(node.fk_del_set_cols),
    deferrable: node.deferrable ?? false,
    deferred: node.initdeferred ?? false,
  };
}

export interface ForeignKeyRead {
  /** Column by column. */
  readonly pairs: Readonly<Record<string, string>>;
  readonly to: string;
  /** `s` simple, `f` full. */
  readonly match: string;
  /** `a` no action, `r` restrict, `c` cascade, `n` set null, `d` set default. */
  readonly onDelete: string;
  readonly onUpdate: string;
  /** The columns of SET NULL (…). */
  readonly setColumns: readonly string[];
  readonly deferrable: boolean;
  readonly deferred: boolean;
}

/** Columns of each unique key, sorted; of partial ones none. */
export const uniqueOver = ({ uniqueKeys }: TableRead): string[] =>
  uniqueKeys.filter(({ partial }) => !partial).map(({ columns }) => columns.toSorted().join());
