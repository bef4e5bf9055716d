/** How a system catalog is read. */

export interface CatalogTable {
  /** The class, object and part that pg_identify_object is asked for; by default the row's own oid. */
  readonly object?: readonly [catalog: string, oid: string, part: string];
  /** Kind and name as SQL, where rows are not objects with a name of their own. */
  readonly named?: readonly [kind: string, name: string];
  /** The oid of the relation that the object is a part of. */
  readonly of?: string;
  /** The class and oid whose being part of an extension makes the row so; by default the row's own. */
  readonly member?: readonly [cls: string, oid: string];
  /** Which rows; by default those with an oid that initdb did not give. */
  readonly where?: string;
  /** Columns that are storage, statistics, hints, follow from something else, or stand in the name or in `read`. */
  readonly skip?: readonly string[];
  /** Trees, which PostgreSQL can print as SQL. */
  readonly read?: Readonly<Record<string, string>>;
  /** The column that holds privileges, and what NULL in it means. */
  readonly acl?: readonly [column: string, byDefault: string];
}

/** The first oid of an object that was not there in template0. */
export const FIRST_OID = 16384;

export const user = (column: string): string => `t.${column}::oid >= ${FIRST_OID}`;
/** Of a text with spaces. */
export const words = (text: string): string[] => text.trim().split(/\s+/);

/** What the system names by type, identity; with a qualified name for every part. */
export const identity = (catalog: string, oid: string, part = '0'): string =>
  `(pg_identify_object('${catalog}'::regclass, ${oid}, ${part})).identity`;
