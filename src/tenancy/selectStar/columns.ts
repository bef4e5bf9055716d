/** The columns of relations: those of the dump (`given`), and those with the columns that tables gained (`now`). */
import type { Catalog } from '../../catalog/catalog.js';
import { type Name, nameOf, relationName, strings, typeText } from '../../catalog/names.js';
import { isOfDump, type Key, keysFor, placed, type SchemaObject } from '../../catalog/object.js';
import { type ColumnDef, type CreateStmt, nodeIf, nodeOf } from '../../grammar.js';
import { KIND } from '../../kinds/registry.js';
import { relationKey, tableAction } from '../../kinds/base/alterTable.js';
import { parentOf } from '../../kinds/tables/inheritance.js';
import { attached } from '../../kinds/tables/partition.js';
import { isTable, type Table } from '../../kinds/tables/table.js';
import { gained } from '../../facts/relations/shiftedColumns.js';
import { isAnyTable } from '../../kinds/is.js';
import { addedElements } from '../../facts/relations/addedElements.js';

export interface Column {
  readonly name: string;
  /** Undefined where only the server knows. */
  readonly type?: string;
  /** The relation whose row type it has. */
  readonly row?: Key;
}

export interface Columns {
  /** Undefined where unknown; then `now` is too. */
  readonly given: readonly Column[] | undefined;
  readonly now: readonly Column[] | undefined;
  /** True where its columns differ from the dump's. */
  readonly grows: boolean;
}

export const unchanged = (columns: readonly Column[] | undefined): Columns => ({
  given: columns,
  now: columns,
  grows: false,
});

/** The first list, then columns of later lists with new names, as tables inherit columns. */
const united = (...lists: readonly (readonly Column[])[]): Column[] => [
  ...new Map(lists.flat().map((column) => [column.name, column])).values(),
];

export class TableColumns {
  private readonly found = new Map<Key, Columns>();
  private readonly tables = new Map<Key, SchemaObject>();
  /** ALTER TABLE … ADD COLUMN, by table. */
  private readonly added = new Map<Key, ColumnDef[]>();
  /** Parents that foreign tables are attached to. */
  private readonly above = new Map<Key, Name[]>();

  /** Columns that transforms add, which layout will put into the table's list. */
  private readonly laid: ReturnType<typeof addedElements>;

  constructor({ objects }: Catalog) {
    this.laid = addedElements(objects);
    for (const object of objects) {
      const { kind, name, statement } = object;
      if (isAnyTable(object)) this.tables.set(relationKey(name), object);
      if (kind === KIND.column && isOfDump(object)) {
        const { table, command } = tableAction(statement)!;
        const { ColumnDef: column } = command.def as { ColumnDef: ColumnDef };
        const key = relationKey(table);
        this.added.set(key, [...(this.added.get(key) ?? []), column]);
      }
      const heir = kind === KIND.partition ? attached(statement) : undefined;
      if (heir) this.attach(heir.child, heir.parent);
      if (kind === KIND.inheritance) this.attach(name, parentOf(statement)!);
    }
  }

  private attach(child: Name, parent: Name): void {
    const key = relationKey(child);
    this.above.set(key, [...(this.above.get(key) ?? []), parent]);
  }

  /** Undefined for other relations. */
  of(key: Key): Columns | undefined {
    const object = this.tables.get(key);
    if (!object) return undefined;
    const known = this.found.get(key);
    if (known) return known;
    this.found.set(key, unchanged(undefined));
    const columns = isTable(object) ? this.ofTable(key, object) : this.ofForeign(key, object);
    this.found.set(key, columns);
    return columns;
  }

  private column({ colname = '', typeName }: ColumnDef, object: SchemaObject): Column {
    const [row] = keysFor('relation', nameOf(strings(typeName?.names)), object.statement).filter((key) =>
      this.tables.has(key),
    );
    const type = typeName && typeText(typeName);
    return {
      name: colname,
      ...(type === undefined ? {} : { type }),
      ...(row === undefined || typeName?.arrayBounds ? {} : { row }),
    };
  }

  private own(statement: CreateStmt | undefined, object: SchemaObject): Column[] {
    return (statement?.tableElts ?? []).flatMap((node) =>
      'ColumnDef' in node ? [this.column(node.ColumnDef, object)] : [],
    );
  }

  private later(key: Key, object: SchemaObject): Column[] {
    return (this.added.get(key) ?? []).map((column) => this.column(column, object));
  }

  private ofTable(key: Key, table: Table): Columns {
    const statement = nodeIf(table.statement, 'CreateStmt');
    const { tableElts = [], inhRelations = [], ofTypename } = statement ?? {};
    const parents = inhRelations.flatMap((node) =>
      'RangeVar' in node ? [relationKey(placed(relationName(node.RangeVar), table.statement))] : [],
    );
    const heads = [...(table.partitionOf ? [table.partitionOf] : []), ...table.inherits].map(relationKey);
    const above = heads.map((head) => this.of(head));
    const laid = (this.laid.get(key) ?? []).map(({ element }) => element);
    const grows = laid.length > 0 || gained(table).length > 0 || above.some((one) => one?.grows);
    const before = parents.map((parent) => this.of(parent)?.given);
    // LIKE copies another table's columns, and columns added to a parent come after the child's own.
    const copies = tableElts.some((node) => 'TableLikeClause' in node);
    const behind = parents.some((parent) => this.added.has(parent));
    const known = statement && !ofTypename && !copies && !behind;
    if (!known || before.some((one) => !one) || above.some((one) => !one?.now))
      return { given: undefined, now: undefined, grows };
    const elements = [...(table.elements ?? []), ...laid].flatMap(({ column }) =>
      column ? [this.column(column, table)] : [],
    );
    const later = this.later(key, table);
    return {
      given: united(...before.map((one) => one!), this.own(statement, table), later),
      now: united(...above.map((one) => one!.now!), elements, later),
      grows,
    };
  }

  private ofForeign(key: Key, object: SchemaObject): Columns {
    const { base } = nodeOf(object.statement, 'CreateForeignTableStmt');
    const parents = (base?.inhRelations ?? []).flatMap((node) =>
      'RangeVar' in node ? [placed(relationName(node.RangeVar), object.statement)] : [],
    );
    const above = [...parents, ...(this.above.get(key) ?? [])].map((one) => this.of(relationKey(one)));
    const grows = above.some((one) => one?.grows);
    const before = parents.map((one) => this.of(relationKey(one))?.given);
    if (before.some((one) => !one) || above.some((one) => !one?.now))
      return { given: undefined, now: undefined, grows };
    const given = united(...before.map((one) => one!), this.own(base, object), this.later(key, object));
    return { given, now: grows ? united(given, ...above.map((one) => one!.now!)) : given, grows };
  }
}
