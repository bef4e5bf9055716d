/** What is known of a table. */
import type { Name } from '../../catalog/names.js';
import type { SchemaObject } from '../../catalog/object.js';
import type { Constraint, IndexStmt, TypeName } from '../../grammar.js';
import type { Table, TableElement } from '../../kinds/tables/table.js';

export interface Column {
  readonly name: string;
  readonly type: TypeName | undefined;
  readonly notNull: boolean;
  /** A DEFAULT, GENERATED or IDENTITY of its own. */
  readonly hasDefault: boolean;
  readonly generated: boolean;
  /** A sequence counts its values: by its default, an identity or a serial type. */
  readonly counted: boolean;
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

/** One that is not enforced keeps nothing. https://www.postgresql.org/docs/18/sql-createtable.html */
export const isEnforced = ({ node }: ForeignKey): boolean => node.is_enforced ?? false;

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

/** EXCLUDE USING gist (bed_id WITH =, during WITH &&) */
export interface Exclusion {
  readonly kind: 'exclusion';
  readonly name: string | undefined;
  /** Empty strings stand for expressions. */
  readonly columns: readonly string[];
  readonly node: Constraint;
  /** As of a unique key. */
  readonly object: SchemaObject | undefined;
  readonly element: TableElement | undefined;
}

export interface Relation {
  readonly table: Table;
  readonly name: Name;
  /** Its own columns; those of its parents stand with them. */
  readonly columns: ReadonlyMap<string, Column>;
  readonly foreignKeys: readonly ForeignKey[];
  readonly uniqueKeys: readonly UniqueKey[];
  readonly exclusions: readonly Exclusion[];
  readonly partitionOf: Name | undefined;
  readonly inherits: readonly Name[];
  /** CREATE TABLE … OF type: it can have no other column than its type's. */
  readonly typed: boolean;
}
