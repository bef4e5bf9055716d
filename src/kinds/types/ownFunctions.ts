/**
 * Base types and ranges, whose functions need the type as it needs them: only CASCADE ends that circle. It
 * also drops what the planner doesn't know of, so it runs only where nothing but functions depends on the
 * type.
 * https://www.postgresql.org/docs/current/sql-droptype.html
 */
import { quoteLiteral } from '../../catalog/names.js';
import type { SchemaObject } from '../../catalog/object.js';
import { inFoundSchema, when } from '../base/dropped.js';
import { where } from '../base/kind.js';
import type { Step } from '../base/verbs.js';

/** Without CASCADE, PostgreSQL's error names what depends on the type. */
export function droppingWithFunctions({ identity, name }: SchemaObject): readonly Step[] {
  const row = [inFoundSchema('typnamespace', name), `typname = ${quoteLiteral(name.name)}`];
  const types = `SELECT oid FROM pg_catalog.pg_type WHERE ${row.join(' AND ')}`;
  const others = where(
    'pg_depend',
    `refclassid = 'pg_type'::regclass`,
    `refobjid IN (${types} UNION ALL SELECT typarray FROM pg_catalog.pg_type WHERE ${row.join(' AND ')})`,
    `deptype = 'n'`,
    `classid <> 'pg_proc'::regclass`,
  );
  return [
    when(others, `DROP TYPE ${identity}`),
    when(where('pg_type', ...row, 'typisdefined'), `DROP TYPE ${identity} CASCADE`),
  ];
}
