/** Facts about a table. */
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
  /** Undefined where CREATE TABLE has it without a name. */
  readonly name: string | undefined;
  readonly table: Name;
  readonly columns: readonly string[];
  readonly to: Name;
  /** Empty: the primary key. */
  readonly toColumns: readonly string[];
  readonly node: Constraint;
  /** The ALTER TABLE; undefined for a constraint in CREATE TABLE. */
  readonly object: SchemaObject | undefined;
}

/** NOT ENFORCED guarantees nothing. https://www.postgresql.org/docs/18/sql-createtable.html */
export const isEnforced = ({ node }: ForeignKey): boolean => node.is_enforced ?? false;

export interface UniqueKey {
  readonly kind: 'primaryKey' | 'unique' | 'uniqueIndex';
  readonly name: string | undefined;
  /** An empty string represents an expression. */
  readonly columns: readonly string[];
  /** True for a unique index with WHERE. */
  readonly partial: boolean;
  readonly node: Constraint | IndexStmt;
  /** The ALTER TABLE or CREATE INDEX; undefined for a constraint in CREATE TABLE. */
  readonly object: SchemaObject | undefined;
  /** The element of CREATE TABLE that has it. */
  readonly element: TableElement | undefined;
}

/** EXCLUDE USING gist (bed_id WITH =, during WITH &&) */
export interface Exclusion {
  readonly kind: 'exclusion';
  readonly name: string | undefined;
  /** An empty string represents an expression. */
  readonly columns: readonly string[];
  readonly node: Constraint;
  /** The same as in a unique key. */
  readonly object: SchemaObject | undefined;
  readonly element: TableElement | undefined;
}

export interface Relation {
  readonly table: Table;
  readonly name: Name;
  /** Its own columns, without inherited ones. */
  readonly columns: ReadonlyMap<string, Column>;
  readonly foreignKeys: readonly ForeignKey[];
  readonly uniqueKeys: readonly UniqueKey[];
  readonly exclusions: readonly Exclusion[];
  readonly partitionOf: Name | undefined;
  readonly inherits: readonly Name[];
  /** CREATE TABLE … OF type: the type determines its columns. */
  readonly typed: boolean;
}
