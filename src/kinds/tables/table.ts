/**
 * CREATE TABLE core.visits (…)  →  CREATE TABLE IF NOT EXISTS core.visits (…)
 * Its columns and constraints are slices of the source, one per line, so that transforms can add others.
 * https://www.postgresql.org/docs/current/sql-createtable.html
 */
import type { ColumnDef, Constraint, Node } from '../../grammar.js';
import { type Name, relationName, strings } from '../../catalog/names.js';
import { type Key, key, placed, type SchemaObject } from '../../catalog/object.js';
import type { Statement } from '../../catalog/statement.js';
import { constraintProvides, ranks, relationKey } from '../base/alterTable.js';
import { ifNotExists } from '../base/edit.js';
import { describe, type Kind } from '../base/kind.js';
import { tableParts } from './tableParts.js';

/** A column or a constraint of the table's list. */
export interface TableElement {
  readonly text: string;
  /** Its column, absent for constraints and LIKE. */
  readonly column?: ColumnDef;
  readonly constraint?: Constraint;
}

export interface Table extends SchemaObject {
  readonly kind: 'table';
  /** `CREATE UNLOGGED TABLE core.visits`, up to the list; `… PARTITION OF parent` for a partition. */
  readonly head: string;
  /** Undefined without a list: `CREATE TABLE x OF type`, `… PARTITION OF y DEFAULT`. */
  readonly elements: readonly TableElement[] | undefined;
  /** What follows the list: `INHERITS (…)`, `PARTITION BY …`, `WITH (…)`. */
  readonly tail: string;
  readonly partitioned: boolean;
  /** The table that it is a partition of. */
  readonly partitionOf: Name | undefined;
  /** Its INHERITS parents. */
  readonly inherits: readonly Name[];
}

export const isTable = (object: SchemaObject): object is Table => object.kind === 'table';

/** The keys of a column's constraints, and of the sequence that a serial or identity column creates. */
function columnProvides(table: Name, column: ColumnDef, statement: Statement): Key[] {
  const found: Key[] = [];
  const sequences: Name[] = [];
  const type = strings(column.typeName?.names);
  let counts = type.length === 1 && /^(small|big)?serial[248]?$/.test(type[0]!);
  for (const node of column.constraints ?? []) {
    if (!('Constraint' in node)) continue;
    const { contype, options = [] } = node.Constraint;
    found.push(...constraintProvides(table, node.Constraint));
    sequences.push(...options.flatMap(sequenceName));
    counts ||= contype === 'CONSTR_IDENTITY';
  }
  if (counts && sequences.length === 0)
    sequences.push({ schema: table.schema, name: `${table.name}_${column.colname}_seq` });
  return [...sequences.map((name) => relationKey(placed(name, statement))), ...found];
}

/** The `SEQUENCE NAME` among an identity's options. */
export function sequenceName(option: Node): Name[] {
  if (
    !('DefElem' in option) ||
    option.DefElem.defname !== 'sequence_name' ||
    !option.DefElem.arg ||
    !('List' in option.DefElem.arg)
  )
    return [];
  const parts = (option.DefElem.arg.List.items ?? []).flatMap((n) =>
    'String' in n ? [n.String.sval ?? ''] : [],
  );
  return [{ schema: parts.at(-2), name: parts.at(-1) ?? '' }];
}

/** The texts of a list with their nodes. */
export function elementsOf(texts: readonly string[], nodes: readonly Node[]): TableElement[] {
  return texts.map((text, index) => {
    const node = nodes[index];
    if (node && 'ColumnDef' in node) return { text, column: node.ColumnDef };
    return node && 'Constraint' in node ? { text, constraint: node.Constraint } : { text };
  });
}

export const table: Kind<'table', 'CreateStmt'> = {
  name: 'table',
  label: 'table',
  plural: 'tables',
  family: 'table',
  headings: ['TABLE'],
  unique: true,
  noun: 'TABLE',
  spellsRows: true,
  stored: true,
  nodes: ['CreateStmt'],
  read(statement): Table {
    const stmt = statement.tree.node;
    const name = placed(relationName(stmt.relation), statement);
    const parts = tableParts(statement.text);
    const elements = parts.elements && elementsOf(parts.elements, stmt.tableElts ?? []);
    const parents = (stmt.inhRelations ?? []).flatMap((n) =>
      'RangeVar' in n ? [placed(relationName(n.RangeVar), statement)] : [],
    );
    const partitionOf = stmt.partbound ? parents[0] : undefined;
    const provides: Key[] = [];
    for (const { column, constraint } of elements ?? []) {
      if (constraint) provides.push(...constraintProvides(name, constraint));
      if (column) provides.push(...columnProvides(name, column, statement));
    }
    return {
      ...describe(this, statement, {
        name,
        section: 'Tables',
        // Even a partition, which is printed with its parent.
        ownLine: true,
        ...(partitionOf ? { parent: relationKey(partitionOf), rank: ranks.partition, order: name.name } : {}),
        provides: [
          relationKey(name),
          key('type', name),
          ...provides,
          ...(partitionOf ? [key('partitions', partitionOf)] : []),
        ],
        // PostgreSQL rejects parents with different storage for a column of the same name.
        alsoNeeds: partitionOf ? [] : parents.map((parent) => ({ keys: [key('settings', parent)] })),
      }),
      kind: 'table',
      head: parts.head,
      elements,
      tail: parts.tail,
      partitioned: stmt.partspec !== undefined,
      partitionOf,
      inherits: partitionOf ? [] : parents,
    };
  },
  guard(object) {
    const { head, elements, tail } = object as Table;
    const sql = ifNotExists(head, 'TABLE');
    if (!elements) return { sql: tail === '' ? sql : `${sql}\n${tail}` };
    return { sql, list: { items: elements.map(({ text }) => text), tail } };
  },
  drop: ({ identity }) => [{ sql: `DROP TABLE IF EXISTS ${identity}`, loses: `table ${identity}` }],
};
