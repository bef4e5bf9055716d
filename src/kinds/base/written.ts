/** PostgreSQL's own text of parts of a definition, as pg_dump writes them. It needs an empty search_path. */

/**
 * `character varying(5) COLLATE pg_catalog."C"`: a type with its modifier, and the collation that is not the
 * type's own. The arguments are columns of a catalog: a type's OID, its modifier, a collation's OID.
 */
export const writtenType = (type: string, modifier: string, collation: string): string =>
  `concat(format_type(${type}, ${modifier}), ' COLLATE ' || (SELECT collnamespace::regnamespace || '.' || quote_ident(collname) FROM pg_catalog.pg_collation c WHERE c.oid = ${collation} AND ${collation} <> (SELECT t.typcollation FROM pg_catalog.pg_type t WHERE t.oid = ${type})))`;
