/**
 * The search_path of every routine that the tool writes. Unless pg_temp is named last, PostgreSQL looks tables and types up in
 * the caller's temporary schema first, so a temporary domain named like a built-in type would run its CHECK in the routine.
 * https://www.postgresql.org/docs/current/sql-createfunction.html#SQL-CREATEFUNCTION-SECURITY
 */

/** As `SET search_path TO` takes it. */
export const CLOSED_PATH = 'pg_catalog, pg_temp';
