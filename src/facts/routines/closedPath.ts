/**
 * The search path of every routine that the tool writes. Unless pg_temp is last, PostgreSQL looks tables and types up
 * in the caller's temporary schema first, so a temporary domain named like a built-in type would run its CHECK in the
 * routine.
 * https://www.postgresql.org/docs/current/sql-createfunction.html#SQL-CREATEFUNCTION-SECURITY
 */

/** The value for `SET search_path TO`. */
export const CLOSED_PATH = 'pg_catalog, pg_temp';
