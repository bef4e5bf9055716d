/** How a system catalog is read. */

export interface CatalogTable {
  /** Arguments of pg_identify_object: class, object and part; by default the row's own oid. */
  readonly object?: readonly [catalog: string, oid: string, part: string];
  /** SQL for kind and name, if rows are not objects with a name of their own. */
  readonly named?: readonly [kind: string, name: string];
  /** The oid of the relation that the object is a part of. */
  readonly of?: string;
  /** The class and oid that decide whether the row belongs to an extension; by default the row's own. */
  readonly member?: readonly [cls: string, oid: string];
  /** Condition on rows; by default, those whose oid initdb did not assign. */
  readonly where?: string;
  /** Columns that hold storage details, statistics or hints, follow from others, or are in the name or `read`. */
  readonly skip?: readonly string[];
  /** Properties that need SQL of their own, such as expression trees. */
  readonly read?: Readonly<Record<string, string>>;
  /** The column that holds privileges, and the default that NULL means. */
  readonly acl?: readonly [column: string, byDefault: string];
}

/** The first oid of objects that are not in template0. */
export const FIRST_OID = 16384;

export const user = (column: string): string => `t.${column}::oid >= ${FIRST_OID}`;
export const words = (text: string): string[] => text.trim().split(/\s+/);

/** PostgreSQL's identity of an object, with qualified names. */
export const identity = (catalog: string, oid: string, part = '0'): string =>
  `(pg_identify_object('${catalog}'::regclass, ${oid}, ${part})).identity`;
